"""A person's own calendar addresses: made, shown once, revoked one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cbm_events.feeds.subscriptions import is_good, issue_feed, revoke_feed
from cbm_events.filters import EventFilter
from cbm_events.forms.feeds import FeedForm
from cbm_events.models import Event, Feed
from cbm_events.views.addresses import FILTER_NAMES, filters_in
from cbm_events.views.feed_contents import stored_filter
from cbm_events.views.filter_words import chosen_words
from cica_portal.common import history
from cica_portal.common.models import Door
from cica_portal.common.viewer import ViewerRequest

NOT_ACCEPTED = 422


@dataclass(frozen=True)
class Line:
    feed: Feed
    contents: str
    is_good: bool


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscriptions(request: ViewerRequest) -> HttpResponse:
    """The address is on the page that answers the form, and on no page after it."""
    if request.method != "POST":
        return show(request, form_for(request))
    form = form_for(request, request.POST)
    token = issue(form, act_of(request)) if form.is_valid() else ""
    if not token:
        return show(request, form, status=NOT_ACCEPTED)
    address = settings.PORTAL_URL + reverse("private_feed", args=[token])
    return show(request, form_for(request), issued=form.instance, address=address)


def issue(form: FeedForm, act: history.Act) -> str:
    try:
        return issue_feed(feed=form.instance, act=act)
    except ValidationError as error:
        form.add_error(None, error)
        return ""


@login_required
@require_POST
def revoke(request: ViewerRequest, public_id: str) -> HttpResponse:
    feed = get_object_or_404(Feed.objects.visible_to(request.viewer), public_id=public_id)
    try:
        revoke_feed(feed=feed, act=act_of(request))
    except history.StaleVersion:
        messages.warning(request, _("This subscription has changed in the meantime. Look at it again."))
    else:
        messages.success(request, _("Revoked: %(name)s. Its address opens nothing any more.") % {"name": feed.name})
    return redirect("cbm_events:subscriptions")


def form_for(request: ViewerRequest, data: QueryDict | None = None) -> FeedForm:
    """The filter is in the address of the page, as on every page with events."""
    query = filters_in(request.GET)
    words = filter_words(query)
    chosen = {name: list(map(str, values)) for name, values in query.lists()} if words else {}
    return FeedForm(data, viewer=request.viewer, chosen=chosen, chosen_words=words)


def filter_words(query: QueryDict) -> str:
    """The filter in words; nothing if there is none or if it does not hold."""
    shown = EventFilter(query, queryset=Event.objects.none())
    is_known = query.keys() <= FILTER_NAMES
    return ", ".join(chosen_words(shown)) if query and is_known and shown.is_valid() else ""


def show(request: ViewerRequest, form: FeedForm, *, status: int = 200, **context: Any) -> HttpResponse:
    context |= {"form": form, "lines": list(lines_of(request)), "query": filters_in(request.GET)}
    return render(request, "cbm_events/feeds/subscriptions.html", context, status=status)


def lines_of(request: ViewerRequest) -> Iterator[Line]:
    feeds = Feed.objects.visible_to(request.viewer).filter(revoked_at=None).select_related("user")
    for feed in feeds:
        words = filter_words(stored_filter(feed.filter))
        nothing = _("A filter that no longer holds") if feed.filter else _("Everything that you may see")
        yield Line(feed, words or nothing, is_good(feed))


def act_of(request: ViewerRequest) -> history.Act:
    return history.Act(door=Door.PAGE, at=timezone.now(), actor=request.viewer.user)
