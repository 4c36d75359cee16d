"""The machine's part: entries of the changes become messages, messages are claimed, settled and forgotten.

A receiver is claimed as a whole, by one conditional update with a lease: so one message is on its way to it at a time,
and the next one leaves only when this one has been taken. A sender that was killed may have sent the message that it
held: it is sent again under the same identifier.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from cica_portal.common.audiences import Audience
from cica_portal.common.models import AudienceChange, WebhookDelivery, WebhookReceiver
from cica_portal.common.querysets import AudienceChangeQuerySet
from cica_portal.common.webhooks.posting import Answer

State = WebhookDelivery.State
LEASE = timedelta(minutes=5)
# So many entries of the changes are taken into the ledger at once.
CHUNK = 100
# Minutes to wait after each attempt that came to nothing; after the last one always so long.
BACK_OFF = (0.5, 2, 10, 30, 60, 180, 360, 720)
KEPT = timedelta(days=90)
# Moments are written as everywhere in the API: 2026-03-23T09:00:00Z.
AS_IN_THE_API = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS


@dataclass(frozen=True)
class Source:
    """Under which name and path of the API rows of a kind are read."""

    resource: str
    path: str


# By the kind of a row in history.
Sources = Mapping[str, Source]


def new_message_id() -> str:
    return f"msg_{secrets.token_hex(12)}"


def body_of(delivery: WebhookDelivery, sources: Sources) -> bytes:
    """Thin: which row has changed and where it is read now. The same at each attempt."""
    if delivery.is_test:
        kind, data = "webhook.test", {}
    else:
        source, change = sources[delivery.kind], "gone" if delivery.gone else "upsert"
        kind = f"{source.resource}.{change}"
        data = {
            "number": delivery.number, "resource": source.resource, "id": delivery.subject_id, "change": change,
            "url": f"{settings.PORTAL_URL}{source.path}{delivery.subject_id}/",
        }  # fmt: skip
    return orjson.dumps({"type": kind, "timestamp": delivery.happened_at, "data": data}, option=AS_IN_THE_API)


def claim(receiver_id: int, *, at: datetime, sender: str) -> WebhookReceiver | None:
    rows = WebhookReceiver.objects.filter(pk=receiver_id)
    if not (rows.open().exists() and rows.free(at).update(lease_until=at + LEASE, claimed_by=sender)):
        return None
    return rows.filter(claimed_by=sender).first()


def release(receiver: WebhookReceiver, sender: str) -> None:
    WebhookReceiver.objects.filter(pk=receiver.pk, claimed_by=sender).update(lease_until=None, claimed_by="")


def next_delivery(receiver: WebhookReceiver, sources: Sources) -> WebhookDelivery | None:
    """The first message that was not taken; where there is none, the ledger is filled from the changes."""
    waiting = receiver.deliveries.filter(state=State.WAITING)
    while (first := waiting.first()) is None and fill(receiver, sources):
        continue
    if first is not None and not first.is_test and first.kind not in sources:
        # A kind that the API has no more: nobody could read it.
        waiting.filter(pk=first.pk).update(state=State.DROPPED)
        return next_delivery(receiver, sources)
    return first


def fill(receiver: WebhookReceiver, sources: Sources) -> bool:
    """The next entries that its audience may know, as messages; returns whether there were entries."""
    place = {"number": receiver.number, "kind": receiver.kind, "subject_id": receiver.subject_id}
    entries = list(entries_for(receiver)[:CHUNK])
    if not entries:
        return False
    last = entries[-1]
    receiver.number, receiver.kind, receiver.subject_id = last.number, last.kind, last.subject_id
    with transaction.atomic():
        moved = WebhookReceiver.objects.filter(pk=receiver.pk, **place)
        if not moved.update(number=last.number, kind=last.kind, subject_id=last.subject_id):
            return False
        WebhookDelivery.objects.bulk_create(
            message_of(entry, receiver) for entry in entries if is_wanted(entry, receiver, sources)
        )
    return True


def entries_for(receiver: WebhookReceiver) -> AudienceChangeQuerySet:
    """Changes that its audience may know, beyond those in the ledger."""
    rows = AudienceChange.objects.for_audience(Audience(receiver.grant))
    return rows.beyond(receiver.number, receiver.kind, receiver.subject_id)


def is_wanted(entry: AudienceChange, receiver: WebhookReceiver, sources: Sources) -> bool:
    source = sources.get(entry.kind)
    return source is not None and (not receiver.resources or source.resource in receiver.resources)


def message_of(entry: AudienceChange, receiver: WebhookReceiver) -> WebhookDelivery:
    return WebhookDelivery(
        receiver=receiver, message_id=new_message_id(), number=entry.number, kind=entry.kind,
        subject_id=entry.subject_id, gone=entry.gone, happened_at=entry.at,
    )  # fmt: skip


def settle(delivery: WebhookDelivery, answer: Answer, *, at: datetime, sender: str) -> bool:
    """Write what came of an attempt. Returns False if the claim had passed to another."""
    mine = WebhookReceiver.objects.filter(pk=delivery.receiver_id, claimed_by=sender)
    outcome: dict[str, Any] = {
        "attempts": F("attempts") + 1,
        "tried_at": at,
        "status": answer.status,
        "error": answer.error,
    }
    standing: dict[str, Any]
    if answer.is_taken:
        outcome |= {"state": State.TAKEN, "settled_at": at}
        standing = {"failing_since": None, "succeeded_at": at, "lease_until": at + LEASE}
    else:
        standing = {
            "failing_since": Coalesce(F("failing_since"), Value(at)),
            "next_at": at + pause_after(delivery.attempts),
        }
    with transaction.atomic():
        if not mine.update(**standing):
            return False
        WebhookDelivery.objects.filter(pk=delivery.pk).update(**outcome)
    return True


def pause_after(attempts: int) -> timedelta:
    return timedelta(minutes=BACK_OFF[min(attempts, len(BACK_OFF) - 1)])


def forget_old_deliveries(*, now: datetime) -> None:
    """What was settled long ago; what waits is never forgotten."""
    WebhookDelivery.objects.filter(settled_at__lt=now - KEPT).delete()
