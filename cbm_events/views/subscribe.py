"""How to have the calendar in a program of one's own: the address with the filter of the page that led here."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cbm_events.feeds.building import Reader
from cbm_events.filters import EventFilter
from cbm_events.models import Event
from cbm_events.views.addresses import filters_in, with_query
from cbm_events.views.feed_contents import BadFilter, answered, public_address
from cbm_events.views.filter_words import chosen_words
from cica_portal.common.date_words import page_language
from cica_portal.common.viewer import ANONYMOUS, ViewerRequest


@require_safe
def subscribe(request: ViewerRequest) -> HttpResponse:
    """A filter that does not hold is shown where it can be put right: in the list."""
    query = filters_in(request.GET)
    address = public_address(query, page_language())
    try:
        answer = answered(Reader(viewer=ANONYMOUS, language=page_language()), query, source=address)
    except BadFilter:
        return redirect(with_query(reverse("cbm_events:list"), query))
    shown = EventFilter(query, queryset=Event.objects.none())
    shown.is_valid()
    context = {
        "address": address,
        "webcal": f"webcal:{address.partition(':')[2]}",
        "words": chosen_words(shown),
        "about": answer.about.splitlines(),
        "count": answer.count,
        "list_url": with_query(reverse("cbm_events:list"), query),
        "private_url": with_query(reverse("cbm_events:subscriptions"), query),
    }
    return render(request, "cbm_events/feeds/subscribe.html", context)
