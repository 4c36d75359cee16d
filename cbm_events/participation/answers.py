"""A state's own reply: given by its liaison in the portal, until the day by which states name their delegates."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cbm_events.models import Event, Participation, Status
from cbm_events.participation.sheets import Cell, save_sheet
from cbm_events.participation.standings import Said
from cica_portal.common import history

OWN_REPLY = gettext_noop("Reply of the state in the portal")
OPEN = frozenset({Status.PLANNED, Status.CONFIRMED})


def refusal_to_answer(event: Event, today: date) -> str | None:
    """Why a liaison cannot reply to it now, in words for people, or None. `today` is the day in Astana."""
    if event.status not in OPEN:
        return _("States are not asked while the event is %(status)s.") % {
            "status": str(Status(event.status).label).lower()
        }
    if event.nomination_deadline and event.nomination_deadline < today:
        return _("The day for replies is over. Write to the Secretariat.")
    begins = event.earliest if event.is_exact else event.latest
    if begins and begins < today:
        return _("The event has begun. Write to the Secretariat.")
    return None


def own_reply(event: Event, state: Any, day: date) -> Participation | None:
    """What the state has said in the portal on this day."""
    rows = Participation.objects.filter(event=event, state=state, source=OWN_REPLY, as_of=day)
    found: Participation | None = rows.first()
    return found


def save_own_reply(*, event: Event, state: Any, shown: Said, wanted: Said, today: date, act: history.Act) -> None:
    """Store the reply under this day; an earlier day's stays. Raises ValidationError and SheetClash."""
    refusal = refusal_to_answer(event, today)
    if refusal:
        raise ValidationError(refusal, code="closed")
    if wanted.answer not in {Participation.Answer.TAKES_PART, Participation.Answer.REGRETS}:
        raise ValidationError({"answer": _("Choose whether your state takes part.")})
    save_sheet(event=event, source=OWN_REPLY, as_of=today, cells=[Cell(state, shown, wanted)], act=act)
