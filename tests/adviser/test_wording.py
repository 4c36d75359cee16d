"""What is found, in words."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from cbm_events.adviser.gathering import Entry, advise_on
from cbm_events.adviser.wording import Line, days_words, panel_of
from cica_portal.common.fuzzy import Period, Precision, quarter_period
from tests import factories
from tests.factories import TODAY, make_event, state_role

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)
ONE_DAY = timedelta(days=1)


def panel(viewers, **values):
    defaults: dict[str, Any] = {
        "period": Period(DAY, DAY + ONE_DAY, Precision.DAY), "mode": "in_person", "cities": ("Astana", ""),
        "country": "KAZ", "organisers": frozenset({"KAZ", "THA"}),
    }  # fmt: skip
    return panel_of(advise_on(Entry(**defaults | values), viewer=viewers["editor"], today=TODAY))


def line(found, heading: str) -> Line:
    return next(one for one in found.lines if one.heading == heading)


def know_all_holidays(world) -> None:
    for state in world.states.values():
        factories.make_holiday(state=state, day=date(2026, 1, 1))


def test_clash_names_the_event_and_what_is_shared(world, viewers):
    event = make_event(
        title_en="Seminar", city_en="Moscow", mode="in_person", earliest=DAY, latest=DAY + ONE_DAY,
        roles=[state_role(world.tha)],
    )  # fmt: skip
    found = panel(viewers)
    clash = line(found, "Clash")
    assert (clash.event, clash.mark, clash.text) == (event, "bad", "Moscow, 15–16 September 2026")
    assert clash.remark == "Both on 15–16 September. Same organiser: Thailand."
    assert found.summary.startswith("15–16 September 2026: 1 clash")


def test_holiday_is_told_without_its_name(world, viewers):
    factories.make_holiday(state=world.kaz, day=DAY, name_en="Feast of something", name_ru="Праздник чего-то")
    found = panel(viewers)
    assert (line(found, "Public holiday").text, line(found, "Public holiday").remark) == (
        "Kazakhstan: 15 September", "Where the event takes place.",
    )  # fmt: skip
    assert "Feast" not in repr(found.lines) + repr(found.weeks)


def test_estimated_holiday_says_so(world, viewers):
    factories.make_holiday(state=world.tha, day=DAY, is_estimated=True)
    assert line(panel(viewers), "Public holiday").remark == "Organiser; the day is an estimate."


def test_states_stand_alphabetically_in_the_language_of_the_page(world, viewers):
    """Azerbaijan, Türkiye; in Russian Азербайджан, Турция: neither is ordered by its code."""
    for state in (world.tur, world.states["AZE"]):
        factories.make_holiday(state=state, day=DAY)
    assert line(panel(viewers), "Public holiday elsewhere").text == "Azerbaijan, Türkiye: 15 September"
    with override("ru"):
        assert any("Азербайджан, Турция" in one.text for one in panel(viewers).lines)


def test_many_states_are_unfolded(world, viewers):
    for _number in range(6):
        factories.make_holiday(day=DAY)
    elsewhere = line(panel(viewers), "Public holiday elsewhere")
    assert (elsewhere.text, len(elsewhere.states)) == ("15 September, 6 member states", 6)


def test_missing_data_is_said_instead_of_silence(world, viewers):
    found = panel(viewers)
    assert line(found, "No holiday data").text == "Not known for 2026: Kazakhstan, Thailand."
    assert not any(one.heading == "Working days" for one in found.lines)


def test_clear_dates(world, viewers):
    know_all_holidays(world)
    found = panel(viewers)
    assert found.summary == "15–16 September 2026: nothing stands against them"
    assert [(one.heading, one.mark) for one in found.lines] == [("No clash", "ok"), ("Working days", "ok")]
    assert found.no_weeks == "No week within six weeks is better."


def test_each_week_has_its_reason(world, viewers):
    know_all_holidays(world)
    make_event(earliest=DAY, roles=[state_role(world.kaz)])
    factories.make_holiday(state=world.tha, day=DAY - timedelta(days=7))
    reasons = {week.first: week.reason for week in panel(viewers).weeks}
    assert reasons[DAY + timedelta(days=7)] == (
        "no clash; working days in every member state of which holidays are known"
    )
    assert reasons[DAY - timedelta(days=6)] == reasons[DAY + timedelta(days=7)]


def test_week_that_is_not_clear_says_what_remains(world, viewers):
    know_all_holidays(world)
    make_event(earliest=DAY - timedelta(days=70), latest=DAY + timedelta(days=70), roles=[state_role(world.kaz)])
    long = panel(viewers, organisers=frozenset({"KAZ"}), country="THA")
    assert long.weeks == ()
    make_event(earliest=DAY, latest=DAY, roles=[state_role(world.kaz)])
    assert {week.reason for week in panel(viewers).weeks} == {"clash"}


def test_period_gets_its_best_weeks(world, viewers):
    know_all_holidays(world)
    found = panel(viewers, period=quarter_period(2026, 3))
    assert (found.summary, found.lines, len(found.weeks)) == ("Q3 2026: the best weeks", (), 4)
    assert found.weeks[0].value == "2026-07-01/2026-07-02"


def test_no_dates_and_past_dates(world, viewers):
    assert (
        panel(viewers, period=Period(None, None, Precision.UNKNOWN)).summary == "Enter the dates to have them checked."
    )
    past = Period(TODAY, TODAY, Precision.DAY)
    assert panel(viewers, period=past).summary == "These dates are over."


def test_strip_shows_three_weeks(world, viewers):
    make_event(earliest=DAY, latest=DAY + ONE_DAY, dimension=world.dimensions["ECO"], roles=[state_role(world.kaz)])
    factories.make_holiday(state=world.kaz, day=DAY)
    strip = panel(viewers).strip
    assert [day.number for day in strip.days if day.is_chosen] == [15, 16]
    assert strip.days[0].number == 7
    for row in strip.rows:
        assert sum(cell.span for cell in row) == 21
    assert {cell.code for row in strip.rows for cell in row} == {"", "ECO", "KAZ"}


def test_days_in_a_row_are_one():
    days = [date(2026, 9, day) for day in (15, 16, 17, 21)]
    assert days_words(days) == "15–17 September, 21 September"
