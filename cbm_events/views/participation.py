"""The sheet on which an editor enters what one source says of all states, and a liaison's reply for its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cbm_events.forms.entries import Problem
from cbm_events.forms.participation import ReplyForm, SaidForm, SheetEntry, said_initial
from cbm_events.models import Event, Participation
from cbm_events.participation.answers import own_reply, refusal_to_answer, save_own_reply
from cbm_events.participation.sheets import SheetClash, save_sheet
from cbm_events.participation.standings import Said, Sheet, Standing, said_by, sheets, standings
from cbm_events.permissions import may
from cbm_events.views.entry import CONFLICT, NOT_ACCEPTED, act_of, event_address, seen_event
from cica_portal.common.access import require
from cica_portal.common.date_words import page_language
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import MemberState


@dataclass(frozen=True)
class SheetRow:
    """One state on the sheet: its inputs, what is known of it from all sources, and what another has just stored."""

    state: MemberState
    form: SaidForm
    known: Standing | None
    stored: Said | None


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: ViewerRequest, public_id: str) -> HttpResponse:
    event = seen_event(request.viewer, public_id)
    require(may(request.viewer, "enter_participation", event))
    opened = opened_sheet(event, request.GET.get("of", ""))
    if request.method == "POST":
        return receive_sheet(request, event, opened)
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    head = {"source": opened.source, "as_of": opened.as_of} if opened else {"as_of": today}
    said = {row.state_id: said_by(row) for row in opened.rows} if opened else {}
    return show_sheet(request, event, SheetEntry(all_states(), head=head, said=said), opened)


def opened_sheet(event: Event, key: str) -> Sheet | None:
    """The sheet that one of its rows names; none is a new one."""
    if not key:
        return None
    named = event.participations.filter(public_id=key[:10]).first()
    if named is None:
        raise Http404
    rows = event.participations.filter(source=named.source, as_of=named.as_of).select_related("state")
    return Sheet(named.source, named.as_of, list(rows))


def all_states() -> list[MemberState]:
    return list(MemberState.objects.in_order(page_language()))


def receive_sheet(request: ViewerRequest, event: Event, opened: Sheet | None) -> HttpResponse:
    data: QueryDict = request.POST.copy()
    if opened is not None:
        data["source"], data["as_of"] = opened.source, opened.as_of.isoformat()
    entry = SheetEntry(all_states(), data=data)
    if not entry.is_valid():
        return show_sheet(request, event, entry, opened, status=NOT_ACCEPTED)
    head = entry.head.cleaned_data
    try:
        count = save_sheet(event=event, **head, cells=entry.cells(), act=act_of(request, reason="", note=""))
    except ValidationError as error:
        for message in error.messages:
            entry.head.add_error("as_of", message)
        return show_sheet(request, event, entry, opened, status=NOT_ACCEPTED)
    except SheetClash as clash:
        rows = Participation.objects.filter(event=event, **head)
        stored = {row.state_id: said_by(row) for row in rows}
        entry.clash(clash.states, stored)
        theirs = {state.pk: stored.get(state.pk, Said()) for state in clash.states}
        return show_sheet(request, event, entry, opened, stored=theirs, status=CONFLICT)
    messages.success(request, saved_words(count))
    return redirect(f"{event_address(event)}#participation")


def saved_words(count: int) -> str:
    if not count:
        return _("Nothing has changed.")
    return ngettext("Saved: %(count)s state.", "Saved: %(count)s states.", count) % {"count": count}


def show_sheet(
    request: ViewerRequest,
    event: Event,
    entry: SheetEntry,
    opened: Sheet | None,
    *,
    stored: Mapping[int, Said] | None = None,
    status: int = 200,
) -> HttpResponse:
    known = list(event.participations.select_related("state").order_by("as_of", "id"))
    standing, theirs = standings(known), stored or {}
    context = {
        "event": event,
        "entry": entry,
        "rows": [SheetRow(state, form, standing.get(state.pk), theirs.get(state.pk)) for state, form in entry.rows],
        "opened": opened,
        "sheets": sheets(known),
        "problems": [problem_of(*found) for found in entry.problems()] if entry.head.is_bound else [],
    }
    return render(request, "cbm_events/participation/sheet.html", context, status=status)


def problem_of(state: MemberState | None, bound: Any, message: str) -> Problem:
    anchor = bound.auto_id if bound is not None else f"id_{state.code}-answer" if state else ""
    words = [state.name if state else "", str(bound.label) if bound is not None else ""]
    return Problem(anchor, ", ".join(word for word in words if word), message)


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: ViewerRequest, public_id: str) -> HttpResponse:
    event = seen_event(request.viewer, public_id)
    require(may(request.viewer, "answer_for_state"))
    if request.method == "POST":
        return receive_reply(request, event)
    today, state = today_in(SECRETARIAT_ZONE, timezone.now()), request.viewer.state
    assert state is not None, "a liaison speaks for a state"
    stored = said_by(own_reply(event, state, today))
    known = standings(event.participations.filter(state=state.pk).order_by("as_of", "id"))
    said = known[state.pk].said if state.pk in known else stored
    initial = said_initial(said) | {"shown": stored.as_text()}
    return show_reply(request, event, ReplyForm(initial=initial))


def receive_reply(request: ViewerRequest, event: Event) -> HttpResponse:
    today, state = today_in(SECRETARIAT_ZONE, timezone.now()), request.viewer.state
    form = ReplyForm(request.POST)
    if refusal_to_answer(event, today):
        return show_reply(request, event, form, status=CONFLICT)
    if not form.is_valid():
        return show_reply(request, event, form, status=NOT_ACCEPTED)
    act = act_of(request, reason="", note="")
    try:
        save_own_reply(
            event=event, state=state, shown=form.shown_before, wanted=form.said, today=today, act=act
        )  # fmt: skip
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return show_reply(request, event, form, status=NOT_ACCEPTED)
    except SheetClash:
        stored = said_by(own_reply(event, state, today))
        messages.warning(
            request, _("A colleague has replied for your state meanwhile. This is the reply as it is now.")
        )
        again = ReplyForm(initial=said_initial(stored))
        return show_reply(request, event, again, status=CONFLICT)
    messages.success(request, _("The reply of your state is stored."))
    return redirect(f"{event_address(event)}#participation")


def show_reply(request: ViewerRequest, event: Event, form: ReplyForm, *, status: int = 200) -> HttpResponse:
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    problems = [
        Problem(bound.auto_id, str(bound.label), str(message)) for bound in form for message in bound.errors
    ] if form.is_bound else []  # fmt: skip
    context = {
        "event": event,
        "form": form,
        "state": request.viewer.state,
        "refusal": refusal_to_answer(event, today),
        "problems": problems,
    }
    return render(request, "cbm_events/participation/reply.html", context, status=status)
