"""Three weeks round the chosen days, as rows of a small table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cbm_events.adviser.facts import OtherEvent
from cbm_events.adviser.findings import Dates, Kind
from cbm_events.adviser.gathering import Advised

ONE_DAY = timedelta(days=1)
LENGTH, LEAD = 21, 7
# Beside the days themselves; what does not fit stands in the list below.
MOST_ROWS = 5
SATURDAY = 5


@dataclass(frozen=True)
class Day:
    number: int
    is_weekend: bool
    is_chosen: bool


@dataclass(frozen=True)
class Cell:
    """So many days: empty, an event in the colour of its dimension, or a holiday of a state."""

    span: int
    code: str = ""
    dimension: str = ""


@dataclass(frozen=True)
class Strip:
    days: tuple[Day, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Bar:
    first: date
    last: date
    code: str
    dimension: str


def strip_of(chosen: Dates, advised: Advised) -> Strip | None:
    """None for days that do not fit."""
    start = chosen.first - ONE_DAY * (chosen.first.weekday() + LEAD)
    end = start + ONE_DAY * (LENGTH - 1)
    if chosen.last > end:
        return None
    bars = [bar for bar in (*_events(advised), *_holidays(chosen)) if bar.first <= end and bar.last >= start]
    days = (start + ONE_DAY * number for number in range(LENGTH))
    return Strip(
        days=tuple(Day(day.day, day.weekday() >= SATURDAY, chosen.first <= day <= chosen.last) for day in days),
        rows=tuple(tuple(_cells(row, start, end)) for row in _rows(bars)[:MOST_ROWS]),
    )


def _events(advised: Advised) -> Iterator[Bar]:
    for other in advised.others:
        if other.is_exact:
            yield Bar(other.first, other.last, *_dimension(other))


def _dimension(other: OtherEvent) -> tuple[str, str]:
    """The code, and how stylesheets know it; of what has no dimension that of governing bodies."""
    return (other.dimension, other.dimension.lower()) if other.dimension else ("GB", "gb")


def _holidays(chosen: Dates) -> Iterator[Bar]:
    for finding in chosen.findings:
        if finding.kind == Kind.HOLIDAY:
            yield Bar(finding.days[0], finding.days[-1], finding.states[0], "")


def _rows(bars: Iterable[Bar]) -> list[list[Bar]]:
    """Each bar in the first row in which it is free: the earliest first, of equal ones the longest."""
    rows: list[list[Bar]] = []
    for bar in sorted(bars, key=lambda bar: (bar.first, bar.first - bar.last, bar.code)):
        row = next((row for row in rows if row[-1].last < bar.first), None)
        if row is None:
            rows.append([bar])
        else:
            row.append(bar)
    return rows


def _cells(row: Sequence[Bar], start: date, end: date) -> Iterator[Cell]:
    day = start
    for bar in row:
        first, last = max(bar.first, start), min(bar.last, end)
        if first > day:
            yield Cell((first - day).days)
        yield Cell((last - first).days + 1, bar.code, bar.dimension)
        day = last + ONE_DAY
    if day <= end:
        yield Cell((end - day).days + 1)
