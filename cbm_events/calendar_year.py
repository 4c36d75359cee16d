"""One year as rows of twelve months: which mark stands in which month and lane. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from cbm_events.calendar_month import DAYS_IN_WEEK, Dated, Month, meets
from cica_portal.common.date_words import same_month

MONTHS = range(1, 13)
# How many days the code and the words of a mark cover, where they are figures and where they name months; the next
# mark of a lane begins after them.
FIGURES_DAYS, WORDS_DAYS = 29, 50
# So many lanes, and so many events of a week, have a step of their own in the stylesheet.
MAX_LANE, MAX_STEP, MONTH_DAYS = 39, 9, 31

E = TypeVar("E", bound=Dated)
K = TypeVar("K")


@dataclass(frozen=True)
class Mark(Generic[E]):
    """An event in a row. `day` and `days` are its part of the year; fuzzy ones are drawn over whole months."""

    event: E
    month: int
    day: int
    days: int
    months: int
    lane: int
    is_late: bool

    @property
    def step(self) -> int:
        """Its length in days, as far as it is drawn."""
        return min(self.days, MONTH_DAYS)


@dataclass(frozen=True)
class YearRow(Generic[E, K]):
    """`cells` are the twelve months; `count` and `days` of the row's exactly dated events."""

    head: K
    cells: list[list[Mark[E]]]
    lanes: int
    count: int
    days: int


@dataclass(frozen=True)
class YearWeek:
    """A week of the year that begins on this Monday, and how many events take place in it."""

    monday: date
    count: int

    @property
    def step(self) -> int:
        return min(self.count, MAX_STEP)


def rows_of(year: int, grouped: Mapping[K, Sequence[E]]) -> list[YearRow[E, K]]:
    return [_row(year, head, events) for head, events in grouped.items()]


def weeks_of(year: int, events: Iterable[Dated]) -> list[YearWeek]:
    """How dense each week is, by events with exact days."""
    exact = [event.period for event in events if event.is_exact]
    first = date(year, 1, 1)
    monday = first - timedelta(days=first.weekday())
    mondays = []
    while monday.year <= year:
        mondays.append(monday)
        monday += timedelta(days=DAYS_IN_WEEK)
    week = timedelta(days=DAYS_IN_WEEK - 1)
    return [YearWeek(day, sum(meets(period, day, day + week) for period in exact)) for day in mondays]


def without_days(events: Iterable[E]) -> list[E]:
    """What has no place in the table: nothing is known of when."""
    return [event for event in events if event.period.earliest is None]


def _row(year: int, head: K, events: Sequence[E]) -> YearRow[E, K]:
    dated = sorted((event for event in events if event.period.earliest), key=_days_of)
    free_from: list[int] = []
    marks = [_mark(year, event, free_from) for event in dated]
    exact = [mark for mark in marks if mark.event.is_exact]
    return YearRow(
        head,
        cells=[[mark for mark in marks if mark.month == month] for month in MONTHS],
        lanes=min(max(len(free_from), 1), MAX_LANE + 1),
        count=len(events),
        days=sum(mark.days for mark in exact),
    )


def _days_of(event: Dated) -> tuple[date, date]:
    """First and last possible day of an event of which something is known."""
    period = event.period
    assert period.earliest is not None
    assert period.latest is not None
    return period.earliest, period.latest


def _mark(year: int, event: E, free_from: list[int]) -> Mark[E]:
    """The event's part in the year, in the first lane that is free; `free_from` is brought up to date."""
    earliest, latest = _days_of(event)
    first, last = max(earliest, date(year, 1, 1)), min(latest, date(year, 12, 31))
    start, end = first.timetuple().tm_yday, last.timetuple().tm_yday
    width = FIGURES_DAYS if event.is_exact and same_month(earliest, latest) else WORDS_DAYS
    # At the end of the year a mark ends with its month instead, so that it is not cut off.
    is_late = start + width > date(year, 12, 31).timetuple().tm_yday + 1
    left = Month(year, first.month).last.timetuple().tm_yday + 1 - width if is_late else start
    lane = next((number for number, free in enumerate(free_from) if free <= left), len(free_from))
    free_from[lane : lane + 1] = [max(left + width, end + 1)]
    return Mark(
        event,
        month=first.month,
        day=first.day,
        days=end - start + 1,
        months=last.month - first.month + 1,
        lane=min(lane, MAX_LANE),
        is_late=is_late,
    )
