"""Answers of states on planned events: applied with one click, returned, withdrawn; and all that is awaited."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cbm_events.confirmations.answering import apply_answer, return_answer, withdraw_answer
from cbm_events.confirmations.term import save_term
from cbm_events.forms.confirmations import ReplyForm, TermForm
from cbm_events.forms.entries import problems_of
from cbm_events.models import ConfirmationAnswer, ConfirmationTerm, Event
from cbm_events.permissions import may
from cbm_events.views.entry import CONFLICT, NOT_ACCEPTED, act_of, event_address
from cica_portal.common.access import require
from cica_portal.common.history import StaleVersion
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

NEVER = -1


@require_safe
def awaited(request: ViewerRequest) -> HttpResponse:
    """Planned events whose confirmation is due, and the answers that wait."""
    require(may(request.viewer, "see_awaited_confirmations"))
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    events = Event.objects.visible_to(request.viewer).awaiting_confirmation(today).with_parties()
    answers = ConfirmationAnswer.objects.visible_to(request.viewer).waiting()
    context = {
        "rows": [(event, event.unconfirmed_since(today)) for event in events.order_by("confirmation_due", "id")],
        "answers": answers.select_related("event", "state", "author"),
        "months": ConfirmationTerm.current().months,
        "may_settle": may(request.viewer, "settle_confirmation"),
        "may_edit_term": may(request.viewer, "edit_confirmation_term"),
    }
    return render(request, "cbm_events/confirmations.html", context)


@require_POST
def apply(request: ViewerRequest, public_id: str) -> HttpResponse:
    row = seen_answer(request, public_id)
    require(may(request.viewer, "settle_confirmation"))
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    act = act_of(request, reason=row.reason, note=row.comment)
    return settled(
        request, row, _("Done as %(state)s asked."),
        lambda version: apply_answer(row=row, act=act, today=today, version=version),
    )  # fmt: skip


@require_POST
def withdraw(request: ViewerRequest, public_id: str) -> HttpResponse:
    row = seen_answer(request, public_id)
    require(may(request.viewer, "withdraw_confirmation", row))
    act = act_of(request, reason="", note="")
    return settled(request, row, _("Withdrawn."), lambda version: withdraw_answer(row=row, act=act, version=version))


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: ViewerRequest, public_id: str) -> HttpResponse:
    """Nothing of a state is declined: the answer goes back with what is to be consulted on."""
    row = seen_answer(request, public_id)
    require(may(request.viewer, "settle_confirmation"))
    if request.method != "POST":
        return show_reply(request, row, ReplyForm(initial={"version": row.version}))
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return show_reply(request, row, form, status=NOT_ACCEPTED)
    act, reply = act_of(request, reason="", note=""), form.cleaned_data["reply"]
    return settled(
        request, row, _("Returned to %(state)s."),
        lambda version: return_answer(row=row, reply=reply, act=act, version=version),
    )  # fmt: skip


def settled(
    request: ViewerRequest, row: ConfirmationAnswer, done: str, service: Callable[[int], object]
) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        service(int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else NEVER)
    except StaleVersion:
        messages.warning(request, _("This answer has been settled in the meantime."))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, done % {"state": row.state.name})
    return redirect(event_address(row.event))


def seen_answer(request: ViewerRequest, public_id: str) -> ConfirmationAnswer:
    visible = ConfirmationAnswer.objects.visible_to(request.viewer)
    row: ConfirmationAnswer = get_object_or_404(
        visible.select_related("state", "author", "event__country"), public_id=public_id
    )
    return row


def show_reply(request: ViewerRequest, row: ConfirmationAnswer, form: ReplyForm, *, status: int = 200) -> HttpResponse:
    context = {
        "answer": row,
        "event": row.event,
        "form": form,
        "problems": list(problems_of(form)) if form.is_bound else [],
    }
    return render(request, "cbm_events/confirmation_return.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_term(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "edit_confirmation_term"))
    term = ConfirmationTerm.current()
    if request.method != "POST":
        return show_term(request, TermForm(instance=term, initial={"version": term.version}))
    form = TermForm(request.POST, instance=term)
    if not form.is_valid():
        return show_term(request, form, status=NOT_ACCEPTED)
    try:
        save_term(term=form.instance, act=act_of(request, reason="", note=""), version=form.cleaned_data["version"])
    except StaleVersion:
        messages.warning(request, _("Somebody else changed this in the meantime. This is how it is now."))
        stored = ConfirmationTerm.current()
        return show_term(request, TermForm(instance=stored, initial={"version": stored.version}), status=CONFLICT)
    messages.success(request, _("Saved."))
    return redirect("cbm_events:awaited_confirmations")


def show_term(request: ViewerRequest, form: TermForm, *, status: int = 200) -> HttpResponse:
    problems = list(problems_of(form)) if form.is_bound else []
    return render(request, "cbm_events/confirmation_term.html", {"form": form, "problems": problems}, status=status)
