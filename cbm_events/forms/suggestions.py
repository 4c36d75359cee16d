"""Who might be named among the parties of an event: offered beside the form, entered by nobody but the editor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from cbm_events.forms.starts import code_in
from cbm_events.models import EventRole
from councils.models import Seat
from members.duties import Duty, chairs_of_body, coordination_duty
from members.models import Coordination

SEPARATOR = "="
Role, Party = EventRole.Role, EventRole.Party
SECOND = {Coordination.Role.CO_COORDINATOR, Seat.Role.CO_CHAIR, Seat.Role.VICE_CHAIR}


@dataclass(frozen=True)
class Suggestion:
    """A state for a role, and since when or from which sources its duty is known."""

    role: str
    state: Any
    duty: Duty

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)

    @property
    def party(self) -> str:
        return f"{Party.STATE}:{self.state.code}"

    @property
    def value(self) -> str:
        return f"{self.role}{SEPARATOR}{self.party}"


def suggestions_for(query: Mapping[str, str], day: date) -> list[Suggestion]:
    """Coordinators of the area and the dimension as organisers, chairs of the body as chairs; as known by the day."""
    area, dimension, council = (code_in(query.get(name)) for name in ("area", "dimension", "council"))
    organisers = _coordinators(area, dimension, day) if area or dimension else ()
    found = [*organisers, *(_chairs(council, day) if council else ())]
    return sorted(found, key=lambda each: (each.role, each.duty.role in SECOND, each.state.name))


def _coordinators(area: str, dimension: str, day: date) -> Iterator[Suggestion]:
    subject = Q(area__code=area) | Q(dimension__code=dimension)
    rows = Coordination.objects.filter(subject).select_related("state", "dimension", "area__dimension").known_by(day)
    for duty in (coordination_duty(row, day) for row in rows):
        if not duty.is_earlier:
            yield Suggestion(Role.ORGANISER, duty.state, duty)


def _chairs(council: str, day: date) -> Iterator[Suggestion]:
    seats = Seat.objects.filter(council__code=council).chairs().known_by(day).with_parties()
    for duty in chairs_of_body(seats, day):
        if duty.state is not None and not duty.is_earlier:
            yield Suggestion(Role.CHAIR, duty.state, duty)


def party_of(value: str) -> dict[str, str] | None:
    """The row of parties behind a suggestion's button."""
    role, _separator, party = value.partition(SEPARATOR)
    return {"role": role, "party": party} if role in Role.values and party else None
