"""Who answers for an event, and whether the answer is the decision.

Who organises a planned event alone decides on it. Where several organise, or a coordinator answers, the others are
to be asked first, and on what is confirmed others rely: the answer goes to the Secretariat, which applies it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from cbm_events.models import Event, EventRole, Status
from cbm_events.querysets import EventQuerySet
from cica_portal.common.viewer import SpokenFor
from members.models import Coordination, MemberState

Role = EventRole.Role


@dataclass(frozen=True)
class Part:
    """A state that answers for an event; alone, if nobody else organises it and it is not confirmed yet."""

    state_id: int
    decides_alone: bool


@dataclass(frozen=True)
class Answerable:
    """An event with the states that answer for it; `only`: of a planned event the one organiser, if that is a state."""

    event: Event
    organisers: frozenset[int]
    coordinators: frozenset[int]
    only: int | None

    def part_of(self, state: SpokenFor | None) -> Part | None:
        if state is None or state.pk not in self.organisers | self.coordinators:
            return None
        return Part(state.pk, decides_alone=state.pk == self.only)


def answerable(event: Event, day: date) -> Answerable:
    """`day` is today in Astana."""
    organising = [role for role in event.roles.all() if role.role in EventRole.ORGANISING]
    return Answerable(
        event=event,
        organisers=frozenset(role.state_id for role in organising if role.state_id),
        coordinators=frozenset(coordinations(event, day).values_list("state_id", flat=True)),
        only=organising[0].state_id if len(organising) == 1 and event.status == Status.PLANNED else None,
    )


def coordinations(event: Event, day: date) -> QuerySet[Any]:
    """Of the event's area, or of its dimension as a whole."""
    subject = Q(area=event.area_id) if event.area_id else Q(pk=None)
    if event.dimension_id:
        subject |= Q(dimension=event.dimension_id)
    found: QuerySet[Any] = Coordination.objects.as_of(day).filter(subject).order_by()
    return found


def answered_by(events: EventQuerySet, state: MemberState, day: date) -> EventQuerySet:
    """Of these events those for which the state answers."""
    own = Coordination.objects.as_of(day).filter(state=state)
    organised = events.of_state(state, Role.ORGANISER, Role.CO_ORGANISER)
    coordinated = Q(area__in=own.exclude(area=None).values("area"))
    coordinated |= Q(dimension__in=own.exclude(dimension=None).values("dimension"))
    return events.filter(coordinated | Q(pk__in=organised.values("pk")))
