"""Dates as precise as known, wherever they are shown; and dates that become more exact are no move."""

from datetime import date, time

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cbm_events.correspondence.words import earlier_dates
from cbm_events.models import Event
from cbm_events.notices.differences import as_it_was, is_narrowing, told_values
from cbm_events.notices.wording import Notice, heading
from cbm_events.plans.dates import pasts_of
from cbm_events.services import save_event
from cbm_events.views.listing import grouped
from cica_portal.common.fuzzy import (
    Period,
    Precision,
    half_year_period,
    month_period,
    narrows,
    quarter_period,
    year_period,
)
from tests.core.test_narrowing import periods
from tests.factories import make_act, make_event
from tests.pages.reading import page_of, words

P = Precision
UNKNOWN = Period(None, None, P.UNKNOWN)
DAYS = Period(date(2026, 8, 12), date(2026, 8, 14), P.DAY)
MOVED = Period(date(2026, 9, 2), date(2026, 9, 3), P.DAY)
# From the first in a list to the last.
IN_ORDER = {
    "exact": DAYS,
    "month": month_period(2026, 8),
    "quarter": quarter_period(2026, 3),
    "half-year": half_year_period(2026, 2),
    "year": year_period(2026),
    "unknown": UNKNOWN,
}
WORDS = {
    "exact": "12–14 August 2026", "month": "August 2026", "quarter": "Q3 2026", "half-year": "second half of 2026",
    "year": "2026", "unknown": "To be confirmed",
}  # fmt: skip


def dated(period: Period, **values) -> Event:
    return make_event(earliest=period.earliest, latest=period.latest, precision=period.precision, **values)


def redate(event: Event, *dates: Period) -> Event:
    for period in dates:
        event.earliest, event.latest, event.precision = period.earliest, period.latest, period.precision
        save_event(event=event, act=make_act())
    return event


@pytest.fixture
def six(db) -> list[Event]:
    """One of each precision, entered in the wrong order."""
    return [dated(period, title_en=name, visibility="public") for name, period in reversed(IN_ORDER.items())]


def test_lists_put_the_vaguer_later(six):
    names = [event.title_en for event in Event.objects.in_order()]
    # Half-year and year end on one day: what they have in common keeps the order of entry, the page sorts them.
    assert (names[:3], set(names[3:5]), names[5]) == (["exact", "month", "quarter"], {"half-year", "year"}, "unknown")
    assert [event.title_en for group in grouped(six) for event in group.events] == list(IN_ORDER)


@pytest.mark.parametrize("name", IN_ORDER)
def test_page_of_the_event_says_no_more_than_is_known(client, six, name):
    event = Event.objects.get(title_en=name)
    text = words(page_of(client.get(f"/events/{event.public_id}/")))
    assert WORDS[name].casefold() in text.casefold()
    for day in ("1 August", "31 August", "1 July", "31 December", "1 January"):
        assert day not in text.split("History")[0]


@pytest.mark.usefixtures("at_now")
def test_list_names_each_period_and_no_day(client, six):
    text = words(page_of(client.get("/events/")))
    for said in list(WORDS.values())[1:]:
        assert said.casefold() in text.casefold()
    assert "12–14" in text
    assert "1 Jul" not in text


def test_month_holds_what_may_fall_in_it_beside_the_grid(client, six):
    text = words(page_of(client.get("/calendar/2026/8/")))
    assert all(name in text for name in ("month", "quarter", "half-year", "year"))
    assert "unknown" not in text
    other = words(page_of(client.get("/calendar/2026/5/")))
    assert "quarter" not in other


def test_api_gives_the_precision_with_the_edges(client, six):
    for event in six:
        answer = client.get(f"/api/v1/events/{event.public_id}/").json()
        dates = answer["period"]
        assert dates["precision"] == event.precision
        assert dates["earliest"] == (event.earliest.isoformat() if event.earliest else None)


