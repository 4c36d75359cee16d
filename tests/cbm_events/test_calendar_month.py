"""The layout of a month: pure, on plain stand-ins for events."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbm_events.calendar_month import MAX_LANES, Month, Week, lay_out, sometime_in
from cica_portal.common.fuzzy import (
    Period,
    Precision,
    half_year_period,
    month_period,
    quarter_period,
    year_period,
)

TODAY = date(2024, 8, 8)
AUGUST = Month(2024, 8)


@dataclass(frozen=True)
class Dated:
    name: str
    period: Period

    @property
    def is_exact(self) -> bool:
        return self.period.precision == Precision.DAY


def exact(name: str, first: date, last: date | None = None) -> Dated:
    return Dated(name, Period(first, last or first, Precision.DAY))


def in_august(name: str, first: int, last: int | None = None) -> Dated:
    return exact(name, date(2024, 8, first), date(2024, 8, last or first))


def bars(*events: Dated, month: Month = AUGUST) -> list[tuple[str, int, int, int, bool, bool]]:
    """(name, first day, span, lane, began before, goes on), week by week."""
    return [
        (bar.event.name, bar.first.day, bar.span, bar.lane, bar.began_before, bar.goes_on)
        for week in lay_out(month, events, today=TODAY)
        for day in week.days
        for bar in day.bars
    ]


def test_weeks_begin_on_monday_and_cover_the_month():
    weeks: list[Week[Dated]] = lay_out(AUGUST, [], today=TODAY)
    assert [(week.number, week.days[0].date, week.days[-1].date) for week in weeks] == [
        (31, date(2024, 7, 29), date(2024, 8, 4)),
        (32, date(2024, 8, 5), date(2024, 8, 11)),
        (33, date(2024, 8, 12), date(2024, 8, 18)),
        (34, date(2024, 8, 19), date(2024, 8, 25)),
        (35, date(2024, 8, 26), date(2024, 9, 1)),
    ]


def test_february_of_four_weeks_has_four():
    assert len(lay_out(Month(2027, 2), [], today=TODAY)) == 4


def test_days_know_their_month_weekend_and_today():
    weeks: list[Week[Dated]] = lay_out(AUGUST, [], today=TODAY)
    days = [day for week in weeks for day in week.days]
    assert [day.date.day for day in days if not day.in_month] == [29, 30, 31, 1]
    assert [day.date.day for day in days if day.is_weekend and day.in_month] == [3, 4, 10, 11, 17, 18, 24, 25, 31]
    assert [day.date for day in days if day.is_today] == [TODAY]


def test_event_over_two_weeks_has_a_bar_in_each():
    assert bars(in_august("school", 5, 16)) == [
        ("school", 5, 7, 0, False, True),
        ("school", 12, 5, 0, True, False),
    ]


def test_days_know_every_event_that_takes_place_on_them():
    weeks = lay_out(AUGUST, [in_august("school", 5, 12), in_august("talk", 6)], today=TODAY)
    named = {day.date.day: [event.name for event in day.events] for week in weeks for day in week.days if day.events}
    assert named == {6: ["school", "talk"]} | {day: ["school"] for day in (5, *range(7, 13))}


def test_event_from_the_month_before_begins_in_the_first_week_shown():
    assert bars(exact("long", date(2024, 7, 20), date(2024, 8, 1))) == [("long", 29, 4, 0, True, False)]


def test_lanes_are_taken_by_start_the_longest_first():
    assert bars(in_august("short", 13), in_august("long", 13, 16), in_august("early", 12, 13)) == [
        ("early", 12, 2, 0, False, False),
        ("long", 13, 4, 1, False, False),
        ("short", 13, 1, 2, False, False),
    ]


def test_lane_is_free_again_on_the_day_after():
    assert [lane for _, _, _, lane, _, _ in bars(in_august("a", 12, 13), in_august("b", 14, 15))] == [0, 0]


def test_more_events_than_lanes_are_counted_on_their_first_day():
    crowd = [in_august(str(number), 14) for number in range(MAX_LANES + 3)]
    week = lay_out(AUGUST, crowd, today=TODAY)[2]
    assert (week.lanes, [day.hidden for day in week.days]) == (MAX_LANES, [0, 0, 3, 0, 0, 0, 0])


def test_event_without_exact_days_has_no_bar():
    assert bars(Dated("sometime", month_period(2024, 8)), Dated("unknown", Period(None, None, Precision.UNKNOWN))) == []


def test_periods_that_may_fall_in_the_month_the_narrowest_first():
    periods = [
        year_period(2024), month_period(2024, 8), half_year_period(2024, 2), quarter_period(2024, 3),
        month_period(2024, 7), half_year_period(2024, 1), year_period(2023),
    ]  # fmt: skip
    groups = sometime_in(AUGUST, [Dated(str(period), period) for period in periods])
    assert [group.period for group in groups] == [
        month_period(2024, 8), quarter_period(2024, 3), half_year_period(2024, 2), year_period(2024),
    ]  # fmt: skip


def test_exact_and_unknown_dates_are_not_sometime():
    events = [in_august("exact", 5), Dated("unknown", Period(None, None, Precision.UNKNOWN))]
    assert sometime_in(AUGUST, events) == []


@pytest.mark.parametrize(
    ("months", "expected"), [(-1, Month(2024, 7)), (1, Month(2024, 9)), (5, Month(2025, 1)), (-8, Month(2023, 12))]
)
def test_month_shifts_over_the_year(months: int, expected: Month):
    assert AUGUST.shifted(months) == expected


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 31), st.integers(0, 20)), max_size=14))
def test_no_two_bars_share_a_lane_on_a_day(spans: list[tuple[int, int]]):
    events = [
        exact(str(number), date(2024, 8, first), date.fromordinal(date(2024, 8, first).toordinal() + length))
        for number, (first, length) in enumerate(spans)
    ]
    for week in lay_out(AUGUST, events, today=TODAY):
        taken = [
            (bar.lane, bar.first.toordinal() + offset)
            for day in week.days
            for bar in day.bars
            for offset in range(bar.span)
        ]
        assert len(taken) == len(set(taken))
