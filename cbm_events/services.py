"""Writes of events. Forms, importers, administration, API and commands all end here.

Every function validates first, then writes in one transaction with its history; it raises
ValidationError for bad values and history.StaleVersion when somebody else saved first.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from cbm_events.batches import EventToSave, canonical, check_entries, write_entries
from cbm_events.models import (
    ConfirmationAnswer,
    Event,
    EventLink,
    EventRole,
    Letter,
    Outcome,
    Participation,
    PublishedFigure,
    ReminderRule,
)
from cbm_events.plans.removing import remove_sample_plans
from cbm_events.reminders.subjects.kinds import check_rule
from cica_portal.common import history

__all__ = [
    "ORGANISING_ROLES",
    "EventToSave",
    "canonical",
    "remove_samples",
    "save_event",
    "save_events",
    "save_rule",
    "write_event",
    "write_events",
]
ORGANISING_ROLES = EventRole.ORGANISING


def save_events(*, entries: Sequence[EventToSave], act: history.Act) -> list[Event]:
    """Store new and changed events, all or none. An entry that changes nothing is left alone."""
    check_entries(entries)
    with history.batch(act) as batch:
        write_entries(entries, batch)
    return [entry.event for entry in entries]


def save_event(
    *, event: Event, act: history.Act, roles: Sequence[EventRole] | None = None, version: int | None = None
) -> Event:
    """Store one event: a batch of one."""
    return save_events(entries=[EventToSave(event=event, roles=roles, version=version)], act=act)[0]


def save_rule(*, rule: ReminderRule, act: history.Act, version: int | None = None) -> ReminderRule:
    """Store a reminder rule; the next run of the planner follows it."""
    rule.full_clean()
    check_rule(rule)
    history.save(rule, act=act, version=version)
    return rule


def write_event(*, event: Event, batch: history.Batch, roles: Sequence[EventRole] | None = None) -> Event:
    """Store one event as a part of a larger act."""
    write_events(entries=[EventToSave(event=event, roles=roles)], batch=batch)
    return event


def write_events(*, entries: Sequence[EventToSave], batch: history.Batch) -> None:
    """Store events as a part of a larger act."""
    check_entries(entries)
    write_entries(entries, batch)


def remove_samples(*, act: history.Act) -> int:
    """Delete the sample events, which never were real, and what hangs on them; returns how many events."""
    samples = list(Event.objects.samples())
    with history.batch(act) as batch:
        remove_sample_plans(samples, batch)
        batch.remove(*EventLink.objects.filter(Q(part__in=samples) | Q(main__in=samples)))
        batch.remove(*Outcome.objects.filter(event__in=samples))
        batch.remove(*PublishedFigure.objects.filter(event__in=samples))
        batch.remove(*Participation.objects.filter(event__in=samples))
        batch.remove(*ConfirmationAnswer.objects.filter(event__in=samples))
        _part_letters(samples, batch)
        batch.remove(*samples)
    return len(samples)


def _part_letters(events: Sequence[Event], batch: history.Batch) -> None:
    """Letters stay in the register under their numbers, without the event."""
    letters = list(Letter.objects.filter(event__in=events))
    batch.edit(*letters)
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(event=None)
