"""From the working text to versions: circulated, adopted, amended. A version is written once and never again.

The working text may differ from the last version for a while: that is the draft of the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbm_events.models import Event, Plan, PlanItem, PlanLine, PlanStage, PlanVersion, Proposal, Standing, Status
from cbm_events.models.plan_items import FROZEN_FIELDS
from cbm_events.plans.comparing import compare
from cbm_events.proposals.steps import Action as Step
from cbm_events.proposals.steps import write_step
from cbm_events.services import write_event
from cica_portal.common import history
from cica_portal.common.audiences import Audience
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

K = PlanVersion.Kind


class Action(models.TextChoices):
    CIRCULATE = "circulate", gettext_lazy("Circulate")
    ADOPT = "adopt", gettext_lazy("Record the adoption")
    AMEND = "amend", gettext_lazy("Record an amendment")
    PUBLISH = "publish", gettext_lazy("Make public")
    RESTRICT = "restrict", gettext_lazy("For member states only")


FREEZING: Mapping[Action, K] = {Action.CIRCULATE: K.CIRCULATED, Action.ADOPT: K.ADOPTED, Action.AMEND: K.AMENDED}


def refusal_of(plan: Plan, action: Action) -> str | None:
    """Why this cannot be done with the plan as it is, in words for people, or None."""
    last = last_version(plan)
    if action in {Action.PUBLISH, Action.RESTRICT}:
        return _refusal_to_show(last, action)
    if (action == Action.AMEND) != plan.is_decided:
        return _("The plan is adopted already.") if plan.is_decided else _("The plan is not adopted yet.")
    if not plan.is_partial and not plan.items.filter(standing=Standing.LISTED).exists():
        return _("The plan has no lines yet.")
    if action != Action.ADOPT and last is not None and not has_changed(plan, last):
        return _("Nothing has changed since the last version.")
    return None


def _refusal_to_show(last: PlanVersion | None, action: Action) -> str | None:
    if last is None or not last.is_decided:
        return _("The plan is not adopted yet.")
    is_public = last.visibility == Audience.PUBLIC
    if action == Action.PUBLISH:
        return _("The last version is public already.") if is_public else None
    return None if is_public else _("The last version is for member states only.")


def last_version(plan: Plan) -> PlanVersion | None:
    return plan.versions.order_by("-number").first()


def has_changed(plan: Plan, version: PlanVersion) -> bool:
    """Whether the working text says anything else than the version."""
    frozen = PlanLine.objects.filter(version=version).with_subjects()
    return bool(compare(list(frozen), list(working_lines(plan))))


def working_lines(plan: Plan) -> models.QuerySet[PlanItem]:
    return PlanItem.objects.filter(plan=plan).standing().with_subjects().order_by("number", "id")


def freeze(
    *,
    plan: Plan,
    action: Action,
    act: history.Act,
    version: int,
    details: Mapping[str, Any],
    not_included: Sequence[Proposal] = (),
) -> PlanVersion:
    """Circulate, adopt or amend, once. `version` is that of the plan as the person saw it.

    `details` name the meeting, its day, the decision and the document. What an adopted plan holds becomes planned;
    proposals that it does not hold are recorded as not included in it.
    """
    _refuse(refusal_of(plan, action))
    frozen = PlanVersion(plan=plan, kind=FREEZING[action], at=act.at, **details)
    _check_day(frozen)
    with history.batch(act) as batch:
        batch.edit(plan, version=version)
        plan.stage = PlanStage(FREEZING[action].value)
        # What was public of it stays public: a version becomes so by an act of its own.
        plan.visibility = Audience.MEMBER_STATES if plan.visibility == Audience.SECRETARIAT else plan.visibility
        plan.save(force_update=True)
        write_version(frozen, batch)
        if action == Action.ADOPT:
            _plan_events(plan, batch)
            _close_proposals(not_included, frozen, batch)
    return frozen


def write_version(version: PlanVersion, batch: history.Batch) -> None:
    """The version with the lines of the working text, as a part of a larger act that has claimed the plan."""
    version.number = version.plan.versions.count() + 1
    version.full_clean()
    batch.create(version)
    items = list(working_lines(version.plan))
    lines = [frozen_line(version, item) for item in items]
    PlanLine.objects.bulk_create(lines)
    through = PlanLine.states.through
    through.objects.bulk_create(
        through(planline=line, memberstate=state)
        for line, item in zip(lines, items, strict=True)
        for state in item.states.all()
    )


def frozen_line(version: PlanVersion, item: PlanItem) -> PlanLine:
    return PlanLine(version=version, item=item, **{name: getattr(item, name) for name in FROZEN_FIELDS})


def _plan_events(plan: Plan, batch: history.Batch) -> None:
    """Proposals that the adopted plan holds become planned events, for member states."""
    listed = plan.items.filter(standing=Standing.LISTED)
    proposed = Event.objects.filter(plan_links__item__in=listed, status=Status.PROPOSED).distinct()
    for event in proposed.order_by("pk"):
        event.status = Status.PLANNED
        if event.visibility == Audience.SECRETARIAT:
            event.visibility = Audience.MEMBER_STATES
        write_event(event=event, batch=batch)


def _close_proposals(proposals: Iterable[Proposal], adopted: PlanVersion, batch: history.Batch) -> None:
    told = {"adopted_on": adopted.decided_on, "meeting_en": adopted.meeting_en, "meeting_ru": adopted.meeting_ru}
    for proposal in proposals:
        write_step(proposal=proposal, action=Step.NOT_INCLUDED, batch=batch, version=proposal.version, plan=told)


def proposals_left_out(plan: Plan) -> models.QuerySet[Proposal]:
    """Proposals for the plan's year that would not be in it as it stands: with the Secretariat, or returned."""
    open_ones = Proposal.objects.filter(earliest__year=plan.year, status__in=["submitted", "returned", "accepted"])
    elsewhere = models.Q(event=None) | models.Q(event__status=Status.PROPOSED)
    return open_ones.filter(elsewhere).exclude(
        event__plan_links__item__plan=plan, event__plan_links__item__standing=Standing.LISTED
    )


def show(*, plan: Plan, action: Action, act: history.Act, version: int, basis: str = "") -> None:
    """Make the last version public, with its basis, or take that back."""
    _refuse(refusal_of(plan, action))
    shown = last_version(plan)
    assert shown is not None, "refusal_of"
    is_public = action == Action.PUBLISH
    shown.visibility = Audience.PUBLIC if is_public else Audience.MEMBER_STATES
    shown.public_basis = basis if is_public else ""
    shown.full_clean()
    with history.batch(act) as batch:
        batch.edit(plan, version=version)
        batch.edit(shown)
        shown.save(force_update=True)
        is_seen = plan.versions.filter(visibility=Audience.PUBLIC).exists()
        plan.visibility = Audience.PUBLIC if is_seen else Audience.MEMBER_STATES
        plan.save(force_update=True)


def _check_day(version: PlanVersion) -> None:
    day = version.decided_on
    if day is None:
        return
    if day > today_in(SECRETARIAT_ZONE, version.at):
        message = _("This day is still to come: enter the day of the adoption.")
        raise ValidationError({"decided_on": message}, code="day")
    earlier = version.plan.versions.filter(decided_on__gt=day)
    if earlier.exists():
        message = _("The plan was adopted later than this day.")
        raise ValidationError({"decided_on": message}, code="day")


def _refuse(refusal: str | None) -> None:
    if refusal:
        raise ValidationError(refusal, code="plan")
