"""A subscription to reminders of public events, without an account: asked for, confirmed by a link, ended by a link.

Nothing is stored of a wish until the link is followed and its button pressed: the wish itself is the signed link.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.signing import BadSignature, Signer
from django.db import IntegrityError

from cbm_events.models import Subscriber
from cica_portal.common import history
from cica_portal.common.mailing.ledger import queue_mail_to
from cica_portal.common.models import Mail
from members.models import Dimension, PriorityArea

TEMPLATE = "subscription"
WISH, END = "cbm_events.subscription", "cbm_events.subscription.end"
LIFETIME = timedelta(days=7)
# So many mails to one address; whoever types the address of somebody else cannot flood it.
MOST_MAILS, WITHIN = 3, timedelta(days=1)
ATTEMPTS = 5


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Reminders of all public events, or of those of one dimension or area, by its code."""

    address: str
    language: str
    dimension: str = ""
    area: str = ""


def ask(wish: Wish, *, at: datetime) -> bool:
    """Send the link by which the wish is confirmed. False when this address was sent enough of them today."""
    lately = Mail.objects.filter(template=TEMPLATE, address=wish.address, created_at__gt=at - WITHIN)
    if lately.count() >= MOST_MAILS:
        return False
    queue_mail_to(address=wish.address, language=wish.language, template=TEMPLATE, at=at, context=asdict(wish))
    return True


def wish_token(wish: Wish) -> str:
    return signing.dumps(asdict(wish), salt=WISH)


def wish_behind(token: str) -> Wish | None:
    """None for a link that is strange or too old."""
    try:
        values: dict[str, Any] = signing.loads(token, salt=WISH, max_age=LIFETIME)
    except BadSignature:
        return None
    return Wish(**values)


def confirm(wish: Wish, *, act: history.Act) -> Subscriber:
    """One subscription an address: a later wish replaces the earlier one, the same one changes nothing."""
    values = {
        "language": wish.language,
        "dimension": Dimension.objects.filter(code=wish.dimension).first() if wish.dimension else None,
        "area": PriorityArea.objects.filter(code=wish.area).first() if wish.area else None,
    }
    for attempt in range(ATTEMPTS):
        found = Subscriber.objects.standing().filter(address=wish.address).first()
        if found and all(getattr(found, name) == value for name, value in values.items()):
            return found
        row = found or Subscriber(address=wish.address, confirmed_at=act.at)
        for name, value in values.items():
            setattr(row, name, value)
        try:
            history.save(row, act=act)
            break
        except (IntegrityError, history.StaleVersion):
            # The link was opened twice at the same moment.
            if attempt == ATTEMPTS - 1:
                raise
    return row


def end_token(subscriber: Subscriber) -> str:
    """It never ends, since old mails keep it, and opens nothing but this."""
    return Signer(salt=END).sign(subscriber.public_id)


def subscriber_behind(token: str) -> Subscriber | None:
    try:
        public_id = Signer(salt=END).unsign(token)
    except BadSignature:
        return None
    return Subscriber.objects.filter(public_id=public_id).first()


def end(subscriber: Subscriber, *, act: history.Act) -> None:
    """A second time changes nothing. Raises history.StaleVersion when somebody else did it first."""
    if subscriber.ended_at is None:
        subscriber.ended_at = act.at
        history.save(subscriber, act=act)
