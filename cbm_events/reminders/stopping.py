"""One reminder that is not to go, on purpose: its row stays, with who stopped it and why."""

from __future__ import annotations

from datetime import datetime

from cbm_events.reminders import reasons
from cica_portal.common.models import Delivery
from members.models import User

State = Delivery.State


def may_be_stopped(delivery: Delivery) -> bool:
    """Until it has become a mail."""
    return delivery.state == State.PLANNED and delivery.mail_id is None


def stop_delivery(*, delivery: Delivery, asked_by: User, because: str, at: datetime) -> bool:
    """The planner leaves it alone from now on. False when it has been sent, or ended, in the meantime."""
    waiting = Delivery.objects.open().filter(pk=delivery.pk, mail=None)
    stopped = waiting.update(
        state=State.SUPERSEDED, reason=reasons.STOPPED, settled_at=at, asked_by=asked_by, asked_because=because
    )
    return bool(stopped)
