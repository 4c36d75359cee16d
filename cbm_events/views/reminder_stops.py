"""One reminder stopped on purpose, or all sending: for editors, each with a reason."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cbm_events.forms.reminders import StopAllForm, StopForm
from cbm_events.permissions import may
from cbm_events.reminders.stopping import may_be_stopped, stop_delivery
from cbm_events.reminders.subjects.kinds import REMINDED
from cbm_events.views.ledger import lines_of, name_in
from cica_portal.common.access import require
from cica_portal.common.history import Act, StaleVersion
from cica_portal.common.mailing import stops
from cica_portal.common.models import Delivery, Door
from cica_portal.common.viewer import ViewerRequest
from members.models import User

NOT_ACCEPTED, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
def stop_one(request: ViewerRequest, pk: int) -> HttpResponse:
    require(may(request.viewer, "stop_sending"))
    known = Delivery.objects.filter(subject_kind__in=REMINDED).select_related("mail")
    delivery: Delivery = get_object_or_404(known, pk=pk)
    form = StopForm(request.POST if request.method == "POST" else None)
    if not may_be_stopped(delivery):
        return show_one(request, delivery, form, status=CONFLICT if form.is_bound else 200)
    if not form.is_valid():
        return show_one(request, delivery, form, status=NOT_ACCEPTED if form.is_bound else 200)
    user = request.viewer.user
    assert isinstance(user, User), "an editor has signed in"
    because, at = form.cleaned_data["because"], timezone.now()
    if stop_delivery(delivery=delivery, asked_by=user, because=because, at=at):
        messages.success(request, _("It does not go to %(name)s.") % {"name": name_in(delivery, request)})
    else:
        messages.warning(request, _("It has become a mail in the meantime, or has ended."))
    return redirect("cbm_events:reminders")


def show_one(request: ViewerRequest, delivery: Delivery, form: StopForm, *, status: int) -> HttpResponse:
    context = {
        "line": lines_of([delivery], request)[0],
        "form": form,
        "is_too_late": not may_be_stopped(delivery),
    }
    return render(request, "cbm_events/reminder_stop.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def stop_all(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "stop_sending"))
    form = StopAllForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(
            request, "cbm_events/reminders_stop_all.html", {"form": form}, status=NOT_ACCEPTED if form.is_bound else 200
        )
    stops.stop_sending(act=act_of(request, form.cleaned_data["because"]))
    messages.success(request, _("All sending is stopped. What becomes due waits."))
    return redirect("cbm_events:reminders")


@require_POST
def resume(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "stop_sending"))
    # Somebody else may do it at the same moment.
    with suppress(StaleVersion):
        stops.resume_sending(act=act_of(request))
    messages.success(request, _("Sending goes on."))
    return redirect("cbm_events:reminders")


def act_of(request: ViewerRequest, reason: str = "") -> Act:
    return Act(door=Door.PAGE, at=timezone.now(), actor=request.viewer.user, reason=reason)
