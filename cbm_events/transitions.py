"""What may happen to an event: each action, from which status to which.

A past event never becomes held by itself, and only an act of a person cancels one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbm_events.models import Event, Status
from cbm_events.services import EventToSave, write_events
from cica_portal.common import history
from cica_portal.common.fuzzy import Period, Precision

S = Status


class Action(models.TextChoices):
    PLAN = "plan", gettext_lazy("Enter in the plan")
    CONFIRM = "confirm", gettext_lazy("Confirm")
    POSTPONE = "postpone", gettext_lazy("Postpone")
    MOVE = "move", gettext_lazy("Move")
    CANCEL = "cancel", gettext_lazy("Cancel event")
    REINSTATE = "reinstate", gettext_lazy("Reinstate")
    HOLD = "hold", gettext_lazy("Mark as held")


@dataclass(frozen=True)
class Transition:
    """`to` None keeps the status (a moved event stays what it was)."""

    sources: frozenset[Status]
    to: Status | None


TRANSITIONS: dict[Action, Transition] = {
    Action.PLAN: Transition(frozenset({S.PROPOSED}), S.PLANNED),
    Action.CONFIRM: Transition(frozenset({S.PLANNED, S.POSTPONED}), S.CONFIRMED),
    Action.POSTPONE: Transition(frozenset({S.PLANNED, S.CONFIRMED}), S.POSTPONED),
    Action.MOVE: Transition(frozenset({S.PROPOSED, S.PLANNED, S.CONFIRMED, S.POSTPONED}), None),
    Action.CANCEL: Transition(frozenset({S.PLANNED, S.CONFIRMED, S.POSTPONED}), S.CANCELLED),
    Action.REINSTATE: Transition(frozenset({S.CANCELLED, S.POSTPONED}), S.PLANNED),
    Action.HOLD: Transition(frozenset({S.PLANNED, S.CONFIRMED, S.POSTPONED}), S.HELD),
}


def actions_for(event: Event, today: date) -> list[Action]:
    """What can be done with the event as it is, in the order in which it is offered."""
    return [action for action in Action if refusal_of(event, action, today) is None]


def apply_action(
    *,
    event: Event,
    action: Action,
    act: history.Act,
    today: date,
    version: int,
    dates: Period | None = None,
) -> Event:
    """Do it, once: raises ValidationError when the event's status or dates do not allow it.

    `dates` are the new ones of a move. `today` is the day in Astana.
    """
    with history.batch(act) as batch:
        act_on_event(event=event, action=action, batch=batch, today=today, version=version, dates=dates)
    return event


def act_on_event(
    *, event: Event, action: Action, batch: history.Batch, today: date, version: int, dates: Period | None = None
) -> None:
    """The same as a part of a larger act."""
    refusal = refusal_of(event, action, today)
    if refusal:
        raise ValidationError(refusal, code="transition")
    if action == Action.MOVE:
        _move(event, dates)
    else:
        event.status = TRANSITIONS[action].to or event.status
    write_events(entries=[EventToSave(event=event, version=version)], batch=batch)


def refusal_of(event: Event, action: Action, today: date) -> str | None:
    """Why the action cannot be done, in words for people, or None."""
    if Status(event.status) not in TRANSITIONS[action].sources:
        return _("This cannot be done while the event is %(status)s.") % {
            "status": str(Status(event.status).label).lower()
        }
    if action == Action.HOLD and (event.earliest is None or event.earliest > today):
        return _("The event has not begun yet.")
    if action == Action.CONFIRM and not event.is_exact:
        return _("Enter exact days before you confirm the event.")
    return None


def _move(event: Event, dates: Period | None) -> None:
    if dates is None:
        raise ValidationError(_("Enter the new dates."), code="dates")
    if dates == event.period:
        raise ValidationError(_("These are the dates that the event has now."), code="dates")
    event.earliest, event.latest, event.precision = dates.earliest, dates.latest, dates.precision
    if dates.precision != Precision.DAY:
        event.start_time, event.end_time, event.zone = None, None, ""
    if event.status == Status.POSTPONED or (event.status == Status.CONFIRMED and dates.precision != Precision.DAY):
        event.status = Status.PLANNED
