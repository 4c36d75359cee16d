"""Compares what the package says of one state with what is recorded. Nothing is read or written here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from cica_portal.common.reference import public_id_of
from members.holidays.package import FoundHoliday
from members.models import Holiday

# The moon moves a day by one or two; two holidays of one name lie much further apart.
SAME_HOLIDAY = timedelta(days=7)


@dataclass(frozen=True)
class Difference:
    """The package says otherwise than people did: `recorded` or `package` is None where one has no such day."""

    state_code: str
    recorded: date | None
    package: date | None

    @property
    def order(self) -> tuple[date, str]:
        return self.recorded or self.package or date.max, self.state_code


@dataclass
class Reconciled:
    """What is to be done so that the unfixed rows say what the package says."""

    new: list[FoundHoliday] = field(default_factory=list)
    changed: list[tuple[Holiday, FoundHoliday]] = field(default_factory=list)
    gone: list[Holiday] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


def holiday_id(state_code: str, day: date) -> str:
    """The identifier under which a day of the package is entered; it stays when people correct the day."""
    return public_id_of(Holiday.record_kind, f"{state_code}:{day.isoformat()}")


def reconcile(
    state_code: str, found: Sequence[FoundHoliday], recorded: Sequence[Holiday], removed_by_people: Collection[str]
) -> Reconciled:
    """`removed_by_people`: identifiers of days that somebody took away."""
    result = Reconciled()
    by_day = {row.day: row for row in recorded}
    fixed_by_id = {row.public_id: row for row in recorded if row.is_fixed}
    days = {day.day for day in found}
    adrift = [row for row in recorded if row.is_fixed and row.day not in days]
    explained: set[date] = set()
    for day in found:
        row = by_day.get(day.day)
        if row is not None:
            _compare(result, row, day)
            continue
        key = holiday_id(state_code, day.day)
        counterpart = fixed_by_id.get(key) or _same_holiday(day, adrift)
        if counterpart is not None:
            result.differences.append(Difference(state_code, counterpart.day, day.day))
            explained.add(counterpart.day)
        elif key in removed_by_people:
            result.differences.append(Difference(state_code, None, day.day))
        else:
            result.new.append(day)
    result.gone = [row for row in recorded if not row.is_fixed and row.day not in days]
    result.differences += [
        Difference(state_code, row.day, None)
        for row in adrift
        if row.origin == Holiday.Origin.PACKAGE and row.day not in explained
    ]
    return result


def _compare(result: Reconciled, row: Holiday, day: FoundHoliday) -> None:
    """A fixed row differs only if the offices are open on the one and closed on the other."""
    working = Holiday.Kind.WORKING
    if row.is_fixed:
        if (row.kind == working) != (day.kind == working):
            result.differences.append(Difference(row.state.code, row.day, row.day))
    elif (row.kind, row.name_en, row.name_ru, row.is_estimated) != (
        day.kind, day.name_en, day.name_ru, day.is_estimated,
    ):  # fmt: skip
        result.changed.append((row, day))


def _same_holiday(day: FoundHoliday, adrift: Sequence[Holiday]) -> Holiday | None:
    """The fixed row that stands for this day, when people know another day of it than the package."""
    near = (row for row in adrift if row.name_en == day.name_en and abs(row.day - day.day) <= SAME_HOLIDAY)
    return next(near, None) if day.name_en else None
