"""Keeps the ledger in line with rules, events and people. Run it as often as you like, in parallel too.

A delivery is unique, so planning twice writes once. What a planner with stale rows may bring back is caught
by the next one, and at the latest when the mail is written: everything is looked at again then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Q

from cbm_events.models import ReminderRule
from cbm_events.notices.keys import NOTICE
from cbm_events.reminders import reasons
from cbm_events.reminders.readers import ReaderKey, columns_of
from cbm_events.reminders.schedule import due_moment, occurrence_of, rule_moment
from cbm_events.reminders.situation import Rows, Situation
from cbm_events.reminders.subjects.kinds import KINDS, REMINDED, about
from cica_portal.common.models import Delivery

State = Delivery.State
HORIZON = timedelta(days=60)
# A reminder that was due so long before it could be planned is not sent any more.
GRACE = timedelta(days=2)
# A day of the rule's, a weekend after it and the digest of a week; a day and a weekend before it.
LONGEST_DELAY, LONGEST_LEAD = timedelta(days=11), timedelta(days=4)
CHUNK = 500
STILL_WAITING = Q(state=State.PLANNED, mail=None)


class Key(NamedTuple):
    """What makes a delivery unique."""

    subject_id: str
    rule_id: str
    reader: ReaderKey
    occurrence: date


class Row(NamedTuple):
    pk: int
    state: str
    reason: str
    is_waiting: bool
    due_at: datetime

    @property
    def may_return(self) -> bool:
        """Ended unsent, and not by somebody on purpose."""
        return self.state in {State.SUPERSEDED, State.EXPIRED} and self.reason != reasons.STOPPED


@dataclass(frozen=True)
class Plan:
    """What a run of the planner has changed."""

    planned: int
    shifted: int
    ended: int


def plan_reminders(*, now: datetime, horizon: timedelta = HORIZON) -> Plan:
    """Plan what comes within the horizon, move what is due at another hour, end what no longer holds."""
    days = (now - GRACE - LONGEST_DELAY).date(), (now + horizon + LONGEST_LEAD).date()
    known = _known(days)
    waiting = {key: row for key, row in known.items() if row.is_waiting}
    situation = Situation(_rows(days, {key.subject_id for key in waiting}), now)
    wanted = dict(_wanted(situation, days, now - GRACE, now + horizon))
    return Plan(
        planned=_insert(wanted, known, situation, now) + _revive(wanted, known),
        shifted=_shift(waiting, situation),
        ended=_end(waiting, situation, now),
    )


def _known(days: tuple[date, date]) -> dict[Key, Row]:
    """Deliveries of these days, and all that wait for their hour."""
    rows = Delivery.objects.filter(subject_kind__in=REMINDED).exclude(rule_key__startswith=NOTICE)
    near = rows.filter(Q(occurrence__range=days) | STILL_WAITING)
    fields = near.order_by().values_list(
        "subject_key", "rule_key", "recipient_id", "contact", "occurrence", "pk", "state", "reason", "mail_id", "due_at"
    )
    return {
        Key(subject_id, rule_id, user or contact, day): Row(
            pk, state, reason, state == State.PLANNED and mail is None, due
        )
        for subject_id, rule_id, user, contact, day, pk, state, reason, mail, due in fields.iterator(chunk_size=2000)
    }


def _rows(days: tuple[date, date], keys: Collection[str]) -> Rows:
    """Those of which some rule speaks on one of these days, and those of which somebody is to be reminded."""
    rules = ReminderRule.objects.filter(is_active=True)
    return {kind: kind.all().filter(kind.near(about(kind, rules), days) | Q(public_id__in=keys)) for kind in KINDS}


def _wanted(
    situation: Situation, days: tuple[date, date], first: datetime, last: datetime
) -> Iterator[tuple[Key, datetime]]:
    for rule, key, occurrence in _spoken_of(situation, days):
        for reader, person in situation.named(rule, key, occurrence).items():
            due = due_moment(rule, occurrence, person)
            is_open = due <= last and first <= max(due, rule_moment(rule, occurrence, person))
            wanted = Key(key, rule.public_id, reader, occurrence)
            if is_open and situation.refusal(*_refusal_arguments(wanted)) is None:
                yield wanted, due


def _spoken_of(situation: Situation, days: tuple[date, date]) -> Iterator[tuple[ReminderRule, str, date]]:
    """Each rule with each row of which it speaks on one of these days."""
    active = [rule for rule in situation.rules.values() if rule.is_active]
    for subjects in situation.kinds:
        for rule in about(type(subjects), active):
            for key, row in subjects.rows.items():
                occurrence = occurrence_of(rule, row)
                if occurrence and days[0] <= occurrence <= days[1] and subjects.refusal(rule, row) is None:
                    yield rule, key, occurrence


def _refusal_arguments(key: Key) -> tuple[str, str, ReaderKey, date]:
    return key.rule_id, key.subject_id, key.reader, key.occurrence


def _insert(wanted: Mapping[Key, datetime], known: Mapping[Key, Row], situation: Situation, now: datetime) -> int:
    rows = [
        Delivery(
            subject_kind=situation.subjects[key.subject_id].kind, subject_key=key.subject_id, rule_key=key.rule_id,
            occurrence=key.occurrence, due_at=wanted[key], planned_at=now, **columns_of(key.reader),
        )
        for key in sorted(wanted.keys() - known.keys(), key=lambda key: (key.subject_id, key.rule_id, str(key.reader)))
    ]  # fmt: skip
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=CHUNK)
    return len(rows)


def _revive(wanted: Mapping[Key, datetime], known: Mapping[Key, Row]) -> int:
    """What was ended unsent and holds again (moved there and back) waits again."""
    by_due: dict[datetime, list[int]] = defaultdict(list)
    for key in wanted.keys() & known.keys():
        if known[key].may_return:
            by_due[wanted[key]].append(known[key].pk)
    ended = Q(state__in=[State.SUPERSEDED, State.EXPIRED]) & ~Q(reason=reasons.STOPPED)
    return sum(
        _update(pks, ended, state=State.PLANNED, reason="", settled_at=None, mail=None, due_at=due)
        for due, pks in by_due.items()
    )


def _shift(waiting: Mapping[Key, Row], situation: Situation) -> int:
    """Same day, another hour: the rule, the recipient's zone or the zone's rules have changed."""
    by_due: dict[datetime, list[int]] = defaultdict(list)
    for key, row in waiting.items():
        # What is sent again on purpose has no rule of that name: it goes at once.
        rule, person = situation.rules.get(key.rule_id), situation.people.get(key.reader)
        if rule is None or person is None:
            continue
        due = due_moment(rule, key.occurrence, person)
        if due != row.due_at:
            by_due[due].append(row.pk)
    return sum(_update(pks, STILL_WAITING, due_at=due) for due, pks in by_due.items())


def _end(waiting: Mapping[Key, Row], situation: Situation, now: datetime) -> int:
    by_reason: dict[str, list[int]] = defaultdict(list)
    for key, row in waiting.items():
        reason = situation.refusal(*_refusal_arguments(key))
        if reason:
            by_reason[reason].append(row.pk)
    return sum(
        _update(pks, STILL_WAITING, state=ended_state(reason), reason=reason, settled_at=now)
        for reason, pks in sorted(by_reason.items())
    )


def ended_state(reason: str) -> Delivery.State:
    return State.EXPIRED if reason == reasons.TOO_LATE else State.SUPERSEDED


def _update(pks: Iterable[int], condition: Q, **values: Any) -> int:
    """Only rows that are still as they were read: another planner or a sender may have been faster."""
    rest, changed = iter(sorted(pks)), 0
    while chunk := list(islice(rest, CHUNK)):
        changed += Delivery.objects.filter(condition, pk__in=chunk).update(**values)
    return changed
