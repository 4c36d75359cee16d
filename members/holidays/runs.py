"""Days of one holiday that follow each other, as one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from cica_portal.common.fuzzy import Period, Precision
from members.models import Holiday

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Run:
    """One to many days in a row, of one kind and standing."""

    days: tuple[Holiday, ...]

    @property
    def first(self) -> Holiday:
        return self.days[0]

    @property
    def period(self) -> Period:
        return Period(self.days[0].day, self.days[-1].day, Precision.DAY)


def runs_of(rows: Iterable[Holiday]) -> list[Run]:
    """Rows of one state, in the order of their days."""
    runs: list[list[Holiday]] = []
    for row in sorted(rows, key=lambda row: row.day):
        if runs and _follows(runs[-1][-1], row):
            runs[-1].append(row)
        else:
            runs.append([row])
    return [Run(tuple(days)) for days in runs]


def _follows(one: Holiday, other: Holiday) -> bool:
    return other.day - one.day == ONE_DAY and _standing(one) == _standing(other)


def _standing(row: Holiday) -> tuple[object, ...]:
    return row.kind, row.name_en, row.name_ru, row.origin, row.awaits_confirmation, row.confirmed_at
