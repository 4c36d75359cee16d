"""To which member states a text is circulated, and who is in the chair."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from councils.models import Council, Seat
from members.models import Chairmanship, MemberState

# In these all member states sit.
OF_ALL = frozenset({Council.Kind.GOVERNING, Council.Kind.WORKING})


def addressed_states(councils: Iterable[Council], day: date) -> dict[int, set[int]]:
    """By body: the states that sit in it, or all where no seat beside the chair is known."""
    everybody = set(MemberState.objects.values_list("pk", flat=True))
    seated: dict[int, set[int]] = {}
    seats = Seat.objects.as_of(day).filter(state__isnull=False)
    for council_id, state_id, role in seats.values_list("council_id", "state_id", "role"):
        seated.setdefault(council_id, set()).add(state_id if role != Seat.Role.CHAIR else -state_id)
    return {council.pk: _states(council, seated.get(council.pk, set()), everybody) for council in councils}


def _states(council: Council, seated: set[int], everybody: set[int]) -> set[int]:
    if council.kind in OF_ALL or not any(state > 0 for state in seated):
        return everybody
    return {abs(state) for state in seated}


def chair_of(council: Council, day: date) -> MemberState | None:
    """The state in the chair on this day, where a state is and it is known: of the governing bodies that of CICA."""
    if council.kind in OF_ALL:
        row = Chairmanship.objects.select_related("state").filter(starts_on__lte=day).order_by("-starts_on").first()
        return row.state if row else None
    seat = council.seats.as_of(day).chairs().filter(state__isnull=False).with_parties().first()
    return seat.state if seat else None
