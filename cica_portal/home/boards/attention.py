"""What needs somebody of the Secretariat: real conditions only, each read from the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Q

from cbm_events.models import ConfirmationAnswer, Event, Proposal, Status
from cbm_events.querysets import EventQuerySet
from cica_portal.common.fuzzy import Precision
from cica_portal.common.mailing.trouble import Trouble, trouble
from cica_portal.common.viewer import Viewer
from cica_portal.home.boards.silence import awaiting_chair
from councils.models import SilenceProcedure
from members.models import Coordination, PriorityArea

EXPECTED = (Status.PLANNED, Status.CONFIRMED)
REPORTED = (*EXPECTED, Status.HELD)
DAYS_WITHIN = timedelta(days=60)
TITLES_WITHIN = timedelta(days=90)
# What ended before that is a gap in the sources rather than something that somebody forgot.
OLD_AFTER = timedelta(days=365)


class Need(StrEnum):
    """What is missing."""

    OUTCOME = "outcome"
    DAYS = "days"
    LANGUAGE = "language"
    REPORT = "report"


LATE = frozenset({Need.OUTCOME, Need.REPORT})


@dataclass(frozen=True)
class EventTask:
    """One event with all that it needs, and the day that makes it pressing."""

    event: Event
    needs: list[Need]
    day: date
    days_left: int

    @property
    def is_late(self) -> bool:
        return not LATE.isdisjoint(self.needs)


@dataclass(frozen=True)
class Attention:
    events: list[EventTask]
    old_events: list[Event]
    untitled: list[Event]
    mail: Trouble
    areas: list[PriorityArea]
    proposals: list[Proposal]
    silence: list[SilenceProcedure]
    unconfirmed: list[Event]
    answers: list[ConfirmationAnswer]
    today: date

    @property
    def unconfirmed_since(self) -> date:
        """Since when the longest-awaited of them is awaited."""
        waiting = [event.unconfirmed_since(self.today) or self.today for event in self.unconfirmed]
        return min([*waiting, *(answer.answered_at.date() for answer in self.answers)])

    @property
    def count(self) -> int:
        """Things to do: each event; the post, the proposals, the old events and the areas each together."""
        awaited = self.unconfirmed or self.answers
        together = (self.mail.is_any, self.proposals, self.silence, awaited, self.old_events, self.untitled, self.areas)
        return len(self.events) + sum(bool(each) for each in together)

    @property
    def late(self) -> int:
        return sum(task.is_late for task in self.events)


def attention(viewer: Viewer, today: date, at: datetime) -> Attention:
    tasks = event_tasks(viewer, today)
    return Attention(
        events=tasks,
        untitled=without_russian(viewer, [task.event for task in tasks]),
        old_events=list(without_outcome(viewer, today).filter(latest__lt=today - OLD_AFTER).in_order()),
        mail=trouble(at),
        areas=areas_without_coordinator(viewer, today),
        proposals=list(Proposal.objects.visible_to(viewer).awaiting_answer().select_related("state")),
        silence=awaiting_chair(viewer, at),
        unconfirmed=list(
            Event.objects.visible_to(viewer).awaiting_confirmation(today).order_by("confirmation_due", "id")
        ),
        answers=list(ConfirmationAnswer.objects.visible_to(viewer).waiting().select_related("state", "event")),
        today=today,
    )


def without_outcome(viewer: Viewer, today: date) -> EventQuerySet:
    return Event.objects.visible_to(viewer).filter(latest__lt=today, status__in=EXPECTED)


def event_tasks(viewer: Viewer, today: date) -> list[EventTask]:
    """Past events whose outcome nobody entered first, the longest ago on top; then the nearest."""
    seen = Event.objects.visible_to(viewer)
    over = without_outcome(viewer, today).filter(latest__gte=today - OLD_AFTER)
    vague = seen.overlapping(today, today + DAYS_WITHIN).filter(status__in=EXPECTED).exclude(precision=Precision.DAY)
    one_language = Q(title_ru="") | Q(title_en="")
    untitled = seen.overlapping(today, today + TITLES_WITHIN).filter(one_language, status__in=EXPECTED)
    unreported = seen.filter(report_due__lt=today, report_received=None, status__in=REPORTED)
    needs: dict[Event, list[Need]] = defaultdict(list)
    wanted = ((Need.OUTCOME, over), (Need.REPORT, unreported), (Need.DAYS, vague), (Need.LANGUAGE, untitled))
    for need, events in wanted:
        for event in events:
            needs[event].append(need)
    tasks = [EventTask(event, found, *_pressing(event, found, today)) for event, found in needs.items()]
    return sorted(tasks, key=lambda task: (task.day, task.event.pk))


def without_russian(viewer: Viewer, named: Iterable[Event]) -> list[Event]:
    """Events without a Russian title that no task names yet: a task, never an error."""
    events = Event.objects.visible_to(viewer).filter(title_ru="").exclude(status=Status.CANCELLED)
    return list(events.exclude(pk__in=[event.pk for event in named]).in_order())


def _pressing(event: Event, needs: list[Need], today: date) -> tuple[date, int]:
    if Need.OUTCOME in needs and event.latest:
        day = event.latest
    elif Need.REPORT in needs and event.report_due:
        day = event.report_due
    else:
        day = max(event.earliest or today, today)
    return day, (day - today).days


def areas_without_coordinator(viewer: Viewer, today: date) -> list[PriorityArea]:
    """Areas in use for which neither a term nor a source names a coordinator today."""
    known = Coordination.objects.as_of(today).filter(role=Coordination.Role.COORDINATOR, area__isnull=False)
    areas = PriorityArea.objects.visible_to(viewer).filter(status=PriorityArea.Status.ACTIVE)
    return list(areas.exclude(pk__in=known.values("area")).select_related("dimension"))
