"""To whom reminders go: people with an account, by its number, and subscribers, by their public identifier."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from cbm_events.models import Subscriber
from cica_portal.common.models import Delivery
from members.models import User

Reader = User | Subscriber
ReaderKey = int | str
# Under this word a mail keeps the subscriber that it goes to.
CONTACT = "contact"


def everybody() -> list[Reader]:
    return [*User.objects.order_by("pk"), *Subscriber.objects.standing().order_by("pk")]


def readers_of(deliveries: Iterable[Delivery]) -> list[Reader]:
    """In three queries at most."""
    rows = list(deliveries)
    contacts = {row.contact for row in rows if row.contact}
    users = User.objects.filter(pk__in={row.recipient_id for row in rows if row.recipient_id})
    return [*users, *(Subscriber.objects.filter(public_id__in=contacts) if contacts else ())]


def by_key(readers: Iterable[Reader]) -> dict[ReaderKey, Reader]:
    """With the states of which the users are liaisons."""
    found = {key_of(reader): reader for reader in readers}
    prefetch_related_objects([reader for reader in found.values() if isinstance(reader, User)], "state")
    return found


def key_of(reader: Reader) -> ReaderKey:
    return reader.pk if isinstance(reader, User) else reader.public_id


def key_in(delivery: Delivery) -> ReaderKey:
    return delivery.recipient_id or delivery.contact


def columns_of(key: ReaderKey) -> dict[str, int | str | None]:
    """The key as a delivery keeps it."""
    return {"recipient_id": key, "contact": ""} if isinstance(key, int) else {"recipient_id": None, "contact": key}
