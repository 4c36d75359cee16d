"""One page on which those who answer for a planned event confirm, move or cancel it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cbm_events.confirmations.answering import ask, decide, refusal_to_answer
from cbm_events.confirmations.parts import Part, answerable
from cbm_events.confirmations.standing import standing_of
from cbm_events.forms.confirmations import ConfirmationForm
from cbm_events.forms.conflicts import changes_since
from cbm_events.forms.date_checks import with_days_taken_up
from cbm_events.forms.entries import problems_of
from cbm_events.models import Event
from cbm_events.models.confirmations import Wish
from cbm_events.permissions import may
from cbm_events.views.date_advice import advice_context, is_about_dates
from cbm_events.views.entry import CONFLICT, NOT_ACCEPTED, act_of, event_address, seen_event
from cica_portal.common.access import require
from cica_portal.common.history import StaleVersion
from cica_portal.common.models import Change
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

DONE = {
    Wish.CONFIRM: gettext_lazy("Confirmed: {}"),
    Wish.MOVE: gettext_lazy("Moved: {}"),
    Wish.CANCEL: gettext_lazy("Cancelled: {}"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: ViewerRequest, public_id: str) -> HttpResponse:
    event = seen_event(request.viewer, public_id)
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    part = answerable(event, today).part_of(request.viewer.state)
    require(may(request.viewer, "answer_confirmation", part))
    if request.method != "POST":
        return show(request, event, part, ConfirmationForm(event=event), today)
    if is_about_dates(request.POST):
        typed = with_days_taken_up(request.POST).dict()
        return show(request, event, part, ConfirmationForm(event=event, initial=typed), today)
    return receive(request, event, part, today)


def receive(request: ViewerRequest, event: Event, part: Part | None, today: date) -> HttpResponse:
    form = ConfirmationForm(request.POST, event=event)
    if refusal_to_answer(event, today):
        return show(request, event, part, form, today, status=CONFLICT)
    if not form.is_valid():
        return show(request, event, part, form, today, status=NOT_ACCEPTED)
    try:
        message = carry_out(request, event, part, form, today)
    except ValidationError as error:
        form.refuse(error)
        stored = seen_event(request.viewer, event.public_id)
        return show(request, stored, part, form, today, status=NOT_ACCEPTED)
    except StaleVersion:
        return show_stale(request, event, part, form, today)
    link = format_html('<a href="{}">{}</a>', event_address(event), event.title)
    messages.success(request, format_html(message, link))
    return redirect(event_address(event))


def carry_out(request: ViewerRequest, event: Event, part: Part | None, form: ConfirmationForm, today: date) -> str:
    """Do it for those who decide, else pass it on to the Secretariat; returns what was done, in words."""
    answer, version = form.answer(), form.cleaned_data["version"]
    act = act_of(request, reason=answer.reason, note=answer.comment)
    if decides(request, part):
        decide(event=event, answer=answer, act=act, today=today, version=version)
        return str(DONE[answer.wish])
    if version != event.version:
        raise StaleVersion([event])
    ask(event=event, author=request.viewer.user, answer=answer, act=act_of(request, reason="", note=""), today=today)
    return _("Your answer is with the Secretariat: {}")


def decides(request: ViewerRequest, part: Part | None) -> bool:
    return may(request.viewer, "edit_event") or (part is not None and part.decides_alone)


def show_stale(
    request: ViewerRequest, event: Event, part: Part | None, form: ConfirmationForm, today: date
) -> HttpResponse:
    """Somebody else saved the event: show what changed, keep what was typed, and ask once more."""
    stored = seen_event(request.viewer, event.public_id)
    changes = changes_since(stored, form.cleaned_data["version"]) if request.viewer.is_secretariat else []
    data: QueryDict = request.POST.copy()
    data["version"] = str(stored.version)
    again = ConfirmationForm(data, event=stored)
    return show(request, stored, part, again, today, status=CONFLICT, changes=changes, is_stale=True)


def show(
    request: ViewerRequest,
    event: Event,
    part: Part | None,
    form: ConfirmationForm,
    today: date,
    *,
    status: int = 200,
    changes: list[Change] | None = None,
    is_stale: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "event": event,
        "form": form,
        "standing": standing_of(event, request.viewer, today),
        "decides": decides(request, part),
        "refusal": refusal_to_answer(event, today),
        "changes": changes or [],
        "is_stale": is_stale,
        "problems": list(problems_of(form)) if form.is_bound and not is_stale else [],
        **advice_context(request, event),
    }
    return render(request, "cbm_events/confirmation.html", context, status=status)
