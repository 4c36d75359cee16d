"""The rows that reminders hang on, as they are at one moment, each read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from cbm_events.models import Event, ReminderRule, Subscriber
from cbm_events.notices.keys import base_of
from cbm_events.reminders import reasons
from cbm_events.reminders.readers import Reader, ReaderKey, by_key, everybody, key_of
from cbm_events.reminders.schedule import occurrence_of
from cbm_events.reminders.subjects.base import Subjects
from cica_portal.common.mailing.flags import FLAGGED, flagged
from members.models import User

Recipients = ReminderRule.Recipients
Rows = Mapping[type[Subjects], Iterable[Any]]


class Situation:
    """Who is to be reminded of these rows, and why somebody is not."""

    def __init__(self, rows: Rows, at: datetime, people: Iterable[Reader] | None = None) -> None:
        """Without `people` everybody is looked at."""
        self.at = at
        self.rules = {rule.public_id: rule for rule in ReminderRule.objects.all()}
        self.people = by_key(everybody() if people is None else people)
        audiences = {reader.audience for reader in self.people.values()}
        self.kinds = [kind(found, audiences) for kind, found in rows.items()]
        self.subjects = {key: subjects for subjects in self.kinds for key in subjects.rows}
        self._flagged = flagged([reader.email for reader in self.people.values()])
        self._named: dict[tuple[str, str, date], dict[ReaderKey, Reader]] = {}

    def row(self, key: str) -> Any:
        return self.subjects[key].rows[key]

    def named(self, rule: ReminderRule, key: str, day: date) -> dict[ReaderKey, Reader]:
        """The people with an open account whom the rule names for this row on this day."""
        known = (rule.public_id, key, day)
        if known not in self._named:
            self._named[known] = {key_of(reader): reader for reader in self._find(rule, key, day)}
        return self._named[known]

    def refusal(self, rule_id: str, key: str, reader: ReaderKey, occurrence: date) -> str | None:
        """Why this reminder does not hold now; None if it does."""
        rule, subjects, person = self.rules.get(base_of(rule_id)), self.subjects.get(key), self.people.get(reader)
        if subjects is None:
            return reasons.GONE
        if rule is None or not rule.is_active:
            return reasons.RULE_OFF
        if person is None or not person.is_active:
            return reasons.ACCOUNT_CLOSED if isinstance(reader, int) else reasons.UNSUBSCRIBED
        if not person.wants_reminders:
            return reasons.UNWANTED
        if person.email.lower() in self._flagged:
            return FLAGGED
        return self._refusal_of(rule, subjects, key, person, occurrence)

    def _refusal_of(
        self, rule: ReminderRule, subjects: Subjects, key: str, person: Reader, occurrence: date
    ) -> str | None:
        row = subjects.rows[key]
        if rule.anchor not in subjects.anchors:
            return reasons.OTHER_SUBJECT
        if about_row := subjects.refusal(rule, row):
            return about_row
        if occurrence_of(rule, row) != occurrence:
            return reasons.MOVED
        if key_of(person) not in self.named(rule, key, occurrence):
            return reasons.OTHER_RECIPIENTS
        if row.pk not in subjects.visible[person.audience]:
            return reasons.HIDDEN
        return reasons.TOO_LATE if subjects.last_moment(rule, row) <= self.at else None

    def _find(self, rule: ReminderRule, key: str, day: date) -> Iterator[Reader]:
        if rule.recipients == Recipients.EDITORS:
            yield from self._editors
        elif rule.recipients == Recipients.ALL_STATES:
            for liaisons in self._liaisons.values():
                yield from liaisons
        elif rule.recipients == Recipients.SUBSCRIBERS:
            row = self.subjects[key].rows[key]
            yield from (one for one in self._subscribers if wants(one, row))
        else:
            subjects = self.subjects[key]
            for state_id in subjects.states(rule, subjects.rows[key], day):
                yield from self._liaisons.get(state_id, [])

    @cached_property
    def _liaisons(self) -> dict[int, list[User]]:
        by_state: dict[int, list[User]] = defaultdict(list)
        for user in self._users:
            if user.is_active and user.role == User.Role.LIAISON and user.state_id:
                by_state[user.state_id].append(user)
        return by_state

    @cached_property
    def _editors(self) -> list[User]:
        return [user for user in self._users if user.is_active and user.role == User.Role.EDITOR]

    @cached_property
    def _users(self) -> list[User]:
        return [reader for reader in self.people.values() if isinstance(reader, User)]

    @cached_property
    def _subscribers(self) -> list[Subscriber]:
        return [one for one in self.people.values() if isinstance(one, Subscriber) and one.is_active]


def wants(subscriber: Subscriber, event: Event) -> bool:
    """Whether the event is among those of which the subscriber asked to be reminded."""
    if subscriber.area_id:
        return event.area_id == subscriber.area_id
    return not subscriber.dimension_id or event.dimension_id == subscriber.dimension_id
