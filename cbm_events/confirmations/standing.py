"""How the confirmation of an event stands, as far as its reader is concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from cbm_events.confirmations.answering import refusal_to_answer
from cbm_events.confirmations.parts import answerable
from cbm_events.models import ConfirmationAnswer, Event, Status
from cbm_events.models.confirmations import Standing as ConfirmationStanding
from cbm_events.permissions import may
from cica_portal.common.viewer import Viewer


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`due` and `since` are told only to those who answer for the event and to the Secretariat.

    `may_ask`: a state, to have a confirmed event moved or cancelled.
    """

    due: date | None = None
    since: date | None = None
    may_answer: bool = False
    may_ask: bool = False
    may_settle: bool = False
    waiting: Sequence[ConfirmationAnswer] = field(default_factory=tuple)
    returned: ConfirmationAnswer | None = None


def standing_of(event: Event, viewer: Viewer, day: date) -> Standing:
    """Of an event with its roles. `day` is today in Astana."""
    if refusal_to_answer(event, day) or not (viewer.is_secretariat or viewer.state):
        return Standing()
    part = answerable(event, day).part_of(viewer.state)
    answers = ConfirmationAnswer.objects.visible_to(viewer).filter(event=event).select_related("state", "author")
    own = next((row for row in answers if viewer.state and row.state_id == viewer.state.pk), None)
    concerns = may(viewer, "see_unconfirmed", part)
    return Standing(
        due=event.confirmation_due if concerns else None,
        since=event.unconfirmed_since(day) if concerns else None,
        may_answer=may(viewer, "answer_confirmation", part),
        may_ask=part is not None and event.status == Status.CONFIRMED,
        may_settle=may(viewer, "settle_confirmation"),
        waiting=[row for row in answers if row.is_waiting],
        returned=own if own and own.standing == ConfirmationStanding.RETURNED else None,
    )
