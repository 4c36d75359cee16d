"""What administrators do with receivers. The secret is returned once and kept encrypted."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cica_portal.common import history
from cica_portal.common.models import AudienceSequence, WebhookDelivery, WebhookReceiver
from cica_portal.common.webhooks.ledger import new_message_id
from cica_portal.common.webhooks.signing import is_readable, new_secret, seal

# Both secrets sign for so long after a change of it.
OVERLAP = timedelta(hours=24)
# What people write; the rest of the row is the machine's, which goes on meanwhile.
WRITTEN = [*WebhookReceiver.tracked, "secret", "earlier_secret", "next_at", "failing_since"]


def enter(*, receiver: WebhookReceiver, act: history.Act) -> str:
    """Store it; it hears of what changes from now on. Returns its secret."""
    secret = new_secret()
    receiver.secret, receiver.created_at, receiver.next_at = seal(secret), act.at, act.at
    receiver.number = AudienceSequence.last_of(receiver.grant) + 1
    receiver.full_clean()
    history.save(receiver, act=act)
    return secret


def change(*, receiver: WebhookReceiver, act: history.Act, version: int) -> None:
    """Another name, address or choice of kinds; what is waiting goes to the new address."""
    receiver.full_clean()
    _store(receiver, act, version)


def rotate(*, receiver: WebhookReceiver, act: history.Act, version: int) -> str:
    """A new secret, which is returned; the one before signs beside it for a day."""
    secret = new_secret()
    receiver.earlier_secret = receiver.secret if is_readable(receiver.secret) else ""
    receiver.secret = seal(secret)
    receiver.rotated_at = act.at
    _store(receiver, act, version)
    return secret


def disable(*, receiver: WebhookReceiver, reason: str, act: history.Act, version: int | None = None) -> None:
    """Nothing goes to it any more; what was not sent waits."""
    if receiver.disabled_at is not None:
        return
    receiver.disabled_at, receiver.disabled_reason = act.at, reason
    _store(receiver, act, version)


def enable(*, receiver: WebhookReceiver, act: history.Act, version: int) -> None:
    """It goes on where it stopped: everything since then is sent, in order."""
    receiver.disabled_at, receiver.disabled_reason = None, ""
    receiver.failing_since, receiver.next_at = None, act.at
    _store(receiver, act, version)


def send_test(*, receiver: WebhookReceiver, act: history.Act) -> WebhookDelivery:
    """A message that tells of nothing, behind those that wait; the next attempt is due at once."""
    if receiver.disabled_at is not None:
        raise ValidationError(_("The receiver is disabled. Enable it first."), code="disabled")
    WebhookReceiver.objects.filter(pk=receiver.pk).update(next_at=act.at)
    return WebhookDelivery.objects.create(receiver=receiver, message_id=new_message_id(), happened_at=act.at)


def _store(receiver: WebhookReceiver, act: history.Act, version: int | None) -> None:
    with history.batch(act) as batch:
        batch.edit(receiver, version=version)
        receiver.save(update_fields=WRITTEN)
