"""What becomes of a mail: queued, then settled together with the deliveries that it carries."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import F

from cica_portal.common.mailing.letters import LeftOut
from cica_portal.common.models import Delivery, Mail
from cica_portal.common.text import new_public_id

logger = logging.getLogger(__name__)
State = Mail.State

# Minutes to wait after each attempt that came to nothing; after the last one the mail has failed.
BACK_OFF = (1, 5, 15, 60, 240, 480, 960)
UNKNOWN_PAUSE = timedelta(minutes=5)

DELIVERY_STATES: Mapping[str, Delivery.State] = {
    State.SENT: Delivery.State.SENT,
    State.FAILED: Delivery.State.FAILED,
    State.UNKNOWN: Delivery.State.UNKNOWN,
    State.WITHDRAWN: Delivery.State.SUPERSEDED,
}


class Addressee(Protocol):
    """What the ledger needs to know of a user."""

    pk: int
    email: str
    language: str


def queue_mail(*, recipient: Addressee, template: str, at: datetime, context: Mapping[str, Any] | None = None) -> Mail:
    """Write a mail into the ledger, within the caller's transaction. `context` holds identifiers only."""
    return queue_mails(recipients=[recipient], template=template, at=at, context=context)[0]


def queue_mails(
    *, recipients: Sequence[Addressee], template: str, at: datetime, context: Mapping[str, Any] | None = None
) -> list[Mail]:
    """One to each of them, in their order."""
    return Mail.objects.bulk_create(
        Mail(recipient_id=one.pk, address=one.email, language=one.language, **_waiting(template, at, context))
        for one in recipients
    )


def queue_mail_to(
    *, address: str, language: str, template: str, at: datetime, context: Mapping[str, Any] | None = None
) -> Mail:
    """The same for an address of which it is not known whether it has an account."""
    return Mail.objects.create(address=address, language=language, **_waiting(template, at, context))


def _waiting(template: str, at: datetime, context: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "message_id": new_message_id(), "template": template, "context": dict(context or {}),
        "not_before": at, "created_at": at,
    }  # fmt: skip


def new_message_id() -> str:
    """Random, so that it tells nothing; it stays with the mail through every attempt."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{new_public_id()}{new_public_id()}.1@{domain}>"


def settle(
    mail: Mail, *, state: Mail.State, at: datetime, reason: str = "", left_out: LeftOut | None = None, **columns: Any
) -> bool:
    """End a claim with its outcome, the deliveries with it. Returns False if the claim had passed to another."""
    with transaction.atomic():
        mine = Mail.objects.filter(pk=mail.pk, state=State.SENDING, claimed_by=mail.claimed_by)
        if not mine.update(state=state, lease_until=None, last_error=reason[:500], **columns):
            logger.error("mail_claim_lost: %s", mail.message_id)
            return False
        _settle_left_out(mail, at, left_out or {})
        if state in DELIVERY_STATES:
            _settle_deliveries(mail, DELIVERY_STATES[state], at, reason)
    return True


def settle_sent_deliveries(*, at: datetime) -> None:
    """Those whose mail has been sent: the sender settles them many at a time, or left it to the next one."""
    sent = Delivery.objects.filter(state=Delivery.State.PLANNED, mail__state=State.SENT)
    sent.update(state=Delivery.State.SENT, reason="", settled_at=at)


def _settle_left_out(mail: Mail, at: datetime, left_out: LeftOut) -> None:
    carried = Delivery.objects.filter(mail=mail, state=Delivery.State.PLANNED)
    for pk, (state, reason) in left_out.items():
        # What an earlier, doubtful attempt may have said is not unsent, or it would be planned again.
        ending = {"state": Delivery.State.UNKNOWN} if mail.doubts else {"state": state, "mail": None}
        carried.filter(pk=pk).update(reason=reason, settled_at=at, **ending)


def _settle_deliveries(mail: Mail, state: Delivery.State, at: datetime, reason: str) -> None:
    carried = Delivery.objects.filter(mail=mail, state=Delivery.State.PLANNED)
    carried.update(state=state, reason="" if state == Delivery.State.SENT else reason[:300], settled_at=at)


def fail(mail: Mail, *, at: datetime, reason: str, left_out: LeftOut | None = None, **columns: Any) -> None:
    """No further try. An earlier attempt may have reached the reader: then nobody can say that it failed."""
    state = State.UNKNOWN if mail.doubts else State.FAILED
    settle(mail, state=state, at=at, reason=reason, left_out=left_out, **columns)


def postpone(mail: Mail, *, at: datetime, reason: str) -> None:
    """Try again later, a little later each time; after the last time the mail has failed."""
    if mail.attempts > len(BACK_OFF):
        fail(mail, at=at, reason=reason)
        return
    later = at + timedelta(minutes=BACK_OFF[mail.attempts - 1])
    settle(mail, state=State.QUEUED, at=at, reason=reason, not_before=later)


def doubt(mail: Mail, *, at: datetime, reason: str, again: bool, left_out: LeftOut) -> None:
    """Nobody knows whether it arrived: once more with the same Message-ID, or leave it unknown."""
    if again and not mail.doubts:
        once_more = {"not_before": at + UNKNOWN_PAUSE, "doubts": F("doubts") + 1}
        settle(mail, state=State.QUEUED, at=at, reason=reason, left_out=left_out, **once_more)
        return
    settle(mail, state=State.UNKNOWN, at=at, reason=reason, left_out=left_out)
