"""One pass over what waits for one receiver. Any number of passes may run at once, or be killed at any point."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils.translation import gettext_noop

from cica_portal.common import history
from cica_portal.common.models import Door, WebhookDelivery, WebhookReceiver
from cica_portal.common.webhooks import ledger
from cica_portal.common.webhooks.posting import Answer, post
from cica_portal.common.webhooks.receivers import OVERLAP, disable
from cica_portal.common.webhooks.signing import headers_of

logger = logging.getLogger(__name__)
# A pass over one receiver, or over all, ends after so many seconds; the next one goes on.
LONGEST, LONGEST_OF_ALL = 20, 240
GIVE_UP = timedelta(days=5)
GONE = gettext_noop("The receiver answered that it is gone for good.")
FAILING = gettext_noop("The receiver has taken nothing for five days.")
UNREADABLE = gettext_noop("The secret cannot be read any more. Change it.")
AGENT = "CICA-portal-webhooks/1"


@dataclass(frozen=True)
class Composition:
    """What the portal above knows: the kinds of the API, and whom to tell that a receiver was disabled."""

    sources: ledger.Sources
    tell_disabled: Callable[[WebhookReceiver, datetime], None]


def due_receivers(*, now: datetime) -> list[int]:
    """Those with something to send: a message in the ledger, or entries beyond it."""
    due = WebhookReceiver.objects.due(now)
    return [receiver.pk for receiver in due if has_something(receiver)]


def send_all(*, now: datetime, composition: Composition) -> int:
    """One receiver after the other, for a while; what is left then is found by the next pass."""
    began, taken = time.monotonic(), 0
    for receiver_id in due_receivers(now=now):
        elapsed = time.monotonic() - began
        if elapsed > LONGEST_OF_ALL:
            break
        try:
            taken += send_waiting(receiver_id, now=now + timedelta(seconds=elapsed), composition=composition)
        except Exception:
            logger.exception("webhook_pass_failed: %s", receiver_id)
    return taken


def has_something(receiver: WebhookReceiver) -> bool:
    if receiver.deliveries.filter(state=WebhookDelivery.State.WAITING).exists():
        return True
    return ledger.entries_for(receiver).exists()


def send_waiting(receiver_id: int, *, now: datetime, composition: Composition) -> int:
    """Send in order until one is not taken; returns how many were."""
    return Pass(composition, now).run(receiver_id)


@dataclass
class Pass:
    composition: Composition
    now: datetime
    sender: str = field(default_factory=lambda: secrets.token_hex(12))
    began: float = field(default_factory=time.monotonic)
    taken: int = 0

    def run(self, receiver_id: int) -> int:
        receiver = ledger.claim(receiver_id, at=self.now, sender=self.sender)
        if receiver is None:
            return 0
        try:
            while time.monotonic() - self.began < LONGEST and self.send_next(receiver):
                self.taken += 1
        finally:
            ledger.release(receiver, self.sender)
        return self.taken

    def send_next(self, receiver: WebhookReceiver) -> bool:
        delivery = ledger.next_delivery(receiver, self.composition.sources)
        if delivery is None:
            return False
        answer = self.send(receiver, delivery)
        if not ledger.settle(delivery, answer, at=self.at(), sender=self.sender):
            return False
        self.judge(receiver, answer)
        return answer.is_taken and WebhookReceiver.objects.open().filter(pk=receiver.pk).exists()

    def send(self, receiver: WebhookReceiver, delivery: WebhookDelivery) -> Answer:
        body, at = ledger.body_of(delivery, self.composition.sources), self.at()
        try:
            signed = headers_of(delivery.message_id, body, secrets_of(receiver, at), at=at)
        except InvalidToken:
            return Answer(error=UNREADABLE)
        return post(receiver.url, body, signed | {"content-type": "application/json", "user-agent": AGENT})

    def judge(self, receiver: WebhookReceiver, answer: Answer) -> None:
        """A receiver that is gone, or has failed for days, is disabled and the administrators are told."""
        at = self.at()
        row = WebhookReceiver.objects.get(pk=receiver.pk)
        has_failed = row.failing_since is not None and row.failing_since <= at - GIVE_UP
        if answer.is_taken or not (answer.is_gone or has_failed) or row.disabled_at is not None:
            return
        with transaction.atomic():
            self.composition.tell_disabled(row, at)
            disable(receiver=row, reason=GONE if answer.is_gone else FAILING, act=history.Act(door=Door.TASK, at=at))

    def at(self) -> datetime:
        return self.now + timedelta(seconds=time.monotonic() - self.began)


def secrets_of(receiver: WebhookReceiver, at: datetime) -> Iterable[str]:
    """Those that sign now, the present one first."""
    is_overlapping = receiver.rotated_at is not None and at < receiver.rotated_at + OVERLAP
    return [receiver.secret, *([receiver.earlier_secret] if is_overlapping and receiver.earlier_secret else ())]
