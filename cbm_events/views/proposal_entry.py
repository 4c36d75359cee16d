"""A liaison writes down what the state offers. Saving is all that happens here: sending is a step of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbm_events.forms.date_checks import with_days_taken_up
from cbm_events.forms.entries import problems_of
from cbm_events.forms.proposals import Differing, ProposalForm, differing_parts
from cbm_events.forms.starts import public_id_sent
from cbm_events.models import Proposal
from cbm_events.permissions import may
from cbm_events.proposals.steps import Action, refusal_to_edit, save_proposal
from cbm_events.views.date_advice import advice_context, is_about_dates
from cbm_events.views.drafts import asked_draft, draft_words, typed_in
from cbm_events.views.entry import CONFLICT, NOT_ACCEPTED, act_of
from cbm_events.views.proposal_words import address_of
from cbm_events.views.proposals import seen_proposal
from cica_portal.common.access import require
from cica_portal.common.drafts import forget_draft
from cica_portal.common.history import StaleVersion
from cica_portal.common.models import Draft
from cica_portal.common.viewer import ViewerRequest


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "offer_event"))
    offered_by: dict[str, Any] = {"state": request.viewer.state, "author": request.viewer.user}
    proposal = Proposal(**offered_by)
    if request.method == "POST":
        return receive_new(request, proposal)
    if draft := asked_draft(request, Proposal.record_kind):
        return continue_new(request, proposal, draft)
    return show_form(request, ProposalForm(instance=proposal))


def continue_new(request: ViewerRequest, proposal: Proposal, draft: Draft) -> HttpResponse:
    proposal.public_id = draft.subject_id
    if Proposal.objects.filter(public_id=proposal.public_id).exists():
        return stored_already(request, proposal)
    return show_form(request, ProposalForm(instance=proposal, initial=typed_in(draft).dict()), continued=draft)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ViewerRequest, public_id: str) -> HttpResponse:
    proposal = seen_proposal(request.viewer, public_id)
    require(may(request.viewer, "edit_proposal", proposal))
    if request.method == "POST":
        return receive(request, ProposalForm(request.POST, instance=proposal))
    if draft := asked_draft(request, Proposal.record_kind, public_id):
        return show_form(request, ProposalForm(instance=proposal, initial=typed_in(draft).dict()), continued=draft)
    return show_form(request, ProposalForm(instance=proposal, initial={"version": proposal.version}))


def receive_new(request: ViewerRequest, proposal: Proposal) -> HttpResponse:
    """A new proposal carries its identifier from the form on: sent twice, it is stored once."""
    proposal.public_id = public_id_sent(request.POST) or proposal.public_id
    if Proposal.objects.filter(public_id=proposal.public_id).exists():
        return stored_already(request, proposal)
    try:
        return receive(request, ProposalForm(request.POST, instance=proposal))
    except IntegrityError:
        if not Proposal.objects.filter(public_id=proposal.public_id).exists():
            raise
        return stored_already(request, proposal)


def stored_already(request: ViewerRequest, proposal: Proposal) -> HttpResponse:
    messages.info(request, _("The proposal is stored already."))
    return redirect(address_of(proposal))


def receive(request: ViewerRequest, form: ProposalForm) -> HttpResponse:
    proposal = form.instance
    if refusal_to_edit(proposal):
        return show_form(request, form, status=CONFLICT)
    if is_about_dates(request.POST):
        typed = with_days_taken_up(request.POST).dict()
        return show_form(request, ProposalForm(instance=proposal, initial=typed))
    if not form.is_valid():
        return show_form(request, form, status=NOT_ACCEPTED)
    act = act_of(request, reason="", note="")
    try:
        save_proposal(proposal=proposal, act=act, version=form.cleaned_data["version"])
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return show_form(request, form, status=NOT_ACCEPTED)
    except StaleVersion:
        return show_conflict(request, form)
    forget_draft(author=request.viewer.user, kind=Proposal.record_kind, subject_id=proposal.public_id)
    if "send" in request.POST:
        return redirect(reverse("cbm_events:proposal_act", args=[proposal.public_id, Action.SUBMIT]))
    messages.success(request, format_html(_("Saved: {}"), proposal.title))
    return redirect(address_of(proposal))


def show_conflict(request: ViewerRequest, form: ProposalForm) -> HttpResponse:
    """A colleague saved first: what is stored now stands beside what was typed; saving once more decides."""
    stored = seen_proposal(request.viewer, form.instance.public_id)
    differences = list(differing_parts(form.instance, stored))
    data: QueryDict = request.POST.copy()
    data["version"] = str(stored.version)
    again = ProposalForm(data, instance=stored)
    again.is_valid()
    return show_form(request, again, status=CONFLICT, stored=stored, differences=differences)


def show_form(
    request: ViewerRequest,
    form: ProposalForm,
    *,
    status: int = 200,
    stored: Proposal | None = None,
    differences: Sequence[Differing] = (),
    continued: Draft | None = None,
) -> HttpResponse:
    proposal = form.instance
    refusal = refusal_to_edit(proposal)
    context = {
        "form": form,
        "proposal": None if form.is_new else proposal,
        "public_id": proposal.public_id,
        "state": proposal.state,
        "refusal": refusal,
        "stored": stored,
        "differences": differences,
        "problems": list(problems_of(form)) if form.is_bound and not stored and not refusal else [],
        **draft_words(request, Proposal.record_kind, form, continued),
        **advice_context(request),
    }
    return render(request, "cbm_events/proposal_form.html", context, status=status)
