"""How steps of a proposal are spoken of, before and after they are taken, and where the proposal is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbm_events.models import Proposal, ProposalStatus, ProposalStep
from cbm_events.proposals.steps import Action
from cica_portal.common.date_words import day_words, page_language


@dataclass(frozen=True)
class Words:
    """A step on its page, on its button, and when it is done."""

    title: str | Promise
    effect: str | Promise
    told: str | Promise
    done: str | Promise


EDITORS = gettext_lazy("The editors of the Secretariat, by e-mail.")
LIAISONS = gettext_lazy("The liaisons of the state, by e-mail.")
WORDS: dict[Action, Words] = {
    Action.SUBMIT: Words(
        gettext_lazy("Send to the Secretariat"),
        gettext_lazy(
            "The Secretariat sees the proposal. It enters it in the draft plan, or returns it for consultation. "
            "You can withdraw it."
        ),
        EDITORS,
        gettext_lazy("Sent to the Secretariat: {}"),
    ),
    Action.WITHDRAW: Words(
        gettext_lazy("Withdraw the proposal"),
        gettext_lazy("The proposal is closed. If it is in the draft plan, it leaves it. You can offer the event anew."),
        EDITORS,
        gettext_lazy("Withdrawn: {}"),
    ),
    Action.ENTER: Words(
        gettext_lazy("Enter in the draft plan"),
        gettext_lazy(
            "The proposal becomes an event of the draft plan with the state as its organiser. "
            "The state and the Secretariat see it until it is planned."
        ),
        LIAISONS,
        gettext_lazy("Entered in the draft plan: {}"),
    ),
    Action.RETURN: Words(
        gettext_lazy("Return for consultation"),
        gettext_lazy("The state can change the proposal and send it again, or withdraw it."),
        LIAISONS,
        gettext_lazy("Returned for consultation: {}"),
    ),
    Action.NOT_INCLUDED: Words(
        gettext_lazy("Record as not included"),
        gettext_lazy("The plan has been adopted without the proposal. It is closed with the day and the meeting."),
        LIAISONS,
        gettext_lazy("Recorded as not included: {}"),
    ),
}
STEP_WORDS: dict[str, Any] = {
    ProposalStatus.SUBMITTED: gettext_lazy("Sent to the Secretariat"),
    ProposalStatus.RETURNED: gettext_lazy("Returned for consultation"),
    ProposalStatus.ACCEPTED: gettext_lazy("Entered in the draft plan"),
    ProposalStatus.WITHDRAWN: gettext_lazy("Withdrawn"),
}


def step_words(step: ProposalStep, proposal: Proposal) -> str:
    return str(STEP_WORDS.get(step.status) or outcome(proposal))


def outcome(proposal: Proposal) -> str:
    """ "Not included in the plan adopted on 10 December 2026, Senior Officials Committee"."""
    if proposal.adopted_on is None:
        return ""
    day = day_words(proposal.adopted_on, page_language())
    return _("Not included in the plan adopted on %(day)s, %(meeting)s") % {"day": day, "meeting": proposal.meeting}


def address_of(proposal: Proposal) -> str:
    return reverse("cbm_events:proposal", args=[proposal.public_id])
