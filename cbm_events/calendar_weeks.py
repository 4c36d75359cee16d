"""One week day by day: what takes place on each day, and what may fall in it. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from cbm_events.calendar_month import DAYS_IN_WEEK, Dated, Sometime, meets, sometime_between
from cica_portal.common.fuzzy import Period, month_period

E = TypeVar("E", bound=Dated)


@dataclass(frozen=True)
class WeekDay(Generic[E]):
    date: date
    is_today: bool
    events: Sequence[E]

    @property
    def month(self) -> Period:
        return month_period(self.date.year, self.date.month)

    @property
    def is_weekend(self) -> bool:
        return self.date.isoweekday() > 5


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def days_of_week(monday: date, events: Iterable[E], *, today: date) -> list[WeekDay[E]]:
    """An event of several days stands on each of them."""
    exact = [event for event in events if event.is_exact]
    days = [monday + timedelta(days=offset) for offset in range(DAYS_IN_WEEK)]
    return [WeekDay(day, day == today, [event for event in exact if meets(event.period, day, day)]) for day in days]


def perhaps_in_week(monday: date, events: Iterable[E]) -> list[Sometime[E]]:
    """Events without exact days that may fall in the week, by period."""
    return sometime_between(monday, monday + timedelta(days=DAYS_IN_WEEK - 1), events)
