"""One month as a table of weeks: which bar stands in which day and lane. Pure: no database, no clock."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Generic, Protocol, TypeVar

from cica_portal.common.fuzzy import Period

MAX_LANES = 12
DAYS_IN_WEEK = 7


class Dated(Protocol):
    """What has the dates of an event."""

    @property
    def period(self) -> Period: ...
    @property
    def is_exact(self) -> bool: ...


E = TypeVar("E", bound=Dated)


@dataclass(frozen=True)
class Bar(Generic[E]):
    """The part of an event that falls into one week; it stands in the cell of its first day there."""

    event: E
    first: date
    span: int
    lane: int
    began_before: bool
    goes_on: bool


@dataclass
class Day(Generic[E]):
    """A cell: the bars that begin in it, and every event that takes place on the day."""

    date: date
    in_month: bool
    is_today: bool
    bars: list[Bar[E]] = field(default_factory=list)
    hidden: int = 0
    events: list[E] = field(default_factory=list)

    @property
    def is_weekend(self) -> bool:
        return self.date.isoweekday() > 5


@dataclass(frozen=True)
class Week(Generic[E]):
    days: list[Day[E]]
    lanes: int

    @property
    def number(self) -> int:
        return self.days[0].date.isocalendar().week


@dataclass(frozen=True)
class Sometime(Generic[E]):
    """Events of which only this period is known."""

    period: Period
    events: list[E]


@dataclass(frozen=True)
class Month:
    """The first of a month, with its neighbours."""

    year: int
    month: int

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def grid_first(self) -> date:
        return self.first - timedelta(days=self.first.weekday())

    @property
    def grid_last(self) -> date:
        return self.last + timedelta(days=DAYS_IN_WEEK - 1 - self.last.weekday())

    def shifted(self, months: int) -> Month:
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)


def lay_out(month: Month, events: Iterable[E], *, today: date) -> list[Week[E]]:
    """The weeks of the month with the bars of exactly dated events. Weeks begin on Monday."""
    exact = [event for event in events if event.is_exact]
    length = (month.grid_last - month.grid_first).days + 1
    mondays = [month.grid_first + timedelta(days=offset) for offset in range(0, length, DAYS_IN_WEEK)]
    return [_week(monday, month, exact, today) for monday in mondays]


def falls_in(month: Month, event: Dated) -> bool:
    """Whether the event may take place on some day of the month itself, not only of its first or last week."""
    return meets(event.period, month.first, month.last)


def meets(period: Period, first: date, last: date) -> bool:
    if period.earliest is None or period.latest is None:
        return False
    return period.earliest <= last and period.latest >= first


def sometime_in(month: Month, events: Iterable[E]) -> list[Sometime[E]]:
    """Events without exact days that may fall in the month, by period."""
    return sometime_between(month.first, month.last, events)


def sometime_between(first: date, last: date, events: Iterable[E]) -> list[Sometime[E]]:
    """Events without exact days that may fall between these days, by period, the narrowest period first."""
    groups: dict[Period, list[E]] = defaultdict(list)
    for event in events:
        if not event.is_exact and meets(event.period, first, last):
            groups[event.period].append(event)
    return [Sometime(period, groups[period]) for period in sorted(groups, key=_breadth)]


def _breadth(period: Period) -> tuple[timedelta, date]:
    assert period.earliest is not None
    assert period.latest is not None
    return period.latest - period.earliest, period.earliest


def _week(monday: date, month: Month, events: Sequence[E], today: date) -> Week[E]:
    days = [monday + timedelta(days=offset) for offset in range(DAYS_IN_WEEK)]
    here = [event for event in events if meets(event.period, days[0], days[-1])]
    bars = _bars(days[0], days[-1], here)
    shown = [bar for bar in bars if bar.lane < MAX_LANES]
    hidden = [bar for bar in bars if bar.lane >= MAX_LANES]
    return Week(
        [
            Day(
                date=day,
                in_month=(day.year, day.month) == (month.year, month.month),
                is_today=day == today,
                bars=[bar for bar in shown if bar.first == day],
                hidden=sum(1 for bar in hidden if bar.first == day),
                events=[event for event in here if meets(event.period, day, day)],
            )
            for day in days
        ],
        lanes=max((bar.lane + 1 for bar in shown), default=0),
    )


def _bars(first: date, last: date, events: Sequence[E]) -> list[Bar[E]]:
    """Bars of one week: each in the first lane that is free, by start, the longest first."""
    bars = [bar for event in events if (bar := _bar(event, first, last))]
    bars.sort(key=lambda bar: (bar.first, -bar.span))
    free_from: list[date] = []
    return [replace(bar, lane=_take_lane(bar, free_from)) for bar in bars]


def _bar(event: E, first: date, last: date) -> Bar[E] | None:
    """The event's part in the week first..last, not yet in a lane."""
    earliest, latest = event.period.earliest, event.period.latest
    if earliest is None or latest is None or earliest > last or latest < first:
        return None
    start, end = max(earliest, first), min(latest, last)
    return Bar(
        event,
        first=start,
        span=(end - start).days + 1,
        lane=0,
        began_before=earliest < first,
        goes_on=latest > last,
    )


def _take_lane(bar: Bar[E], free_from: list[date]) -> int:
    """The first lane that is free on the bar's first day; `free_from` is brought up to date."""
    lane = next((number for number, free in enumerate(free_from) if free <= bar.first), len(free_from))
    free_from[lane : lane + 1] = [bar.first + timedelta(days=bar.span)]
    return lane
