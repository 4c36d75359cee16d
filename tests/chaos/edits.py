"""Editors at work during the siege: they move, cancel, postpone and reinstate events, and people switch mails off."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from time import sleep

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.utils import timezone

from cbm_events.models import Event, ReminderRule, Status
from cbm_events.services import save_event
from cbm_events.transitions import Action, actions_for, apply_action
from cica_portal.common import history
from cica_portal.common.fuzzy import Period, Precision
from cica_portal.common.mailing.ledger import queue_mail
from cica_portal.common.models import Door
from members.models import User
from members.services import save_user
from tests.chaos.world import World, due_today

REFUSED = (DatabaseError, ValidationError, history.StaleVersion)
OPEN = {Status.PLANNED, Status.CONFIRMED}
ACTIONS = (Action.CANCEL, Action.POSTPONE, Action.CONFIRM, Action.REINSTATE)
TRIAL = "reminder_trial"


@dataclass(frozen=True)
class Absence:
    """From when to when nothing was to be sent about an event, or to a person. Certain on both sides."""

    since: datetime
    until: datetime | None


class Editors:
    """`absences` is by the identifier of the event or the address of the person."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.rules = list(ReminderRule.objects.all())
        self.done: Counter[str] = Counter()
        self.absences: dict[str, list[Absence]] = defaultdict(list)
        self._since: dict[str, datetime] = {}

    def work(self, over: threading.Event) -> None:
        try:
            while not over.wait(self.random.uniform(0.1, 0.9)):
                self.edit()
        finally:
            connection.close()

    def edit(self) -> None:
        kind = self.random.choices(("event", "person", "trial"), (80, 15, 5))[0]
        try:
            if kind == "event":
                self._edit_event(self.random.choice(self.world.moving).pk)
            elif kind == "person":
                self._edit_person()
            else:
                self._queue_trial()
        except REFUSED as error:
            self.done[f"refused: {type(error).__name__}"] += 1
            connection.close_if_unusable_or_obsolete()

    def close(self) -> None:
        """What is away stays away."""
        for key, since in self._since.items():
            self.absences[key].append(Absence(since, None))

    def _edit_event(self, pk: int) -> None:
        event = Event.objects.get(pk=pk)
        before = timezone.now()
        try:
            self._change(event)
        finally:
            self._note(event.public_id, before, is_away=lambda: self._is_away(Event.objects.get(pk=pk)))

    def _change(self, event: Event) -> None:
        act = history.Act(door=Door.PAGE, at=timezone.now(), actor=self.world.editor)
        offered = [action for action in actions_for(event, self.world.today) if action in ACTIONS]
        if offered and self.random.random() < 0.6:
            action = self.random.choice(offered)
            apply_action(event=event, action=action, act=act, today=self.world.today, version=event.version)
            self.done[action.value] += 1
            return
        self._shift(event, act)
        self.done["moved"] += 1

    def _shift(self, event: Event, act: history.Act) -> None:
        """To another day, or back to the one on which it began."""
        original = next(row for row in self.world.moving if row.pk == event.pk)
        if event.nomination_deadline or event.report_due:
            name = "nomination_deadline" if event.nomination_deadline else "report_due"
            day = getattr(original, name)
            setattr(event, name, day if getattr(event, name) != day else day + self._some_days())
            save_event(event=event, act=act, version=event.version)
            return
        day = original.earliest
        assert day is not None
        if event.earliest == day:
            day += self._some_days()
        if Action.MOVE in actions_for(event, self.world.today):
            dates = Period(day, day, Precision.DAY)
            apply_action(
                event=event, action=Action.MOVE, act=act, today=self.world.today, version=event.version, dates=dates
            )

    def _some_days(self) -> timedelta:
        """So many that the reminder of the new day, or of the working day before it, is not due in the later passes."""
        return timedelta(days=self.random.randint(5, 9))

    def _is_away(self, event: Event) -> bool:
        return event.status not in OPEN or not any(due_today(rule, event, self.world) for rule in self.rules)

    def _edit_person(self) -> None:
        person = self.random.choice(list(User.objects.filter(role="liaison").order_by("pk")[20:60]))
        before = timezone.now()
        try:
            name = self.random.choice(("wants_reminders", "is_active"))
            setattr(person, name, not getattr(person, name))
            save_user(user=person, act=history.Act(door=Door.PAGE, at=timezone.now()), version=person.version)
            self.done["person"] += 1
        finally:
            self._note(person.email, before, is_away=lambda: not _is_written_to(User.objects.get(pk=person.pk)))

    def _queue_trial(self) -> None:
        """A mail of a kind that is never repeated."""
        rule = next(rule for rule in self.rules if rule.anchor == ReminderRule.Anchor.START)
        context = {"rule": rule.public_id, "about": self.random.choice(self.world.steady).public_id}
        queue_mail(recipient=self.world.editor, template=TRIAL, at=timezone.now(), context=context)
        self.done["trial"] += 1

    def _note(self, key: str, before: datetime, *, is_away: Callable[[], bool]) -> None:
        """What holds after the edit, even if the database broke off and nobody knows whether it was stored."""
        if answered(is_away):
            self._since.setdefault(key, timezone.now())
        elif since := self._since.pop(key, None):
            self.absences[key].append(Absence(since, before))


def _is_written_to(person: User) -> bool:
    return person.is_active and person.wants_reminders


def answered(question: Callable[[], bool]) -> bool:
    """Asked until the database answers."""
    while True:
        try:
            return question()
        except DatabaseError:
            connection.close()
            sleep(0.5)
