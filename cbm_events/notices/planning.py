"""Writes notices into the ledger, in the transaction of the change itself: none can get lost.

One open notice an event and person. It waits until the changes have come to rest, and is compared with
the event as it then is: what followed each other is told once, what was taken back not at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from cbm_events.models import Event, EventRole
from cbm_events.notices.differences import is_told, told_values
from cbm_events.notices.keys import NOTICE, notice_key
from cica_portal.common.history import Batch
from cica_portal.common.models import Delivery, Snapshot
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import User

State = Delivery.State
# So long after the last change the notice goes.
REST = timedelta(minutes=10)


def plan_notices(*, changed: Sequence[tuple[Event, Snapshot]], batch: Batch) -> None:
    """Owe a notice to everybody concerned by a change that is told, or that follows such a change.

    Each event comes with what it was before this act.
    """
    at = batch.act.at
    open_notices = Delivery.objects.open().filter(
        subject_kind=Event.record_kind, subject_key__in=[event.public_id for event, _before in changed],
        rule_key__startswith=NOTICE, mail=None,
    )  # fmt: skip
    open_notices.update(due_at=at + REST)
    today = today_in(SECRETARIAT_ZONE, at)
    told = [(event, before) for event, before in changed if is_told(before.values, told_values(event), today=today)]
    if not told:
        return
    waiting = set(open_notices.values_list("subject_key", "recipient_id"))
    key = notice_key(batch.id)
    rows = [
        _delivery(event, key, person, at)
        for event, person in concerned(told, batch)
        if (event.public_id, person.pk) not in waiting
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def concerned(told: Sequence[tuple[Event, Snapshot]], batch: Batch) -> Iterator[tuple[Event, User]]:
    """Liaisons of those who organise, and all who were reminded; not who made the change.

    Nobody hears of an event that he did not see before, or does not see now.
    """
    events = [event for event, _before in told]
    organising, reminded = _organising_states(events), _reminded_people(events)
    states = {state for found in organising.values() for state in found}
    reminded_at_all = {person for found in reminded.values() for person in found}
    people = list(
        User.objects.filter(is_active=True, wants_reminders=True)
        .filter(Q(role=User.Role.LIAISON, state__in=states) | Q(pk__in=reminded_at_all))
        .order_by("pk")
    )
    for event, before in told:
        saw_and_see = before.audiences & event.audiences()
        for person in people:
            is_liaison = person.role == User.Role.LIAISON and person.state_id in organising[event.pk]
            if not is_liaison and person.pk not in reminded[event.public_id]:
                continue
            if person.audience in saw_and_see and person != batch.act.actor:
                yield event, person


def _organising_states(events: Sequence[Event]) -> dict[int, set[int | None]]:
    rows = EventRole.objects.filter(event__in=events, role__in=EventRole.ORGANISING, state__isnull=False)
    found: dict[int, set[int | None]] = defaultdict(set)
    for event, state in rows.values_list("event", "state"):
        found[event].add(state)
    return found


def _reminded_people(events: Sequence[Event]) -> dict[str, set[int]]:
    rows = Delivery.objects.filter(
        subject_kind=Event.record_kind, subject_key__in=[event.public_id for event in events],
        state__in=[State.SENT, State.UNKNOWN], recipient__isnull=False,
    )  # fmt: skip
    found: dict[str, set[int]] = defaultdict(set)
    for key, person in rows.values_list("subject_key", "recipient_id"):
        found[key].add(person)
    return found


def _delivery(event: Event, key: str, person: User, at: datetime) -> Delivery:
    due = at + REST
    return Delivery(
        subject_kind=Event.record_kind, subject_key=event.public_id, rule_key=key, recipient=person,
        occurrence=today_in(person.zone, due), due_at=due, planned_at=at,
    )  # fmt: skip
