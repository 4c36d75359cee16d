"""The start page of a member state's liaison: its deadlines, its events, its duties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from cbm_events.confirmations.parts import answered_by
from cbm_events.models import Event, EventRole, Participation, Proposal, Status
from cbm_events.querysets import EventQuerySet
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from cica_portal.home.boards.silence import running_for
from councils.models import SilenceProcedure
from members.duties import Duties, duties_of
from members.models import MemberState

SHOWN_EVENTS = 10
# So long before it is due a confirmation is spoken of.
CONFIRMED_WITHIN = timedelta(days=30)
CALLED_OFF = (Status.CANCELLED, Status.POSTPONED)
ORGANISING = (EventRole.Role.ORGANISER, EventRole.Role.CO_ORGANISER)


class DeadlineKind(StrEnum):
    NOMINATION = "nomination"
    REPORT = "report"
    CONFIRMATION = "confirmation"
    SILENCE = "silence"


@dataclass(frozen=True)
class Deadline:
    """Something that the state is to do by a day, for an event or about a text whose silence is awaited."""

    day: date
    days_left: int
    kind: DeadlineKind
    event: Event | None = None
    procedure: SilenceProcedure | None = None


@dataclass(frozen=True)
class LiaisonBoard:
    state: MemberState
    deadlines: list[Deadline]
    organised: list[Event]
    supported: list[Event]
    upcoming: list[Event]
    duties: Duties
    proposals: list[Proposal]


def liaison_board(state: MemberState, viewer: Viewer, today: date, at: datetime) -> LiaisonBoard:
    seen = Event.objects.visible_to(viewer)
    ahead = seen.with_parties().ahead(today)
    organised = list(ahead.of_state(state, EventRole.Role.ORGANISER)[:SHOWN_EVENTS])
    supported = list(ahead.of_state(state, EventRole.Role.CO_ORGANISER, EventRole.Role.HOST)[:SHOWN_EVENTS])
    own = {event.pk for event in (*organised, *supported)}
    return LiaisonBoard(
        state=state,
        deadlines=deadlines_for(state, viewer, today, at),
        organised=organised,
        supported=[event for event in supported if event not in organised],
        upcoming=[event for event in ahead[: SHOWN_EVENTS + len(own)] if event.pk not in own][:SHOWN_EVENTS],
        duties=duties_of(state, today),
        proposals=list(Proposal.objects.visible_to(viewer).open().order_by("id")),
    )


def deadlines_for(state: MemberState, viewer: Viewer, today: date, at: datetime) -> list[Deadline]:
    """Of events and of silence procedures, the nearest first."""
    of_events = deadlines_of(state, Event.objects.visible_to(viewer), today)
    of_texts = [silence_deadline(row, today) for row in running_for(state, viewer, at)]
    return sorted([*of_events, *of_texts], key=lambda deadline: deadline.day)


def silence_deadline(procedure: SilenceProcedure, today: date) -> Deadline:
    assert procedure.deadline_at is not None, "it runs"
    day = today_in(SECRETARIAT_ZONE, procedure.deadline_at)
    return Deadline(day, (day - today).days, DeadlineKind.SILENCE, procedure=procedure)


def deadlines_of(state: MemberState, seen: EventQuerySet, today: date) -> list[Deadline]:
    """Nominations for events that the state has part in or is invited to; reports on those that it organises.

    And confirmations of those for which it answers: what is overdue is to be done today.
    """
    answers = Participation.objects.filter(event=OuterRef("pk"), state=state)
    takes_part = Exists(EventRole.objects.filter(event=OuterRef("pk"), state=state)) | Exists(answers)
    last = Coalesce(Subquery(answers.exclude(answer="").order_by("-as_of", "-id").values("answer")[:1]), Value(""))
    standing = seen.exclude(status__in=CALLED_OFF)
    asked = standing.filter(takes_part, nomination_deadline__gte=today).annotate(last_answer=last)
    nominations = asked.exclude(last_answer=Participation.Answer.REGRETS)
    organised = Q(report_by=None) & Q(pk__in=standing.of_state(state, *ORGANISING).values("pk"))
    reports = standing.filter(organised | Q(report_by=state), report_due__gte=today, report_received=None)
    unconfirmed = answered_by(seen.awaiting_confirmation(today + CONFIRMED_WITHIN), state, today)
    found = [
        *(
            _deadline(DeadlineKind.CONFIRMATION, max(event.confirmation_due, today), event, today)
            for event in unconfirmed
        ),
        *(_deadline(DeadlineKind.NOMINATION, event.nomination_deadline, event, today) for event in nominations),
        *(_deadline(DeadlineKind.REPORT, event.report_due, event, today) for event in reports),
    ]
    return sorted(found, key=lambda deadline: (deadline.day, deadline.event.pk if deadline.event else 0))


def _deadline(kind: DeadlineKind, day: date, event: Event, today: date) -> Deadline:
    return Deadline(day, (day - today).days, kind, event)
