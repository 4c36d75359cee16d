"""Hints from the queue: each only starts work that is found in the database."""

from celery import shared_task
from django.utils import timezone

from cica_portal.common.history import Act
from cica_portal.common.models import Door
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.accounts import sessions, token_warnings
from members.holidays import loading


@shared_task
def forget_dead_sessions() -> None:
    sessions.forget_dead_sessions()


@shared_task
def warn_of_tokens() -> None:
    token_warnings.warn_of_tokens(now=timezone.now())


@shared_task
def load_holidays() -> None:
    now = timezone.now()
    years = loading.window(today_in(SECRETARIAT_ZONE, now))
    loading.load_holidays(years=years, act=Act(door=Door.TASK, at=now, reason=loading.REASON))
