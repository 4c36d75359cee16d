"""The owner of a token is told once, a month ahead, that it ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from cica_portal.common.mailing.ledger import queue_mail
from cica_portal.common.models import Delivery
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import ApiToken

TEMPLATE = "members/token_ending"
RULE = "token-ending"
AHEAD = timedelta(days=30)
# Of one that lives a month or less.
SHORTLY = timedelta(days=7)


def warn_of_tokens(*, now: datetime) -> int:
    """Queue what is due; returns how many. Found again by the next run until it is queued, and queued once."""
    today = today_in(SECRETARIAT_ZONE, now)
    ending = ApiToken.objects.filter(revoked_at=None, replaced_at=None, expires_on__range=(today, today + AHEAD))
    told = Delivery.objects.filter(subject_kind=ApiToken.record_kind, rule_key=RULE).values("subject_key")
    rows = ending.exclude(public_id__in=told).select_related("user__state").order_by("expires_on", "pk")
    due = [token for token in rows if warned_on(token) <= today and token.standing(now) == ApiToken.Standing.GOOD]
    return sum(warn(token, at=now) for token in due)


def warned_on(token: ApiToken) -> date:
    is_long = token.expires_on - today_in(SECRETARIAT_ZONE, token.created_at) > AHEAD
    return token.expires_on - (AHEAD if is_long else SHORTLY)


def warn(token: ApiToken, *, at: datetime) -> bool:
    """The mail and that it is owed, in one transaction; False if another run was quicker."""
    try:
        with transaction.atomic():
            mail = queue_mail(recipient=token.user, template=TEMPLATE, at=at, context={"token": token.public_id})
            Delivery.objects.create(
                subject_kind=ApiToken.record_kind,
                subject_key=token.public_id,
                rule_key=RULE,
                recipient=token.user,
                occurrence=warned_on(token),
                due_at=at,
                planned_at=at,
                mail=mail,
            )
    except IntegrityError:
        return False
    return True
