"""Which events a line is, and what the Secretariat states of a line where its events do not tell it.

Each with a published reason, which history keeps.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from cbm_events.models import Event, LineOutcome, PlanItem, PlanLink, PlanOutcome, Status
from cica_portal.common import history


def link_event(*, item: PlanItem, event: Event, act: history.Act) -> PlanLink:
    """Say that the event is what the line plans, or a part of it."""
    _require_reason(act)
    link = PlanLink(item=item, event=event)
    link.full_clean()
    try:
        with history.batch(act) as batch:
            batch.create(link)
    except IntegrityError as error:
        raise ValidationError(_("The event belongs to this line already."), code="twice") from error
    return link


def unlink_event(*, link: PlanLink, act: history.Act) -> None:
    _require_reason(act)
    with history.batch(act) as batch:
        batch.edit(link)
        batch.remove(link)


def state_outcome(*, outcome: PlanOutcome, act: history.Act, version: int | None = None) -> PlanOutcome:
    """Store what is stated of a line. Raises StaleVersion when somebody else stated something first."""
    if not outcome.item.plan.is_decided:
        raise ValidationError(_("The plan is not adopted yet."), code="plan")
    outcome.full_clean()
    _check_events(outcome)
    try:
        history.save(outcome, act=act, version=version)
    except IntegrityError as error:
        raise history.StaleVersion([outcome]) from error
    return outcome


def take_back(*, outcome: PlanOutcome, act: history.Act, version: int | None = None) -> None:
    """The line is what its events tell again."""
    _require_reason(act)
    with history.batch(act) as batch:
        batch.edit(outcome, version=version)
        batch.remove(outcome)


def _check_events(outcome: PlanOutcome) -> None:
    """A statement does not say what the rows of the portal deny."""
    events = list(outcome.item.events.all())
    held = [event for event in events if event.status == Status.HELD]
    if outcome.outcome == LineOutcome.IN_PART and not held:
        raise ValidationError({"outcome": _("None of its events is recorded as held.")}, code="events")
    if outcome.outcome == LineOutcome.CANCELLED and events:
        raise ValidationError({"outcome": _("Cancel its event: the line follows it.")}, code="events")
    if outcome.outcome == LineOutcome.CARRIED_OVER and held:
        raise ValidationError({"outcome": _("One of its events is recorded as held.")}, code="events")
    _check_other(outcome)


def _check_other(outcome: PlanOutcome) -> None:
    other, own = outcome.other_item, outcome.item
    if other is None:
        return
    is_later = other.plan.year > own.plan.year
    if outcome.outcome == LineOutcome.CARRIED_OVER and not is_later:
        raise ValidationError({"other_item": _("Choose a line of a later plan.")}, code="other")
    if outcome.outcome == LineOutcome.MERGED and (other.plan_id != own.plan_id or other.pk == own.pk):
        raise ValidationError({"other_item": _("Choose another line of the same plan.")}, code="other")


def _require_reason(act: history.Act) -> None:
    if not act.reason:
        raise ValidationError({"reason": _("Give the reason: it is shown with the line.")}, code="reason")
