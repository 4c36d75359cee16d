"""Proposals: the state's own list, the Secretariat's inbox, and the page of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cbm_events.models import Event, Proposal, ProposalStatus, ProposalStep
from cbm_events.permissions import may
from cbm_events.proposals.dates import date_facts
from cbm_events.proposals.steps import NEEDED, Action, event_of, refusal_of, refusal_to_edit
from cbm_events.times import with_times
from cbm_events.views.proposal_words import step_words
from cica_portal.common.access import require
from cica_portal.common.viewer import Viewer, ViewerRequest

PAGE = 50
S = ProposalStatus
STATES_OWN = frozenset({S.SUBMITTED, S.WITHDRAWN})


@dataclass(frozen=True)
class StepLine:
    """One step as its readers see it: the state is not told who of the Secretariat took it."""

    at: datetime
    words: str
    by: str
    comment: str


def seen_proposal(viewer: Viewer, public_id: str) -> Proposal:
    rows = Proposal.objects.visible_to(viewer).with_subjects()
    proposal: Proposal = get_object_or_404(rows, public_id=public_id)
    return proposal


@require_safe
def proposal_list(request: ViewerRequest) -> HttpResponse:
    """What waits for the reader's side first, then what waits for the other, then what is settled."""
    require(may(request.viewer, "see_proposals"))
    seen = Proposal.objects.visible_to(request.viewer).with_subjects()
    settled = Paginator(seen.settled().newest_step_first(), PAGE)
    context = {
        "submitted": seen.awaiting_answer(),
        "returned": seen.filter(status=S.RETURNED).newest_step_first().reverse(),
        "drafts": seen.filter(status=S.DRAFT).order_by("-saved_at", "-id"),
        "page": settled.get_page(request.GET.get("page")),
        "may_offer": may(request.viewer, "offer_event"),
    }
    return render(request, "cbm_events/proposal_list.html", context)


@require_safe
def proposal(request: ViewerRequest, public_id: str) -> HttpResponse:
    viewer, found = request.viewer, seen_proposal(request.viewer, public_id)
    context = {
        "proposal": found,
        "event": preview(found, viewer),
        "steps": list(step_lines(found, viewer)),
        "dates": date_facts(found, viewer),
        "may_edit": may(viewer, "edit_proposal", found) and refusal_to_edit(found) is None,
        "is_own": may(viewer, "edit_proposal", found),
        "actions": [action for action in Action if is_offered(found, action, viewer)],
    }
    return render(request, "cbm_events/proposal.html", context)


def preview(proposal: Proposal, viewer: Viewer) -> Event:
    """The event that it would become, so that dates, times and place read as they will."""
    event = event_of(proposal)
    event.derive()
    return with_times([event], viewer)[0]


def is_offered(proposal: Proposal, action: Action, viewer: Viewer) -> bool:
    return may(viewer, NEEDED[action], proposal) and refusal_of(proposal, action) is None


def step_lines(proposal: Proposal, viewer: Viewer) -> Iterator[StepLine]:
    for step in proposal.steps.select_related("actor"):
        yield StepLine(step.at, step_words(step, proposal), who(step, proposal, viewer), step.comment)


def who(step: ProposalStep, proposal: Proposal, viewer: Viewer) -> str:
    if step.status in STATES_OWN:
        return f"{proposal.state.name}, {step.actor.name}"
    return _("Secretariat, %(name)s") % {"name": step.actor.name} if viewer.is_secretariat else _("Secretariat")
