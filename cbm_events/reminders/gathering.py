"""What is due becomes mails: one of reminders and one of notices a person, whatever the number of either."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef

from cbm_events.models import Subscriber
from cbm_events.notices.keys import is_notice
from cbm_events.reminders.readers import CONTACT, Reader, by_key, key_in, readers_of
from cbm_events.reminders.subjects.kinds import REMINDED
from cica_portal.common.mailing.ledger import queue_mail_to, queue_mails
from cica_portal.common.models import Delivery, Mail
from cica_portal.common.querysets import DeliveryQuerySet
from members.models import User

REMINDERS, NOTICES = "reminder", "event_notice"
# So many deliveries at most become mails in one transaction, a single person's more.
CHUNK = 500

# What is due to each reader.
Due = Mapping[Reader, Sequence[int]]


class TakenElsewhere(Exception):
    """Another worker has put one of these deliveries into a mail of its own."""


def send_due_deliveries(*, now: datetime) -> int:
    """Queue one mail of reminders and one of notices for each person to whom something is due; returns how many."""
    due = Delivery.objects.due(now).filter(subject_kind__in=REMINDED).order_by("recipient_id", "due_at", "id")
    rows = list(due.only("pk", "recipient_id", "contact", "rule_key"))
    people, by_mail = by_key(readers_of(rows)), defaultdict(list)
    for row in rows:
        by_mail[key_in(row), NOTICES if is_notice(row.rule_key) else REMINDERS].append(row.pk)
    return sum(
        _gather(part, template, now)
        for template in (REMINDERS, NOTICES)
        for part in _parts({people[key]: pks for (key, kind), pks in by_mail.items() if kind == template})
    )


def _parts(due: Due) -> Iterator[Due]:
    part: dict[Reader, Sequence[int]] = {}
    for person, pks in due.items():
        if part and sum(map(len, part.values())) + len(pks) > CHUNK:
            yield part
            part = {}
        part[person] = pks
    if part:
        yield part


def _gather(due: Due, template: str, now: datetime) -> int:
    """The mails and the claim on their deliveries are one transaction: all or none."""
    try:
        with transaction.atomic():
            users = [reader for reader in due if isinstance(reader, User)]
            mails = queue_mails(recipients=users, template=template, at=now)
            _put_into(mails, [pk for user in users for pk in due[user]])
            subscribers = [reader for reader in due if isinstance(reader, Subscriber)]
            for subscriber in subscribers:
                _put_into_one(_mail_to(subscriber, template, now), due[subscriber])
    except TakenElsewhere:
        # Somebody else is at it: person by person, what is still to be had.
        return 0 if len(due) == 1 else sum(_gather({person: pks}, template, now) for person, pks in due.items())
    return len(due)


def _mail_to(subscriber: Subscriber, template: str, now: datetime) -> Mail:
    context = {CONTACT: subscriber.public_id}
    return queue_mail_to(
        address=subscriber.address, language=subscriber.language, template=template, at=now, context=context
    )


def _put_into_one(mail: Mail, pks: Sequence[int]) -> None:
    if _waiting(pks).update(mail=mail) != len(pks):
        raise TakenElsewhere


def _put_into(mails: Sequence[Mail], pks: Sequence[int]) -> None:
    own = Mail.objects.filter(pk__in=[mail.pk for mail in mails], recipient=OuterRef("recipient"))
    if _waiting(pks).update(mail=own.order_by().values("pk")) != len(pks):
        raise TakenElsewhere


def _waiting(pks: Sequence[int]) -> DeliveryQuerySet:
    waiting: DeliveryQuerySet = Delivery.objects.open().filter(pk__in=pks, mail=None)
    return waiting
