"""One event for the reader's own calendar."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cbm_events.feeds.calendars import CONTENT_TYPE
from cbm_events.feeds.files import write_file
from cbm_events.models import Event
from cica_portal.common.date_words import page_language
from cica_portal.common.viewer import ViewerRequest


@require_safe
def event_file(request: ViewerRequest, public_id: str) -> HttpResponse:
    """In the language of the page that leads here. Shown, not sent as a download: a phone then offers to add it."""
    events = Event.objects.visible_to(request.viewer).filter(public_id=public_id)
    if get_object_or_404(events).earliest is None:
        raise Http404
    response = HttpResponse(write_file(events, request.viewer, page_language()), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="cica-{public_id}.ics"'
    return response
