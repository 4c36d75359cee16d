"""Holidays of a state by year, and one year of all states for the Secretariat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cica_portal.common.access import require
from cica_portal.common.viewer import Viewer, ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.forms import FIRST_DAY, LAST_DAY
from members.holidays.overview import overview
from members.holidays.runs import Run, runs_of
from members.models import Holiday, MemberState
from members.permissions import may


@dataclass(frozen=True)
class ShownRun:
    """Days in a row, and what this viewer may do with them."""

    run: Run
    may_confirm: bool
    may_edit: bool


@require_safe
def state_holidays(request: ViewerRequest, code: str) -> HttpResponse:
    state = seen_state(request.viewer, code)
    year = year_asked(request)
    rows = Holiday.objects.visible_to(request.viewer).of_years(year, year).filter(state=state)
    context = {
        "state": state,
        "shown": [shown_run(run, request.viewer) for run in runs_of(rows.select_related("confirmed_by"))],
        "may_edit": may(request.viewer, "edit_holiday"),
        "may_overlook": may(request.viewer, "see_holiday_overview"),
        **years_round(year),
    }
    return render(request, "members/holidays.html", context)


def seen_state(viewer: Viewer, code: str) -> MemberState:
    """The state whose holidays are asked for."""
    state: MemberState = get_object_or_404(MemberState.objects.visible_to(viewer), code=code)
    require(may(viewer, "see_holidays"))
    return state


def shown_run(run: Run, viewer: Viewer) -> ShownRun:
    return ShownRun(
        run=run,
        may_confirm=run.first.awaits_confirmation and may(viewer, "confirm_holiday", run.first),
        may_edit=may(viewer, "edit_holiday", run.first),
    )


@require_safe
def holiday_overview(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "see_holiday_overview"))
    year = year_asked(request)
    states = list(MemberState.objects.visible_to(request.viewer).in_order(get_language() or "en"))
    rows = list(overview(states, year))
    context = {
        "rows": rows,
        "lacking": [row.state for row in rows if row.is_lacking],
        "awaiting": sum(row.awaiting for row in rows),
        "differing": sum(len(row.differences) for row in rows),
        **years_round(year),
    }
    return render(request, "members/holiday_overview.html", context)


def year_asked(request: ViewerRequest) -> int:
    """This year when none is named."""
    text = request.GET.get("year", "")
    if not text:
        return today_in(SECRETARIAT_ZONE, timezone.now()).year
    if not (text.isascii() and text.isdecimal() and FIRST_DAY.year <= int(text[:5]) <= LAST_DAY.year):
        raise Http404
    return int(text)


def years_round(year: int) -> dict[str, Any]:
    return {
        "year": year,
        "earlier": year - 1 if year > FIRST_DAY.year else None,
        "later": year + 1 if year < LAST_DAY.year else None,
    }
