"""Who holds a mail: claimed, handed to the server, settled or given back.

Mails are claimed many at a time by one conditional update that is committed before anything leaves, so two
senders never hold the same one. Each is then marked as handed over, in a commit of its own, just before the
server hears of it. A sender that was killed leaves at most one mail of which nobody knows how far it had come;
what it had claimed and not handed over goes back as if nothing had been.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_noop

from cica_portal.common.mailing.ledger import settle
from cica_portal.common.mailing.registry import kind_of
from cica_portal.common.models import Mail

logger = logging.getLogger(__name__)
State = Mail.State
# Two for each mail. They are written out, since building a statement takes several times as long as running it.
TABLE, MINE = Mail._meta.db_table, "WHERE id = %s AND state = %s AND claimed_by = %s"
LEAVING = "handed_at = %s, lease_until = %s, subject = %s, address = %s, language = %s"
HAND_OVER = f"UPDATE {TABLE} SET {LEAVING} {MINE}"
SETTLE_SENT = f"UPDATE {TABLE} SET state = '{State.SENT}', lease_until = NULL, last_error = '', sent_at = %s {MINE}"
ABANDONED = gettext_noop("The sender did not come back.")


def claim(pks: Collection[int], *, at: datetime, sender: str, lease: timedelta) -> list[Mail]:
    """Take those of these mails that are due and that no other sender has taken, in their order."""
    rows = Mail.objects.filter(pk__in=pks)
    taken = {
        "state": State.SENDING, "lease_until": at + lease, "claimed_by": sender, "handed_at": None,
        "attempts": F("attempts") + 1,
    }  # fmt: skip
    if not rows.due(at).order_by().update(**taken):
        return []
    mine = rows.filter(state=State.SENDING, claimed_by=sender).select_related("recipient")
    return list(mine.order_by("not_before", "id"))


def hand_over(mail: Mail, *, subject: str, at: datetime, lease: timedelta) -> bool:
    """Mark it as about to leave. Returns False if the claim had passed to another: then it must not leave."""
    moments = [connection.ops.adapt_datetimefield_value(moment) for moment in (at, at + lease)]
    return _write_mine(HAND_OVER, mail, *moments, subject, mail.address, mail.language)


def settle_sent(mail: Mail, *, at: datetime) -> bool:
    """The server took it; its deliveries follow. Returns False if the claim had passed to another."""
    return _write_mine(SETTLE_SENT, mail, connection.ops.adapt_datetimefield_value(at))


def _write_mine(statement: str, mail: Mail, *values: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, mail.pk, State.SENDING, mail.claimed_by])
        is_mine = cursor.rowcount == 1
    if not is_mine:
        logger.error("mail_claim_lost: %s", mail.message_id)
    return is_mine


def give_back(pks: Collection[int], *, sender: str) -> None:
    """What was claimed and not handed over waits again: the attempt was none."""
    mine = Mail.objects.filter(pk__in=pks, state=State.SENDING, claimed_by=sender, handed_at=None)
    mine.update(state=State.QUEUED, lease_until=None, claimed_by="", attempts=F("attempts") - 1)


def give_back_abandoned(*, at: datetime, repeats_show: bool) -> None:
    """Claims whose sender did not come back. What was handed over may have arrived: once more at most, if at all."""
    abandoned = Mail.objects.abandoned(at)
    abandoned.filter(handed_at=None).update(
        state=State.QUEUED, lease_until=None, claimed_by="", attempts=F("attempts") - 1
    )
    for mail in abandoned.filter(handed_at__isnull=False):
        if repeats_show and (mail.doubts or not kind_of(mail.template).repeat_when_unknown):
            settle(mail, state=State.UNKNOWN, at=at, reason=ABANDONED)
        else:
            settle(mail, state=State.QUEUED, at=at, reason=ABANDONED, doubts=F("doubts") + 1, not_before=at)
