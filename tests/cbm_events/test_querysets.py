"""The words in which events are asked for."""

from datetime import date
from typing import Any

import pytest

from cbm_events.models import Event
from cbm_events.services import save_event
from cica_portal.common.fuzzy import half_year_period, month_period, year_period
from tests import factories
from tests.cast import World

pytestmark = [pytest.mark.both, pytest.mark.django_db]

UNDATED: dict[str, Any] = {"earliest": None, "latest": None, "precision": "tbc"}


def titles(rows) -> list[str]:
    return [event.title_en for event in rows]


def dated(title: str, period, **values) -> Event:
    return factories.make_event(
        title_en=title, earliest=period.earliest, latest=period.latest, precision=period.precision, **values
    )


def test_order_is_by_date_and_what_is_vague_comes_after_what_it_may_follow():
    dated("Year", year_period(2026))
    dated("Half", half_year_period(2026, 1))
    dated("May", month_period(2026, 5))
    factories.make_event(title_en="Unknown", **UNDATED)
    factories.make_event(title_en="Day", earliest=date(2026, 5, 31))
    assert titles(Event.objects.in_order()) == ["May", "Day", "Half", "Year", "Unknown"]


def test_events_of_one_day_stand_in_the_order_of_entry():
    for title in ("First", "Second", "Third"):
        factories.make_event(title_en=title, earliest=date(2026, 5, 1))
    assert titles(Event.objects.in_order()) == ["First", "Second", "Third"]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 5, 15), date(2026, 5, 20), ["Days", "May"]),
        (date(2026, 5, 16), date(2026, 5, 20), ["May"]),
        (date(2026, 5, 1), date(2026, 5, 14), ["Days", "May"]),
        (date(2026, 6, 1), date(2026, 6, 30), []),
    ],
)
def test_events_that_may_fall_into_a_span(first: date, last: date, expected: list[str]):
    factories.make_event(title_en="Days", earliest=date(2026, 5, 14), latest=date(2026, 5, 15))
    dated("May", month_period(2026, 5))
    factories.make_event(title_en="Unknown", **UNDATED)
    assert titles(Event.objects.overlapping(first, last).in_order()) == expected


def test_event_over_new_year_belongs_to_both_years():
    factories.make_event(title_en="Long", earliest=date(2025, 12, 30), latest=date(2026, 1, 2))
    counts = [Event.objects.for_year(year).count() for year in (2024, 2025, 2026, 2027)]
    assert counts == [0, 1, 1, 0]


def test_upcoming_leaves_out_what_is_over_or_called_off():
    day = date(2026, 5, 15)
    factories.make_event(title_en="Over", earliest=date(2026, 5, 14))
    factories.make_event(title_en="Last day", earliest=date(2026, 5, 14), latest=day)
    factories.make_event(title_en="Cancelled", earliest=day, status="cancelled")
    factories.make_event(title_en="Held", earliest=day, status="held")
    factories.make_event(title_en="Postponed", earliest=day, status="postponed")
    dated("May", month_period(2026, 5))
    assert titles(Event.objects.upcoming(day)) == ["Last day", "Postponed", "May"]


def test_events_of_a_state_by_role(world: World):
    factories.make_event(title_en="Organises", roles=[factories.state_role(world.kaz)])
    factories.make_event(title_en="Assists", roles=[factories.state_role(world.kaz, "assisting")])
    factories.make_event(title_en="Other", roles=[factories.state_role(world.tha)])
    both = [factories.state_role(world.kaz), factories.state_role(world.kaz, "host")]
    factories.make_event(title_en="Both", roles=both)
    found = Event.objects.in_order()
    assert titles(found.of_state(world.kaz)) == ["Organises", "Assists", "Both"]
    assert titles(found.of_state(world.kaz, "organiser", "co_organiser")) == ["Organises", "Both"]
    assert titles(found.of_state(world.kaz, "host")) == ["Both"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("борьба", ["Terror"]),
        ("terror ASTANA", ["Terror"]),
        ("туркістан", ["Kazakh"]),
        ("ТҮРКІСТАН", ["Kazakh"]),
        ("uchenie", []),
        ("ученые", ["Kazakh"]),
        ("100%", ["Percent"]),
        ("%", ["Percent"]),
        ("_", []),
        ("'", []),
        ("", ["Terror", "Kazakh", "Percent"]),
        ("astana bangkok", []),
    ],
)
def test_search_forgives_case_letters_and_order(text: str, expected: list[str]):
    factories.make_event(title_en="Terror", title_ru="Борьба с терроризмом", city_en="Astana")
    factories.make_event(title_en="Kazakh", title_ru="Учёные в городе Түркістан", city_en="Turkistan")
    factories.make_event(title_en="Percent", summary_en="Covers 100% of the costs")
    assert titles(Event.objects.in_order().matching(text)) == expected


def test_search_follows_an_edit(act):
    event = factories.make_event(title_en="Old words")
    event.title_en = "New words"
    save_event(event=event, act=act)
    assert [Event.objects.matching(word).count() for word in ("old", "new")] == [0, 1]


def test_line_of_a_list_costs_a_fixed_number_of_queries(world: World, django_assert_num_queries):
    for state in (world.kaz, world.tha, world.tur):
        roles = [factories.state_role(state), factories.secretariat_role("host")]
        factories.make_event(roles=roles, dimension=world.dimensions["ECO"], area=world.areas["ECO-SME"])
    with django_assert_num_queries(3):
        for event in Event.objects.with_parties().in_order():
            assert event.dimension_key == "eco"
            assert [role.party_name for role in event.roles.all()][-1:] != []
