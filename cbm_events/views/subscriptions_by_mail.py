"""Reminders of public events without an account: asked for by anybody, confirmed and ended by links in mails."""

from __future__ import annotations

from contextlib import suppress

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cbm_events.forms.subscriptions_by_mail import WishForm
from cbm_events.models import Subscriber
from cbm_events.permissions import may
from cbm_events.reminders import subscribing
from cbm_events.reminders.subscription_letters import what_of
from cica_portal.common.access import require
from cica_portal.common.history import Act, StaleVersion
from cica_portal.common.models import Door
from cica_portal.common.viewer import ViewerRequest

NOT_ACCEPTED = 422


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: ViewerRequest) -> HttpResponse:
    """The answer is the same whether the address is known, and whether a mail goes."""
    form = WishForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(
            request, "cbm_events/subscribers/ask.html", {"form": form}, status=NOT_ACCEPTED if form.is_bound else 200
        )
    if too_many := ratelimit.consume_or_429(request, action="subscribe"):
        return too_many
    wish = form.wish()
    subscribing.ask(wish, at=timezone.now())
    return render(request, "cbm_events/subscribers/asked.html", {"address": wish.address})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: ViewerRequest, token: str) -> HttpResponse:
    """Looking changes nothing: mail scanners look. The button confirms."""
    wish = subscribing.wish_behind(token)
    if wish is None:
        return render(request, "cbm_events/subscribers/too_old.html", status=404)
    is_confirmed = request.method == "POST"
    if is_confirmed:
        subscribing.confirm(wish, act=act_of(request))
    context = {"wish": wish, "what": what_of(wish), "is_confirmed": is_confirmed}
    return render(request, "cbm_events/subscribers/confirm.html", context)


# A mail program has no token of a page; the signed address, which only the subscriber was sent, stands for it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: ViewerRequest, token: str) -> HttpResponse:
    subscriber = subscribing.subscriber_behind(token)
    if subscriber is None:
        raise Http404
    if request.method == "POST":
        end(subscriber, request)
    is_ended = request.method == "POST" or not subscriber.is_active
    return render(request, "cbm_events/subscribers/end.html", {"is_ended": is_ended})


@require_safe
def subscribers(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "see_subscribers"))
    standing = Subscriber.objects.visible_to(request.viewer).standing().select_related("dimension", "area")
    return render(request, "cbm_events/subscribers/list.html", {"subscribers": standing})


@require_POST
def end_subscription(request: ViewerRequest, public_id: str) -> HttpResponse:
    require(may(request.viewer, "see_subscribers"))
    subscriber = get_object_or_404(Subscriber.objects.visible_to(request.viewer), public_id=public_id)
    end(subscriber, request)
    messages.success(request, _("%(address)s gets no more reminders.") % {"address": subscriber.address})
    return redirect("cbm_events:subscribers")


def end(subscriber: Subscriber, request: ViewerRequest) -> None:
    # Twice at the same moment is once.
    with suppress(StaleVersion):
        subscribing.end(subscriber, act=act_of(request))


def act_of(request: ViewerRequest) -> Act:
    return Act(door=Door.PAGE, at=timezone.now(), actor=request.viewer.user)
