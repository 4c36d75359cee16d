"""The page on which a liaison sends the report of an event that its state held."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbm_events.forms.entries import problems_of
from cbm_events.forms.own_reports import OwnReportForm
from cbm_events.models import Event
from cbm_events.participation.reporting import reporter_of, send_report
from cbm_events.permissions import may
from cbm_events.views.entry import CONFLICT, NOT_ACCEPTED, act_of, event_address, seen_event
from cica_portal.common.access import require
from cica_portal.common.history import StaleVersion
from cica_portal.common.models import Document
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in


@require_http_methods(["GET", "HEAD", "POST"])
def own_report(request: ViewerRequest, public_id: str) -> HttpResponse:
    event = seen_event(request.viewer, public_id)
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    require(may(request.viewer, "send_report", reporter_of(event, request.viewer, today)))
    if request.method == "POST":
        return receive(request, event)
    return show(request, event, OwnReportForm(event=event, state=request.viewer.state))


def receive(request: ViewerRequest, event: Event) -> HttpResponse:
    form = OwnReportForm(request.POST, request.FILES, event=event, state=request.viewer.state)
    if is_filed(request, event, form):
        return sent_already(request, event)
    if not form.is_valid():
        return show(request, event, form, status=NOT_ACCEPTED)
    values = form.cleaned_data
    try:
        send_report(
            event=event, figures=form.figures(), document=form.document(), file=values["file"],
            act=act_of(request, reason="", note=""), version=values["version"],
        )  # fmt: skip
    except (ValidationError, IntegrityError, StaleVersion) as error:
        return sent_already(request, event) if is_filed(request, event, form) else refuse(request, event, form, error)
    messages.success(request, _("The report is sent. Thank you."))
    return redirect(event_address(event))


def is_filed(request: ViewerRequest, event: Event, form: OwnReportForm) -> bool:
    """Whether this very form was sent before, as by a double click."""
    of_event = Document.objects.filter(subject_kind=Event.record_kind, subject_key=event.public_id)
    return of_event.visible_to(request.viewer).filter(public_id=form.public_id).exists()


def sent_already(request: ViewerRequest, event: Event) -> HttpResponse:
    """Nobody shall think that another file, sent by the same form after going back, has come."""
    messages.info(request, _("This report is sent already. To send another, open the form once more."))
    return redirect(event_address(event))


def refuse(request: ViewerRequest, event: Event, form: OwnReportForm, error: Exception) -> HttpResponse:
    if isinstance(error, ValidationError):
        form.refuse(error.message_dict)
        return show(request, event, form, status=NOT_ACCEPTED)
    messages.warning(request, _("Somebody else changed the event in the meantime. Check it and save once more."))
    stored = seen_event(request.viewer, event.public_id)
    return show(request, stored, OwnReportForm(event=stored, state=request.viewer.state), status=CONFLICT)


def show(request: ViewerRequest, event: Event, form: OwnReportForm, *, status: int = 200) -> HttpResponse:
    context = {
        "event": event,
        "title": _("Report of the event"),
        "form": form,
        "state": request.viewer.state,
        "problems": list(problems_of(form)) if form.is_bound else [],
    }
    return render(request, "cbm_events/results/own_report.html", context, status=status)
