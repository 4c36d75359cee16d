"""What is derived of a line, from its events and the day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbm_events.models import LineOutcome as L
from cbm_events.models import Status
from cbm_events.plans.outcomes import EventState, agrees, is_carried_out, outcome_of
from cica_portal.common.fuzzy import Period, Precision, half_year_period, month_period, quarter_period, year_period

YEAR = 2026
TODAY = date(2026, 7, 1)
UNKNOWN = Period(None, None, Precision.UNKNOWN)
MAY = month_period(2026, 5)


def days(first: date, last: date | None = None) -> Period:
    return Period(first, last or first, Precision.DAY)


def event(status: str, period: Period = MAY, **values) -> EventState:
    return EventState(status, period, **values)


def outcome(*events: EventState, planned: Period = MAY, stated: str = "", today: date = TODAY) -> L:
    return outcome_of(year=YEAR, planned=planned, events=events, stated=stated, today=today)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], L.NOT_REPORTED),
        ([event("held")], L.HELD),
        ([event("held", days(date(2026, 5, 14)))], L.HELD),
        ([event("held", days(date(2026, 6, 2)))], L.MOVED),
        ([event("held", days(date(2026, 5, 31), date(2026, 6, 1)))], L.MOVED),
        ([event("held", half_year_period(2026, 1))], L.HELD),
        ([event("held", days(date(2027, 1, 20)))], L.CARRIED_OVER),
        ([event("planned", days(date(2027, 1, 20)))], L.CARRIED_OVER),
        ([event("planned")], L.NOT_REPORTED),
        ([event("confirmed", days(date(2026, 6, 30)))], L.NOT_REPORTED),
        ([event("confirmed", days(date(2026, 7, 1)))], L.AHEAD),
        ([event("planned", month_period(2026, 9))], L.AHEAD),
        ([event("postponed")], L.AHEAD),
        ([event("proposed", UNKNOWN)], L.AHEAD),
        ([event("cancelled")], L.CANCELLED),
        ([event("held", is_shared=True)], L.MERGED),
        ([event("planned", month_period(2026, 9), is_shared=True)], L.AHEAD),
        ([event("cancelled", is_shared=True)], L.CANCELLED),
        ([event("held"), event("held")], L.SPLIT),
        ([event("held"), event("planned", month_period(2026, 9))], L.SPLIT),
        ([event("held"), event("cancelled")], L.IN_PART),
        ([event("held"), event("planned")], L.IN_PART),
        ([event("cancelled"), event("cancelled")], L.CANCELLED),
        ([event("planned", month_period(2026, 9)), event("postponed")], L.AHEAD),
        ([event("cancelled"), event("planned", month_period(2026, 9))], L.SPLIT),
    ],
)
def test_outcome(events: list[EventState], expected: L):
    assert outcome(*events) == expected


def test_without_events_and_a_date_a_line_is_to_come_until_the_year_is_over():
    assert outcome(planned=UNKNOWN, today=date(2026, 12, 31)) == L.AHEAD
    assert outcome(planned=UNKNOWN, today=date(2027, 1, 1)) == L.NOT_REPORTED


def test_postponed_event_is_not_reported_when_the_year_is_over():
    assert outcome(event("postponed"), today=date(2027, 1, 1)) == L.NOT_REPORTED


@pytest.mark.parametrize("stated", ["in_part", "merged", "split", "carried_over", "cancelled"])
def test_what_is_stated_goes_first(stated: str):
    assert outcome(event("held"), stated=stated) == stated


@given(st.sampled_from([s for s in Status if s != Status.HELD]), st.dates(date(2025, 1, 1), date(2028, 1, 1)))
def test_nothing_becomes_held_by_itself(status: Status, today: date):
    found = outcome(event(status, days(date(2026, 5, 14))), today=today)
    assert found not in {L.HELD, L.MOVED, L.MERGED, L.IN_PART}
    assert not is_carried_out(found, [event(status)])


@pytest.mark.parametrize(
    ("planned", "actual", "expected"),
    [
        (UNKNOWN, days(date(2026, 5, 14)), True),
        (MAY, UNKNOWN, True),
        (year_period(2026), days(date(2026, 12, 31)), True),
        (quarter_period(2026, 2), MAY, True),
        (MAY, quarter_period(2026, 2), True),
        (MAY, month_period(2026, 6), False),
        (days(date(2026, 5, 14), date(2026, 5, 15)), days(date(2026, 5, 14), date(2026, 5, 16)), False),
        (days(date(2026, 5, 14), date(2026, 5, 15)), MAY, True),
    ],
)
def test_rough_dates_contradict_only_what_they_do_not_overlap(planned: Period, actual: Period, expected: bool):
    assert agrees(planned, actual) == expected


@pytest.mark.parametrize(
    ("found", "events", "expected"),
    [
        (L.HELD, [event("held")], True),
        (L.MOVED, [event("held")], True),
        (L.MERGED, [event("held")], True),
        (L.MERGED, [], False),
        (L.SPLIT, [event("held"), event("held")], True),
        (L.SPLIT, [event("held"), event("planned")], False),
        (L.IN_PART, [event("held"), event("cancelled")], False),
        (L.CARRIED_OVER, [event("held", days(date(2027, 1, 20)))], False),
        (L.CANCELLED, [event("cancelled")], False),
    ],
)
def test_what_counts_as_carried_out(found: L, events: list[EventState], expected: bool):
    assert is_carried_out(found, events) == expected
