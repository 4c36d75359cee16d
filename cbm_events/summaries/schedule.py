"""Drafts that nobody has to ask for: each January the past year for every audience, each month the year to date.

Each is asked for once: the edition keeps its occasion, so a sweep that comes late or twice adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from cbm_events.models import YearlySummary
from cbm_events.summaries.editions import request_summary
from cica_portal.common.audiences import AUDIENCE_ORDER, Audience
from cica_portal.common.history import Act
from cica_portal.common.models import Door
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

JANUARY = 1
# A portal that stood still in January drafts the past year when it runs again.
LATEST_MONTH = 3


def request_due_summaries(*, now: datetime) -> int:
    """Ask for the drafts that are due and were not yet asked for; returns how many."""
    act = Act(door=Door.TASK, at=now)
    asked = 0
    for year, audience, occasion in due_on(today_in(SECRETARIAT_ZONE, now)):
        if YearlySummary.objects.filter(year=year, last_year=year, audience=audience, occasion=occasion).exists():
            continue
        summary = request_summary(year=year, audience=audience, act=act, occasion=occasion)
        asked += summary.occasion == occasion
    return asked


def due_on(today: date) -> Iterator[tuple[int, Audience, str]]:
    """Year, audience and occasion. In January there is nothing yet of the new year."""
    if today.month <= LATEST_MONTH:
        yield from ((today.year - 1, audience, f"{today.year}-01") for audience in AUDIENCE_ORDER)
    if today.month > JANUARY:
        yield today.year, Audience.SECRETARIAT, f"{today:%Y-%m}"
