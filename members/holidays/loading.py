"""Brings what the package says into the database. What people entered, confirmed or removed stays as they left it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop

from cica_portal.common import history
from cica_portal.common.models import Change
from members.holidays.package import FoundHoliday, find_holidays
from members.holidays.reconciling import Difference, Reconciled, holiday_id, reconcile
from members.models import Holiday, MemberState

REASON = gettext_noop("Loaded from the package of holidays.")
YEARS_BACK, YEARS_AHEAD = 1, 3


@dataclass(frozen=True)
class Loaded:
    """What a run has done; `lacking` are states and years for which neither package nor people know a day."""

    created: int
    changed: int
    removed: int
    differences: tuple[Difference, ...]
    lacking: tuple[tuple[MemberState, int], ...]


def window(today: date) -> list[int]:
    """The years that are kept filled."""
    return list(range(today.year - YEARS_BACK, today.year + YEARS_AHEAD + 1))


def load_holidays(*, years: Sequence[int], act: history.Act) -> Loaded:
    """Enter, correct and remove the days that nobody answers for; run it as often as you like."""
    states = list(MemberState.objects.order_by("name_en"))
    results = compare_with_package(states, years)
    if any(result.new or result.changed or result.gone for _state, result in results):
        with history.batch(act) as batch:
            _write(results, batch)
    known = set(Holiday.objects.of_years(min(years), max(years)).values_list("state_id", "day__year"))
    return Loaded(
        created=sum(len(result.new) for _state, result in results),
        changed=sum(len(result.changed) for _state, result in results),
        removed=sum(len(result.gone) for _state, result in results),
        differences=tuple(difference for _state, result in results for difference in result.differences),
        lacking=tuple((state, year) for state in states for year in years if (state.pk, year) not in known),
    )


def compare_with_package(states: Sequence[MemberState], years: Sequence[int]) -> list[tuple[MemberState, Reconciled]]:
    """In two queries."""
    recorded: dict[int, list[Holiday]] = defaultdict(list)
    for row in Holiday.objects.of_years(min(years), max(years)).filter(day__year__in=years).select_related("state"):
        recorded[row.state_id].append(row)
    found = {state.pk: find_holidays(state.iso2, years) for state in states}
    ids = [holiday_id(state.code, day.day) for state in states for day in found[state.pk]]
    removed = _removed_by_people(ids)
    return [(state, reconcile(state.code, found[state.pk], recorded[state.pk], removed)) for state in states]


def _removed_by_people(ids: Sequence[str]) -> set[str]:
    """Few rows are ever removed by people: reading those is quicker than asking for thousands of identifiers."""
    removals = Change.objects.filter(kind=Holiday.record_kind, action=Change.Action.REMOVED).exclude(actor=None)
    return set(ids) & set(removals.values_list("subject_id", flat=True))


def _write(results: Sequence[tuple[MemberState, Reconciled]], batch: history.Batch) -> None:
    gone = [row for _state, result in results for row in result.gone]
    changed = [_filled(row, day) for _state, result in results for row, day in result.changed]
    new = [_filled(_new_row(state, day), day) for state, result in results for day in result.new]
    if gone:
        batch.edit(*gone)
        batch.remove(*gone)
    if changed:
        batch.edit(*changed)
        Holiday.objects.bulk_update(changed, ["kind", "name_en", "name_ru", "is_estimated"])
    batch.create(*new)


def _new_row(state: MemberState, day: FoundHoliday) -> Holiday:
    return Holiday(public_id=holiday_id(state.code, day.day), state=state, day=day.day, origin=Holiday.Origin.PACKAGE)


def _filled(row: Holiday, day: FoundHoliday) -> Holiday:
    row.kind, row.name_en, row.name_ru, row.is_estimated = day.kind, day.name_en, day.name_ru, day.is_estimated
    return row
