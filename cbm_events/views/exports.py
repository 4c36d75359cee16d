"""The list of events, as it is filtered, as a file."""

from __future__ import annotations

import structlog
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cbm_events.api.exports import FORMATS, answer, is_too_long, too_long_words
from cbm_events.exports.tables import Order
from cbm_events.filters import EventFilter
from cbm_events.models import Event
from cbm_events.views.addresses import filters_in, with_query
from cbm_events.views.events import carried, scoped
from cbm_events.views.filter_words import chosen_words
from cica_portal.common.date_words import page_language
from cica_portal.common.viewer import ViewerRequest

logger = structlog.get_logger(__name__)


@require_safe
def export(request: ViewerRequest, extension: str) -> HttpResponseBase:
    """What cannot be exported leads back to the list, which says what is wrong."""
    if extension not in FORMATS:
        raise Http404
    events = scoped(Event.objects.visible_to(request.viewer), request)
    shown = EventFilter(filters_in(request.GET), queryset=events, request=request)
    back = redirect(with_query(reverse("cbm_events:list"), carried(request)))
    if not shown.is_valid():
        return back
    order = Order(
        events=shown.qs,
        viewer=request.viewer,
        language=page_language(),
        now=timezone.now(),
        chosen=", ".join(chosen_words(shown)),
    )
    if most := is_too_long(order, extension):
        messages.warning(request, too_long_words(most))
        return back
    logger.info("events_exported", extension=extension, filters=sorted(filters_in(request.GET)))
    return answer(order, extension)
