"""Advice on dates by itself: what a form with JavaScript asks for while somebody types."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cbm_events.permissions import may
from cbm_events.views.date_advice import FORM_ID, panel_for
from cbm_events.views.entry import seen_event
from cica_portal.common.access import require
from cica_portal.common.viewer import ViewerRequest


@require_safe
def date_checks(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "check_dates"))
    event = seen_event(request.viewer, request.GET["event"]) if request.GET.get("event") else None
    # Seen by itself the page has no form that could take the days up.
    form_id = FORM_ID if request.headers.get("HX-Request") else ""
    context = {"advice": panel_for(request.viewer, request.GET, event), "use_form": form_id}
    return render(request, "cbm_events/date_checks.html", context)
