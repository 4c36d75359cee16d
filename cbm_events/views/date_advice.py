"""Advice on dates beside a form that asks for them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from cbm_events.adviser.gathering import Entry, advise_on, entry_of
from cbm_events.adviser.wording import Panel, panel_of
from cbm_events.forms.date_checks import UNKNOWN, DateCheckForm, with_days_taken_up
from cbm_events.models import Event
from cica_portal.common.viewer import Viewer, ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

# The form of the page, which the buttons beside it belong to.
FORM_ID = "dated-form"
BUTTONS = frozenset({"check", "use"})


def is_about_dates(data: QueryDict) -> bool:
    """Whether the form was sent to have its dates checked, or to take up the days of the advice: not to save."""
    return not BUTTONS.isdisjoint(data)


def advice_context(request: ViewerRequest, event: Event | None = None) -> dict[str, Any]:
    """What a page with dates needs for their checks; `event` is the stored one that has them."""
    query = f"?{urlencode({'event': event.public_id})}" if event is not None else ""
    is_asked = request.method == "POST" and is_about_dates(request.POST)
    return {
        "date_checks_url": reverse("cbm_events:date_checks") + query,
        "use_form": FORM_ID,
        "advice": panel_for(request.viewer, with_days_taken_up(request.POST), event) if is_asked else None,
    }


def panel_for(viewer: Viewer, data: QueryDict, event: Event | None) -> Panel:
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    entry = DateCheckForm(data).entry(base_of(viewer, event))
    own = event.public_id if event is not None else ""
    return panel_of(advise_on(entry, viewer=viewer, today=today, apart_from=own))


def base_of(viewer: Viewer, event: Event | None) -> Entry:
    """What a form does not ask: of a stored event what is stored, of a proposal that its state organises it."""
    if event is not None:
        return entry_of(event)
    return Entry(period=UNKNOWN, organisers=frozenset({viewer.state.code} if viewer.state else ()))
