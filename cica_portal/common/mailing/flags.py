"""Addresses that mail servers keep refusing: flagged, so that nobody writes to them until somebody has looked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from django.db import IntegrityError
from django.utils.translation import gettext_noop

from cica_portal.common import history
from cica_portal.common.models import AddressFlag, Door, Mail

# So many different mails refused one after the other, with none that arrived between them.
MOST_REFUSALS = 3
FLAGGED = gettext_noop("Mail servers refuse this address; it is flagged until somebody has looked at it.")
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def flagged(addresses: Collection[str]) -> set[str]:
    """Which of these addresses get no mail, in lower case."""
    standing = set(AddressFlag.objects.standing().values_list("address", flat=True))
    return standing & {address.lower() for address in addresses} if standing else standing


def note_refusal(address: str, *, said: str, at: datetime) -> None:
    """Called for each mail that the server refused because of its recipient."""
    refusals = refusals_in_a_row(address)
    if refusals < MOST_REFUSALS or flagged([address]):
        return
    flag = AddressFlag(address=address.lower(), refusals=refusals, last_words=said[:300], raised_at=at)
    try:
        history.save(flag, act=history.Act(door=Door.TASK, at=at))
    except IntegrityError:
        if not flagged([address]):
            raise


def refusals_in_a_row(address: str) -> int:
    """Since a mail last arrived there, and since a flag was last lifted."""
    mails = Mail.objects.filter(address=address)
    arrived = mails.filter(state=Mail.State.SENT).order_by("-sent_at").values_list("sent_at", flat=True).first()
    lifted = AddressFlag.objects.filter(address=address.lower(), ended_at__isnull=False)
    looked_at = lifted.order_by("-ended_at").values_list("ended_at", flat=True).first()
    since = max(arrived or LONG_AGO, looked_at or LONG_AGO)
    return int(mails.filter(is_refused=True, handed_at__gt=since).count())


def lift(flag: AddressFlag, *, act: history.Act) -> None:
    """The address gets mail again. Raises history.StaleVersion when somebody else lifted it first."""
    flag.ended_at = act.at
    history.save(flag, act=act)
