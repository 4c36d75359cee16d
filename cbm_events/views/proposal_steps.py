"""One page for each step of a proposal: what will happen and who is told, then the act."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbm_events.forms.entries import problems_of
from cbm_events.forms.proposals import StepForm, form_for
from cbm_events.models import Proposal
from cbm_events.permissions import may
from cbm_events.proposals.steps import MOVES, NEEDED, Action, refusal_of, take_step
from cbm_events.views.actions import astana_day
from cbm_events.views.entry import CONFLICT, NOT_ACCEPTED, act_of, event_address
from cbm_events.views.proposal_words import WORDS, address_of
from cbm_events.views.proposals import seen_proposal
from cica_portal.common.access import require
from cica_portal.common.history import StaleVersion
from cica_portal.common.viewer import ViewerRequest


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ViewerRequest, public_id: str, action: str) -> HttpResponse:
    found = seen_proposal(request.viewer, public_id)
    if action not in Action.values:
        raise Http404
    wanted, now = Action(action), timezone.now()
    require(may(request.viewer, NEEDED[wanted], found))
    if request.method == "POST":
        return perform(request, found, wanted, now=now)
    return show_step(request, found, wanted, blank_form(found, wanted, now))


def perform(request: ViewerRequest, proposal: Proposal, action: Action, *, now: datetime) -> HttpResponse:
    form = form_for(action)(request.POST, proposal=proposal, today=astana_day(now))
    is_complete = form.is_valid()
    if is_done(proposal, action, form):
        return done_already(request, proposal)
    if refusal_of(proposal, action):
        return show_step(request, proposal, action, form, status=CONFLICT)
    if not is_complete:
        return show_step(request, proposal, action, form, status=NOT_ACCEPTED)
    return carry_out(request, proposal, action, form, now=now)


def carry_out(
    request: ViewerRequest, proposal: Proposal, action: Action, form: StepForm, *, now: datetime
) -> HttpResponse:
    values = form.cleaned_data
    try:
        take_step(
            proposal=proposal,
            action=action,
            act=act_of(request, reason="", note=""),
            version=values["version"],
            comment=values["comment"],
            plan=form.plan(),
        )
    except ValidationError as error:
        for message in error.messages:
            form.add_error(None, message)
        stored = seen_proposal(request.viewer, proposal.public_id)
        return show_step(request, stored, action, form, status=NOT_ACCEPTED)
    except StaleVersion:
        return show_stale(request, proposal, action, form, now=now)
    link = format_html('<a href="{}">{}</a>', address_of(proposal), proposal.title)
    messages.success(request, format_html(str(WORDS[action].done), link))
    return redirect(event_address(proposal.event) if proposal.event else address_of(proposal))


def show_stale(
    request: ViewerRequest, proposal: Proposal, action: Action, form: StepForm, *, now: datetime
) -> HttpResponse:
    """Somebody was faster: either it is done, or it is to be looked at once more with what was typed kept."""
    stored = seen_proposal(request.viewer, proposal.public_id)
    if is_done(stored, action, form):
        return done_already(request, stored)
    data: QueryDict = request.POST.copy()
    data["version"] = str(stored.version)
    again = form_for(action)(data, proposal=stored, today=astana_day(now))
    return show_step(request, stored, action, again, status=CONFLICT, is_stale=True)


def is_done(proposal: Proposal, action: Action, form: StepForm) -> bool:
    """Whether the proposal is where the action leads, after the version that the person saw: sent twice."""
    seen = form.cleaned_data.get("version") or proposal.version
    return seen < proposal.version and proposal.status == MOVES[action].to


def done_already(request: ViewerRequest, proposal: Proposal) -> HttpResponse:
    messages.info(request, _("This is done already."))
    return redirect(address_of(proposal))


def blank_form(proposal: Proposal, action: Action, now: datetime) -> StepForm:
    return form_for(action)(proposal=proposal, today=astana_day(now))


def show_step(
    request: ViewerRequest,
    proposal: Proposal,
    action: Action,
    form: StepForm,
    *,
    status: int = 200,
    is_stale: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "proposal": proposal,
        "words": WORDS[action],
        "form": form,
        "refusal": refusal_of(proposal, action),
        "is_stale": is_stale,
        "is_told": proposal.submitted_at is not None or action == Action.SUBMIT,
        "problems": list(problems_of(form)) if form.is_bound else [],
    }
    return render(request, "cbm_events/proposal_step.html", context, status=status)
