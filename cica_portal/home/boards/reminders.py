"""How many reminders are due, went out and failed, from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q

from cbm_events.reminders.subjects.kinds import REMINDED
from cica_portal.common.models import Delivery
from cica_portal.common.zones import SECRETARIAT_ZONE

WEEK = timedelta(days=7)
State = Delivery.State


@dataclass(frozen=True)
class ReminderBoard:
    due_today: int
    due_in_week: int
    sent_in_week: int
    failed_in_week: int
    next_at: datetime | None


def reminder_board(today: date, at: datetime) -> ReminderBoard:
    """One query. Days are days in Astana; a reminder that is overdue is due today."""
    midnight = datetime.combine(today + timedelta(days=1), time(), tzinfo=ZoneInfo(SECRETARIAT_ZONE))
    planned = Q(state=State.PLANNED)
    settled = Q(settled_at__gte=at - WEEK)
    counts = Delivery.objects.filter(subject_kind__in=REMINDED).aggregate(
        due_today=Count("pk", filter=planned & Q(due_at__lt=midnight)),
        due_in_week=Count("pk", filter=planned & Q(due_at__lt=midnight + WEEK)),
        sent_in_week=Count("pk", filter=Q(state=State.SENT) & settled),
        failed_in_week=Count("pk", filter=Q(state__in=(State.FAILED, State.UNKNOWN)) & settled),
        next_at=Min("due_at", filter=planned),
    )
    return ReminderBoard(**counts)
