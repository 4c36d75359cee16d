"""Receivers of webhooks, for administrators: all of them, and one with the ledger of what it was sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cica_portal.common import history
from cica_portal.common.access import require
from cica_portal.common.models import Door, WebhookReceiver
from cica_portal.common.permissions import may
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.webhooks.receivers import change, disable, enable, enter, rotate, send_test
from cica_portal.home.webhooks.composition import composition
from cica_portal.home.webhooks.forms import NewReceiverForm, ReceiverForm, VersionForm

NOT_ACCEPTED, CONFLICT, PAGE = 422, 409, 50
BY_HAND = gettext_noop("An administrator has disabled it.")
STALE = gettext_noop("Somebody else changed this receiver in the meantime. Look at it as it is now.")


@require_safe
def receiver_list(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "manage_webhooks"))
    rows = WebhookReceiver.objects.visible_to(request.viewer).select_related("owner")
    return render(request, "home/webhooks/list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ViewerRequest) -> HttpResponse:
    """The secret is on the page that answers the form, and on no page after it."""
    require(may(request.viewer, "manage_webhooks"))
    if request.method != "POST":
        return show_form(request, NewReceiverForm())
    act = act_of(request)
    form = NewReceiverForm(request.POST, instance=WebhookReceiver(created_at=act.at, next_at=act.at, secret="-"))
    if not form.is_valid():
        return show_form(request, form, status=NOT_ACCEPTED)
    return show(request, form.instance, secret=enter(receiver=form.instance, act=act))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ViewerRequest, public_id: str) -> HttpResponse:
    found = seen_receiver(request, public_id)
    if request.method != "POST":
        return show_form(request, ReceiverForm(instance=found))
    form = ReceiverForm(request.POST, instance=found)
    if not form.is_valid():
        return show_form(request, form, status=NOT_ACCEPTED)
    try:
        change(receiver=form.instance, act=act_of(request), version=form.cleaned_data["seen_version"])
    except history.StaleVersion:
        messages.warning(request, _(STALE))
        return show_form(request, ReceiverForm(instance=seen_receiver(request, public_id)), status=CONFLICT)
    messages.success(request, _("Saved."))
    return redirect("webhook", public_id)


@require_safe
def receiver(request: ViewerRequest, public_id: str) -> HttpResponse:
    return show(request, seen_receiver(request, public_id))


@require_POST
def act(request: ViewerRequest, public_id: str, action: str) -> HttpResponse:
    found, form = seen_receiver(request, public_id), VersionForm(request.POST)
    if action not in ACTIONS:
        raise Http404
    try:
        if not form.is_valid():
            raise history.StaleVersion([found])
        secret = ACTIONS[action](found, act_of(request), form.cleaned_data["version"])
    except history.StaleVersion:
        messages.warning(request, _(STALE))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        if secret:
            return show(request, found, secret=secret)
        messages.success(request, _("Done."))
    return redirect("webhook", public_id)


def send_test_to(receiver: WebhookReceiver, act: history.Act, version: int) -> str:
    send_test(receiver=receiver, act=act)
    return ""


def change_secret(receiver: WebhookReceiver, act: history.Act, version: int) -> str:
    return rotate(receiver=receiver, act=act, version=version)


def switch_off(receiver: WebhookReceiver, act: history.Act, version: int) -> str:
    disable(receiver=receiver, reason=BY_HAND, act=act, version=version)
    return ""


def switch_on(receiver: WebhookReceiver, act: history.Act, version: int) -> str:
    enable(receiver=receiver, act=act, version=version)
    return ""


ACTIONS: dict[str, Callable[[WebhookReceiver, history.Act, int], str]] = {
    "test": send_test_to,
    "rotate": change_secret,
    "disable": switch_off,
    "enable": switch_on,
}


def seen_receiver(request: ViewerRequest, public_id: str) -> WebhookReceiver:
    require(may(request.viewer, "manage_webhooks"))
    rows = WebhookReceiver.objects.visible_to(request.viewer).select_related("owner")
    found: WebhookReceiver = get_object_or_404(rows, public_id=public_id)
    return found


def show(request: ViewerRequest, found: WebhookReceiver, *, secret: str = "") -> HttpResponse:
    page = Paginator(found.deliveries.order_by("-id"), PAGE).get_page(request.GET.get("page"))
    sources = composition().sources
    context: dict[str, Any] = {
        "receiver": found,
        "rows": [(row, type_of(row, sources)) for row in page.object_list],
        "page": page,
        "secret": secret,
    }
    return render(request, "home/webhooks/receiver.html", context)


def type_of(row: Any, sources: Any) -> str:
    """As the message says it, "events.upsert"."""
    if row.is_test:
        return "webhook.test"
    name = sources[row.kind].resource if row.kind in sources else row.kind
    return f"{name}.{'gone' if row.gone else 'upsert'}"


def show_form(request: ViewerRequest, form: ReceiverForm, *, status: int = 200) -> HttpResponse:
    receiver = None if form.instance._state.adding else form.instance
    return render(request, "home/webhooks/form.html", {"form": form, "receiver": receiver}, status=status)


def act_of(request: ViewerRequest) -> history.Act:
    at: datetime = timezone.now()
    return history.Act(door=Door.PAGE, at=at, actor=request.viewer.user)
