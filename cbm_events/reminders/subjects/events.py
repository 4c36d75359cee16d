"""Events: their days, deadlines, report and confirmation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from cbm_events.models import Event, EventRole, Participation, ReminderRule, Status
from cbm_events.reminders import reasons
from cbm_events.reminders.schedule import AFTERWARDS, FIELDS, last_moment, statuses_for
from cbm_events.reminders.subjects.base import Days, Subjects
from cbm_events.reminders.wording import About, Reminder, about_event
from cica_portal.common.audiences import Audience
from cica_portal.common.fuzzy import Precision
from cica_portal.common.viewer import Viewer
from councils.models import Seat
from members.models import Coordination

Anchor, Recipients = ReminderRule.Anchor, ReminderRule.Recipients
Answer = Participation.Answer
# To invited states with these answers; an answer that is not known is awaited.
ASKED: dict[str, frozenset[str]] = {
    Recipients.INVITED: frozenset({"", Answer.AWAITED, Answer.TAKES_PART}),
    Recipients.NO_REPLY: frozenset({"", Answer.AWAITED}),
}


class Events(Subjects):
    """Only those that are planned, confirmed or held are spoken of.

    So an audience sees what each of its members sees: proposals, which only their own state sees, never occur.
    """

    kind = Event.record_kind
    anchors = frozenset({Anchor.START, Anchor.END, Anchor.NOMINATION, Anchor.REPORT, Anchor.CONFIRMATION})
    recipients = frozenset(Recipients.values)

    def __init__(self, rows: Iterable[Any], audiences: Collection[Audience]) -> None:
        super().__init__(rows, audiences)
        self._coordinations: dict[date, dict[tuple[str, int], set[int]]] = {}
        self._seats: dict[date, dict[int, set[int]]] = {}

    @classmethod
    def all(cls) -> QuerySet[Any]:
        return Event.objects.select_related("country").prefetch_related("roles")

    @classmethod
    def near(cls, rules: Collection[ReminderRule], days: Days) -> Q:
        """Exact days are asked of all but those that are still to be confirmed."""
        vague = [rule for rule in rules if rule.anchor == Anchor.CONFIRMATION]
        exact = [rule for rule in rules if rule.anchor != Anchor.CONFIRMATION]
        spoken_of = cls.spoken_of(vague, days) | Q(cls.spoken_of(exact, days), precision=Precision.DAY)
        return Q(spoken_of, status__in=AFTERWARDS)

    def seen_by(self, audience: Audience) -> set[int]:
        pks = [event.pk for event in self.rows.values()]
        return set(Event.objects.visible_to(Viewer(audience)).filter(pk__in=pks).values_list("pk", flat=True))

    def refusal(self, rule: ReminderRule, row: Event) -> str | None:
        if row.status == Status.CANCELLED:
            return reasons.CANCELLED
        if row.status == Status.POSTPONED:
            return reasons.POSTPONED
        if rule.anchor == Anchor.CONFIRMATION:
            return None if row.status == Status.PLANNED else reasons.NOT_AWAITED
        if row.status not in statuses_for(rule):
            return reasons.NOT_OPEN
        if not row.is_exact:
            return reasons.NO_DAYS
        return reasons.REPORTED if rule.anchor == Anchor.REPORT and row.report_received else None

    def states(self, rule: ReminderRule, row: Event, day: date) -> Collection[int]:
        if rule.recipients == Recipients.ORGANISERS and rule.anchor == Anchor.REPORT and row.report_by_id:
            return {row.report_by_id}
        if rule.recipients == Recipients.ORGANISERS:
            return {role.state_id for role in row.roles.all() if role.state_id and role.role in EventRole.ORGANISING}
        if rule.recipients in ASKED:
            return {state for state, answer in self._answers[row.pk].items() if answer in ASKED[rule.recipients]}
        if rule.recipients == Recipients.COUNCIL:
            return self._seated_on(day).get(row.council_id, set()) if row.council_id else set()
        coordinated = self._coordinated_on(day)
        found = coordinated.get(("area", row.area_id), set()) if row.area_id else set()
        return found | (coordinated.get(("dimension", row.dimension_id), set()) if row.dimension_id else set())

    def last_moment(self, rule: ReminderRule, row: Event) -> datetime:
        return last_moment(rule, row)

    @classmethod
    def words(cls, reminder: Reminder, zone: str, labels: Mapping[str, str], language: str) -> About:
        return about_event(reminder, zone, labels, language)

    @classmethod
    def has_hours(cls, row: Event) -> bool:
        return row.starts_at is not None

    @classmethod
    def thread(cls, row: Event) -> str:
        return row.uid

    @classmethod
    def to_try(cls, rule: ReminderRule, viewer: Viewer, today: date) -> QuerySet[Any]:
        """Events to come, or else the last ones."""
        if rule.anchor == Anchor.CONFIRMATION:
            fitting = Event.objects.visible_to(viewer).filter(status=Status.PLANNED)
        else:
            exact = Event.objects.visible_to(viewer).filter(precision=Precision.DAY)
            fitting = exact.filter(status__in=statuses_for(rule))
        fitting = fitting.exclude(**{FIELDS[rule.anchor]: None}).select_related("country")
        upcoming: QuerySet[Any] = fitting.upcoming(today)
        return upcoming if upcoming.exists() else fitting.past(today)

    @classmethod
    def label(cls, row: Event) -> str:
        return f"{row.when()} · {row.title}"

    @cached_property
    def _answers(self) -> dict[int, dict[int, str]]:
        """What each invited state has answered last, by event."""
        by_event: dict[int, dict[int, str]] = defaultdict(dict)
        rows = Participation.objects.filter(event__in=[event.pk for event in self.rows.values()]).exclude(answer="")
        for event_id, state_id, answer in rows.order_by("as_of", "id").values_list("event_id", "state_id", "answer"):
            by_event[event_id][state_id] = answer
        return by_event

    def _coordinated_on(self, day: date) -> dict[tuple[str, int], set[int]]:
        if day not in self._coordinations:
            by_subject: dict[tuple[str, int], set[int]] = defaultdict(set)
            for row in Coordination.objects.as_of(day).prefetch_related(None):
                by_subject["area" if row.area_id else "dimension", row.area_id or row.dimension_id].add(row.state_id)
            self._coordinations[day] = by_subject
        return self._coordinations[day]

    def _seated_on(self, day: date) -> dict[int, set[int]]:
        """The states with a seat of any kind, by body."""
        if day not in self._seats:
            by_council: dict[int, set[int]] = defaultdict(set)
            for council_id, state_id in Seat.objects.as_of(day).values_list("council_id", "state_id"):
                if state_id:
                    by_council[council_id].add(state_id)
            self._seats[day] = by_council
        return self._seats[day]
