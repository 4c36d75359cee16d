"""What may happen to a proposal, and the writes. Each step is one act: its rows, its history and its mails.

The Secretariat never declines a proposal: it enters it in the draft plan or returns it for consultation. Only its
state withdraws it. What is left when a plan is adopted is recorded as not included in that plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbm_events.models import Event, EventRole, Proposal, ProposalStatus, ProposalStep, Status
from cbm_events.models.contents import CONTENT_FIELDS
from cbm_events.plans.drafting import drop_event, enter_event
from cbm_events.proposals.letters import queue_letters
from cbm_events.services import write_event
from cica_portal.common import history
from cica_portal.common.audiences import Audience

S = ProposalStatus
EDITABLE = frozenset({S.DRAFT, S.RETURNED})


class Action(models.TextChoices):
    SUBMIT = "submit", gettext_lazy("Send to the Secretariat")
    WITHDRAW = "withdraw", gettext_lazy("Withdraw")
    ENTER = "enter", gettext_lazy("Enter in the draft plan")
    RETURN = "return", gettext_lazy("Return for consultation")
    NOT_INCLUDED = "not-included", gettext_lazy("Record as not included")


@dataclass(frozen=True)
class Move:
    sources: frozenset[ProposalStatus]
    to: ProposalStatus


MOVES: Mapping[Action, Move] = {
    Action.SUBMIT: Move(EDITABLE, S.SUBMITTED),
    Action.WITHDRAW: Move(frozenset({S.DRAFT, S.SUBMITTED, S.RETURNED, S.ACCEPTED}), S.WITHDRAWN),
    Action.ENTER: Move(frozenset({S.SUBMITTED}), S.ACCEPTED),
    Action.RETURN: Move(frozenset({S.SUBMITTED}), S.RETURNED),
    Action.NOT_INCLUDED: Move(frozenset({S.SUBMITTED, S.RETURNED, S.ACCEPTED}), S.NOT_INCLUDED),
}

# The rule of permissions that each needs.
NEEDED: Mapping[Action, str] = {
    Action.SUBMIT: "edit_proposal",
    Action.WITHDRAW: "withdraw_proposal",
    Action.ENTER: "answer_proposal",
    Action.RETURN: "answer_proposal",
    Action.NOT_INCLUDED: "answer_proposal",
}


def refusal_of(proposal: Proposal, action: Action) -> str | None:
    """Why this cannot be done, in words for people, or None."""
    if proposal.status not in MOVES[action].sources:
        return _not_while(proposal)
    if proposal.event is not None and proposal.event.status != Status.PROPOSED:
        return _("The event is no longer a proposal: it is in the plan.")
    return None


def refusal_to_edit(proposal: Proposal) -> str | None:
    return None if proposal.status in EDITABLE else _not_while(proposal)


def _not_while(proposal: Proposal) -> str:
    status = S(proposal.status).label
    return _("This cannot be done with a proposal of this status: %(status)s.") % {"status": status}


def save_proposal(*, proposal: Proposal, act: history.Act, version: int | None = None) -> Proposal:
    """Store what a draft or a returned proposal says. Raises StaleVersion when a colleague saved first."""
    _refuse(refusal_to_edit(proposal))
    proposal.saved_by, proposal.saved_at = act.actor, act.at
    proposal.full_clean()
    history.save(proposal, act=act, version=version)
    return proposal


def take_step(
    *,
    proposal: Proposal,
    action: Action,
    act: history.Act,
    version: int,
    comment: str = "",
    plan: Mapping[str, Any] | None = None,
) -> Proposal:
    """Do it, once. `plan` names the one adopted without the proposal: adopted_on, meeting_en, meeting_ru."""
    step = _prepared(proposal, action, act, comment)
    with history.batch(_told(act, step)) as batch:
        _write(step, action, batch, version, plan or {})
    return proposal


def write_step(
    *, proposal: Proposal, action: Action, batch: history.Batch, version: int, plan: Mapping[str, Any] | None = None
) -> None:
    """One step as a part of a larger act."""
    step = _prepared(proposal, action, batch.act, "")
    _write(step, action, batch, version, plan or {})


def _prepared(proposal: Proposal, action: Action, act: history.Act, comment: str) -> ProposalStep:
    _refuse(refusal_of(proposal, action))
    step = ProposalStep(proposal=proposal, status=MOVES[action].to, at=act.at, actor=act.actor, comment=comment)
    step.full_clean(exclude=["number"])
    return step


def _write(step: ProposalStep, action: Action, batch: history.Batch, version: int, plan: Mapping[str, Any]) -> None:
    proposal = step.proposal
    left_plan = _apply(proposal, step, plan)
    batch.edit(proposal, version=version)
    if action == Action.ENTER:
        proposal.event = write_event(event=event_of(proposal), roles=[organiser_of(proposal)], batch=batch)
        enter_event(proposal.event, batch)
    proposal.save(force_update=True)
    if left_plan is not None:
        batch.edit(left_plan)
        drop_event(left_plan, batch)
        batch.remove(left_plan)
    step.number = proposal.steps.count() + 1
    step.save(force_insert=True)
    queue_letters(step)


def _apply(proposal: Proposal, step: ProposalStep, plan: Mapping[str, Any]) -> Event | None:
    """Set what the step says on the proposal; returns the event that leaves the draft plan with it, if any."""
    left_plan = proposal.event
    proposal.status, proposal.event = step.status, None
    if step.status == S.SUBMITTED:
        proposal.submitted_at = step.at
    for name, value in plan.items():
        setattr(proposal, name, value)
    if step.status != S.ACCEPTED:
        proposal.full_clean()
    return left_plan


def event_of(proposal: Proposal) -> Event:
    """A proposal in the draft plan, seen by its state and the Secretariat until it is planned."""
    event = Event(status=Status.PROPOSED, visibility=Audience.SECRETARIAT, source=_proposal_of(proposal))
    for name in CONTENT_FIELDS:
        setattr(event, name, getattr(proposal, name))
    return event


def organiser_of(proposal: Proposal) -> EventRole:
    return EventRole(role=EventRole.Role.ORGANISER, party=EventRole.Party.STATE, state=proposal.state)


def _proposal_of(proposal: Proposal) -> str:
    return _("Proposal of %(state)s") % {"state": proposal.state.name}


def _told(act: history.Act, step: ProposalStep) -> history.Act:
    """History tells what was said with the step, too."""
    reason = _proposal_of(step.proposal) if step.status == S.ACCEPTED else act.reason
    return replace(act, reason=reason, note=step.comment)


def _refuse(refusal: str | None) -> None:
    if refusal:
        raise ValidationError(refusal, code="step")
