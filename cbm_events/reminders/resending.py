"""Sending once more on purpose: a delivery of its own; the row that it repeats stays as it is."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop

from cbm_events.notices.keys import AGAIN, again_key, base_of, is_notice
from cbm_events.notices.letters import Pointless, notice_to
from cbm_events.reminders import reasons
from cbm_events.reminders.readers import key_in, readers_of
from cbm_events.reminders.situation import Situation
from cbm_events.reminders.subjects.kinds import KINDS
from cica_portal.common.models import Delivery
from cica_portal.common.querysets import DeliveryQuerySet
from members.models import User

State = Delivery.State
REPEATABLE = frozenset({State.SENT, State.FAILED, State.UNKNOWN})
NOT_SETTLED = gettext_noop("Only what was sent, was stopped, has failed or is not known can be sent again.")
WAITS = gettext_noop("It waits to be sent already.")


def is_repeatable(delivery: Delivery) -> bool:
    """A subscriber can ask again, nobody else asks for him."""
    return not delivery.contact and (delivery.state in REPEATABLE or delivery.reason == reasons.STOPPED)


def refusal_to_repeat(delivery: Delivery, *, at: datetime) -> str | None:
    """Why it cannot be sent again now: what does not hold any more is not repeated."""
    if not is_repeatable(delivery):
        return NOT_SETTLED
    if _repetitions(delivery).filter(state=State.PLANNED).exists():
        return WAITS
    return _notice_refusal(delivery, at) if is_notice(delivery.rule_key) else _reminder_refusal(delivery, at)


def repeat(*, delivery: Delivery, asked_by: User, because: str, at: datetime) -> bool:
    """Owe it once more, due at once; False when somebody else has asked for it at the same moment."""
    number = _repetitions(delivery).count() + 1
    again = Delivery(
        subject_kind=delivery.subject_kind, subject_key=delivery.subject_key,
        rule_key=again_key(delivery.rule_key, number), recipient_id=delivery.recipient_id,
        occurrence=delivery.occurrence, due_at=at, planned_at=at, asked_by=asked_by, asked_because=because,
    )  # fmt: skip
    Delivery.objects.bulk_create([again], ignore_conflicts=True)
    return _repetitions(delivery).filter(rule_key=again.rule_key, asked_by=asked_by, planned_at=at).exists()


def _repetitions(delivery: Delivery) -> DeliveryQuerySet:
    found: DeliveryQuerySet = Delivery.objects.about(delivery.subject_kind, delivery.subject_key).filter(
        recipient=delivery.recipient_id,
        occurrence=delivery.occurrence,
        rule_key__startswith=base_of(delivery.rule_key) + AGAIN,
    )
    return found


def _reminder_refusal(delivery: Delivery, at: datetime) -> str | None:
    rows = {kind: kind.all().filter(public_id=delivery.subject_key) for kind in KINDS}
    situation = Situation(rows, at, readers_of([delivery]))
    return situation.refusal(delivery.rule_key, delivery.subject_key, key_in(delivery), delivery.occurrence)


def _notice_refusal(delivery: Delivery, at: datetime) -> str | None:
    assert delivery.recipient is not None, "only people with an account get notices"
    try:
        notice_to(delivery.recipient, delivery, at=at)
    except Pointless as end:
        return end.reason
    return None
