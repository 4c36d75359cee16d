"""Who is told of a step, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cbm_events.models import ProposalStatus, ProposalStep
from cbm_events.reminders.step_letters import letter_to, queue_step
from cbm_events.reminders.wording import NAMES, Part, where_line, without_links
from cica_portal.common.date_words import day_words
from cica_portal.common.mailing.letters import Letter, Withdrawn
from cica_portal.common.models import Mail
from cica_portal.common.text import pick
from members.models import User

TEMPLATE = "proposal"
S = ProposalStatus
TO_EDITORS = frozenset({S.SUBMITTED, S.WITHDRAWN})
OTHER_RECIPIENTS = gettext_noop("The proposal is no longer this recipient's.")
ANSWERED = gettext_noop("The proposal does not wait for an answer any more.")


def recipients_of(step: ProposalStep) -> Q:
    """The side that did not take the step. Of a draft that was never sent nobody is told."""
    proposal = step.proposal
    if step.status not in TO_EDITORS:
        return Q(is_active=True, role=User.Role.LIAISON, state=proposal.state_id)
    return Q(is_active=True, role=User.Role.EDITOR) if proposal.submitted_at else Q(pk=None)


def queue_letters(step: ProposalStep) -> None:
    context = {"proposal": step.proposal.public_id, "step": step.number}
    to = recipients_of(step)
    queue_step(step.proposal, f"step {step.number}", to=to, template=TEMPLATE, context=context, at=step.at)


def write_letter(mail: Mail, *, at: datetime) -> Letter:
    """The step with the proposal as it is now; raises Withdrawn when it is no longer this recipient's matter."""
    steps = ProposalStep.objects.select_related("proposal__state", "proposal__country")
    assert mail.recipient_id is not None, "a letter about a proposal has a recipient"
    step = steps.get(proposal__public_id=mail.context["proposal"], number=mail.context["step"])
    person = User.objects.select_related("state").filter(recipients_of(step), pk=mail.recipient_id).first()
    if person is None:
        raise Withdrawn(OTHER_RECIPIENTS)
    if step.status == S.SUBMITTED and step.proposal.steps.filter(number__gt=step.number).exists():
        raise Withdrawn(ANSWERED)
    return letter_to(person, lambda language: write_part(step, language))


def write_part(step: ProposalStep, language: str) -> Part:
    proposal = step.proposal
    return Part(
        heading=heading(step, language),
        title=without_links(proposal.title),
        title_language=proposal.title_language,
        foreign="" if proposal.title_language == language else NAMES[proposal.title_language],
        intro=advice(step),
        intro_language=language,
        rows=[row for row in fact_rows(step, language) if any(row[1])],
        url=settings.PORTAL_URL + reverse("cbm_events:proposal", args=[proposal.public_id]),
        is_sample=False,
    )


def heading(step: ProposalStep, language: str) -> str:
    proposal = step.proposal
    names = {"state": proposal.state.name}
    match step.status:
        case S.SUBMITTED if step.number > 1:
            return _("%(state)s has sent its proposal again") % names
        case S.SUBMITTED:
            return _("%(state)s offers an event") % names
        case S.WITHDRAWN:
            return _("%(state)s has withdrawn its proposal") % names
        case S.RETURNED:
            return _("Your proposal is returned for consultation")
        case S.ACCEPTED:
            return _("Your proposal is entered in the draft plan")
    assert proposal.adopted_on is not None, "proposal_names_plan"
    day = day_words(proposal.adopted_on, language)
    return _("Your proposal is not included in the plan adopted on %(day)s") % {"day": day}


def advice(step: ProposalStep) -> str:
    """What the reader can do now."""
    match step.status:
        case S.SUBMITTED:
            return _("Enter it in the draft plan, or return it for consultation with a comment.")
        case S.RETURNED:
            return _("Read the comment, change the proposal where you agree, and send it again.")
        case S.ACCEPTED:
            return _("Your state and the Secretariat see it until it is planned.")
    return ""


def fact_rows(step: ProposalStep, language: str) -> list[tuple[str, Sequence[str]]]:
    proposal = step.proposal
    meeting = pick(language, proposal.meeting_en, proposal.meeting_ru)[0]
    return [
        (_("Plan adopted by"), [without_links(meeting)]),
        (_("Comment"), [without_links(line) for line in step.comment.splitlines()]),
        (_("When"), [proposal.when(language)]),
        (_("Where"), [where_line(proposal)]),
    ]
