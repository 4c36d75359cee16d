"""What an administrator has to know of the post: stopped, stuck, failed, addresses that are flagged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cica_portal.common.mailing.stops import standing_stop
from cica_portal.common.models import AddressFlag, Change, Mail
from cica_portal.common.querysets import MailQuerySet

# Passes begin every quarter of a minute: what has waited so long is not just waiting for one.
PATIENCE = timedelta(minutes=10)
# Older failures are history.
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True)
class Trouble:
    """`stopped` is the change that stopped all sending; `stuck` the mail that has waited longest to leave."""

    stopped: Change | None
    stuck: Mail | None
    failed: int
    flagged: int

    @property
    def is_any(self) -> bool:
        return bool(self.stopped or self.stuck or self.failed or self.flagged)


def trouble(at: datetime) -> Trouble:
    stopped = who_stopped_sending()
    return Trouble(
        stopped=stopped,
        stuck=None if stopped else stuck_mail(at),
        failed=failed_mails(at).count(),
        flagged=AddressFlag.objects.standing().count(),
    )


def who_stopped_sending() -> Change | None:
    stop = standing_stop()
    if stop is None:
        return None
    return Change.objects.of(stop.record_kind, stop.public_id).select_related("actor").last()


def stuck_mail(at: datetime) -> Mail | None:
    """The worker or the mail server is down, if one waits for so long after its time, or after that of its next try."""
    waiting = Mail.objects.filter(state=Mail.State.QUEUED, not_before__lte=at - PATIENCE)
    return waiting.order_by("not_before", "id").first()


def failed_mails(at: datetime) -> MailQuerySet:
    """Mails of the last weeks that failed, or of which nobody knows whether they arrived."""
    states = (Mail.State.FAILED, Mail.State.UNKNOWN)
    found: MailQuerySet = Mail.objects.filter(state__in=states, created_at__gte=at - REMEMBERED)
    return found
