"""One year of all member states, for those who keep it complete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from members.holidays.loading import compare_with_package
from members.holidays.reconciling import Difference
from members.models import Holiday, MemberState


@dataclass(frozen=True)
class StateYear:
    """A state without any day lacks its data; `differences` are what the package says otherwise."""

    state: MemberState
    days: int
    entered: int
    confirmed: int
    awaiting: int
    differences: Sequence[Difference]

    @property
    def is_lacking(self) -> bool:
        return self.days == 0


def overview(states: Sequence[MemberState], year: int) -> Iterator[StateYear]:
    """In the order of the states."""
    rows: dict[int, list[Holiday]] = defaultdict(list)
    for row in Holiday.objects.of_years(year, year):
        rows[row.state_id].append(row)
    for state, found in compare_with_package(states, [year]):
        days = rows[state.pk]
        yield StateYear(
            state=state,
            days=len(days),
            entered=sum(row.origin == Holiday.Origin.ENTERED for row in days),
            confirmed=sum(row.confirmed_at is not None for row in days),
            awaiting=sum(row.awaits_confirmation for row in days),
            differences=sorted(found.differences, key=lambda difference: difference.order),
        )
