"""Periods within each other: what becomes more exact, what is a move, and how each sorts."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cica_portal.common.fuzzy import (
    Period,
    Precision,
    half_year_period,
    is_within,
    left_by_moves,
    month_period,
    narrows,
    quarter_period,
    year_period,
)

P = Precision
UNKNOWN = Period(None, None, P.UNKNOWN)
AUGUST, THIRD_QUARTER, SECOND_HALF, YEAR = (
    month_period(2024, 8), quarter_period(2024, 3), half_year_period(2024, 2), year_period(2024),
)  # fmt: skip
DAYS = Period(date(2024, 8, 12), date(2024, 8, 14), P.DAY)
PENCILLED = Period(date(2024, 8, 12), date(2024, 8, 14), P.UNKNOWN)

years = st.integers(2020, 2030)
exact = st.builds(
    lambda first, length: Period(first, first + timedelta(days=length), P.DAY),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 10),
)  # fmt: skip
periods = st.one_of(
    exact,
    st.builds(month_period, years, st.integers(1, 12)),
    st.builds(quarter_period, years, st.integers(1, 4)),
    st.builds(half_year_period, years, st.integers(1, 2)),
    st.builds(year_period, years),
    st.just(UNKNOWN),
    exact.map(lambda period: Period(period.earliest, period.latest, P.UNKNOWN)),
)
quickly = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (AUGUST, DAYS), (THIRD_QUARTER, AUGUST), (SECOND_HALF, THIRD_QUARTER), (YEAR, SECOND_HALF), (YEAR, DAYS),
        (UNKNOWN, DAYS), (UNKNOWN, YEAR), (PENCILLED, DAYS),
        (Period(date(2024, 8, 1), date(2024, 9, 30), P.MONTH), AUGUST),
    ],
)  # fmt: skip
def test_dates_that_become_more_exact(before: Period, after: Period):
    assert narrows(before, after)
    assert not narrows(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (AUGUST, month_period(2024, 9)),
        (AUGUST, Period(date(2024, 8, 30), date(2024, 9, 1), P.DAY)),
        (DAYS, Period(date(2024, 8, 12), date(2024, 8, 13), P.DAY)),
        (DAYS, AUGUST),
        (AUGUST, PENCILLED),
        (AUGUST, UNKNOWN),
        (AUGUST, AUGUST),
    ],
)
def test_dates_that_move(before: Period, after: Period):
    assert not narrows(before, after)


def test_history_names_only_what_was_given_up():
    moved = Period(date(2024, 9, 2), date(2024, 9, 3), P.DAY)
    assert left_by_moves(DAYS, [AUGUST, THIRD_QUARTER, YEAR, UNKNOWN]) == []
    assert left_by_moves(moved, [DAYS, AUGUST]) == [DAYS]
    assert left_by_moves(DAYS, [moved, DAYS, AUGUST]) == [moved]
    assert left_by_moves(AUGUST, [DAYS]) == [DAYS]
    assert left_by_moves(DAYS, []) == []


@quickly
@given(periods, periods, periods)
def test_within_is_an_order(one: Period, two: Period, three: Period):
    assert is_within(one, one)
    if is_within(one, two) and is_within(two, three):
        assert is_within(one, three)


@quickly
@given(periods, periods, periods)
def test_narrowing_is_one_way_and_goes_on(one: Period, two: Period, three: Period):
    assert not narrows(one, one)
    assert not (narrows(one, two) and narrows(two, one))
    if narrows(one, two):
        assert is_within(two, one)
        if narrows(two, three):
            assert narrows(one, three)


@quickly
@given(periods, periods)
def test_exact_days_never_narrow(one: Period, two: Period):
    if one.precision == P.DAY:
        assert not narrows(one, two)


@quickly
@given(periods, st.lists(periods, max_size=6))
def test_given_up_dates_are_earlier_ones_each_once(now: Period, earlier: list[Period]):
    found = left_by_moves(now, earlier)
    assert now not in found
    assert len(set(found)) == len(found)
    assert set(found) <= set(earlier)
    if earlier and not found:
        first = earlier[0]
        assert first == now or narrows(first, now)