def test_filters_take_the_possible_days(client, six):
    def found(query: str) -> set[str]:
        return {row["title"]["en"] for row in client.get(f"/api/v1/events/?{query}").json()["results"]}

    assert found("since=2026-09-01") == {"quarter", "half-year", "year"}
    assert found("until=2026-06-30") == {"year"}
    assert found("year=2026") == set(IN_ORDER) - {"unknown"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (month_period(2026, 8), DAYS, "Exact days"),
        (UNKNOWN, DAYS, "Exact days"),
        (year_period(2026), quarter_period(2026, 3), "Dates closer known"),
        (month_period(2026, 8), MOVED, "Moved"),
        (DAYS, MOVED, "Moved"),
        (DAYS, month_period(2026, 8), "Moved"),
    ],
)
def test_notice_tells_a_move_from_dates_that_are_closer_known(before, after, said):
    event = dated(before)
    values = told_values(event)
    redate(event, after)
    assert heading(Notice(as_it_was(event, values), event, "")) == said
    assert is_narrowing(values, told_values(event)) is (said != "Moved")


@pytest.mark.django_db
def test_hour_of_an_exact_event_is_a_move(act):
    event = dated(DAYS, start_time=time(9), zone="Asia/Almaty")
    values = told_values(event)
    event.start_time = time(10)
    save_event(event=event, act=act)
    assert heading(Notice(as_it_was(event, values), event, "")) == "Moved"


@pytest.mark.django_db
def test_earlier_dates_are_those_that_were_given_up(client, viewers):
    narrowed = redate(dated(year_period(2026), visibility="public"), month_period(2026, 8), DAYS)
    moved = redate(dated(month_period(2026, 8), visibility="public"), DAYS, MOVED)
    texts = [words(page_of(client.get(f"/events/{event.public_id}/"))) for event in (narrowed, moved)]
    assert "Earlier dates" not in texts[0]
    assert "Dates closer known" in texts[0]
    assert "Earlier dates: 12–14 August 2026" in texts[1]
    pasts = pasts_of([narrowed, moved], viewers["editor"])
    assert [row.period for row in pasts[narrowed.public_id].dates] == []
    assert [row.period for row in pasts[moved.public_id].dates] == [DAYS]
    assert [earlier_dates(event, "en") for event in (narrowed, moved)] == ["", "12–14 August 2026"]


@pytest.mark.django_db
def test_history_strikes_out_what_was_given_up_only(client):
    event = redate(dated(month_period(2026, 8), visibility="public"), DAYS, MOVED)
    page = client.get(f"/events/{event.public_id}/").content.decode().replace("\u00a0", " ")
    struck = [part.partition("</s>")[0] for part in page.split("<s ")[1:]]
    assert len(struck) == 1
    assert "12–14 August 2026" in struck[0]


@pytest.mark.django_db
@pytest.mark.usefixtures("at_now")
def test_editor_is_told_what_the_new_dates_are(client_as):
    for before, said in ((month_period(2026, 8), "Dates closer known"), (MOVED, "Moved")):
        event = dated(before)
        sent = {"version": "1", "precision": "day", "first_day": "12.08.2026", "last_day": "14.08.2026"}
        response = client_as("editor").post(f"/events/{event.public_id}/act/move/", sent, follow=True)
        assert f"{said}: " in response.content.decode()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(periods, periods)
def test_dates_that_become_more_exact_never_sort_later(before: Period, after: Period):
    def place(period: Period) -> date:
        event = Event(earliest=period.earliest, latest=period.latest, precision=period.precision)
        event.derive()
        return event.sort_on

    if narrows(before, after):
        assert place(after) <= place(before)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(periods, max_size=12))
def test_grouping_keeps_every_event_and_its_order(dates: list[Period]):
    events = []
    for pk, period in enumerate(dates, start=1):
        event = Event(pk=pk, earliest=period.earliest, latest=period.latest, precision=period.precision)
        event.derive()
        events.append(event)
    groups = grouped(events)
    shown = [event for group in groups for event in group.events]
    assert sorted(event.pk for event in shown) == [event.pk for event in events]
    assert [event.sort_on for event in shown] == sorted(event.sort_on for event in events)
    assert len({group.period for group in groups}) == len(groups)


def test_words_in_russian():
    with override("ru"):
        said = [Event(earliest=p.earliest, latest=p.latest, precision=p.precision).when() for p in IN_ORDER.values()]
    assert [text.replace("\u00a0", " ") for text in said] == [
        "12–14 августа 2026 г.", "август 2026 г.", "III квартал 2026 г.", "второе полугодие 2026 г.", "2026 г.",
        "Уточняется",
    ]  # fmt: skip
