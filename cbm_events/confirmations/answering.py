"""What becomes of the answer of those who answer for an event: it is done, or asked of the Secretariat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbm_events.confirmations.letters import queue_letters
from cbm_events.models import ConfirmationAnswer, Event, Status
from cbm_events.models.confirmations import Standing, Wish
from cbm_events.transitions import Action, act_on_event
from cica_portal.common import history
from cica_portal.common.fuzzy import Period, Precision, is_within

WISHES = {
    Status.PLANNED: (Wish.CONFIRM, Wish.MOVE, Wish.CANCEL),
    Status.CONFIRMED: (Wish.MOVE, Wish.CANCEL),
}
ACTIONS = {Wish.CONFIRM: Action.CONFIRM, Wish.MOVE: Action.MOVE, Wish.CANCEL: Action.CANCEL}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`dates` are the exact days of a confirmation or the new dates of a move; a cancellation has none."""

    wish: Wish
    dates: Period | None = None
    reason: str = ""
    comment: str = ""


def refusal_to_answer(event: Event, today: date) -> str | None:
    """Why the event cannot be answered for now, in words for people, or None."""
    if event.status not in WISHES:
        return _("Only a planned or confirmed event is answered for; this one is %(status)s.") % {
            "status": str(Status(event.status).label).lower()
        }
    if event.latest is not None and event.latest < today:
        return _("The event is over.")
    return None


def check_answer(event: Event, answer: Answer, *, today: date) -> None:
    """Raises ValidationError for what cannot be done with the event as it is."""
    if refusal := refusal_to_answer(event, today):
        raise ValidationError(refusal, code="closed")
    if answer.wish not in WISHES[Status(event.status)]:
        raise ValidationError(_("The event is confirmed already."), code="closed")
    if answer.wish == Wish.CANCEL:
        return
    if answer.dates is None or answer.dates.earliest is None or answer.dates.latest is None:
        raise ValidationError({"first_day": _("Enter the dates.")}, code="dates")
    if answer.dates.latest < today:
        raise ValidationError({"first_day": _("These days are over: enter days to come.")}, code="over")
    if answer.wish == Wish.MOVE and answer.dates == event.period:
        raise ValidationError({"first_day": _("These are the dates that the event has now.")}, code="dates")
    if answer.wish == Wish.CONFIRM:
        _check_confirmation(event, answer.dates)


def _check_confirmation(event: Event, dates: Period) -> None:
    if dates.precision != Precision.DAY:
        raise ValidationError({"precision": _("Enter exact days before you confirm the event.")}, code="vague")
    if not is_within(dates, event.period):
        message = _("These days are not within %(period)s, for which the event is planned: choose “Move”.")
        raise ValidationError({"first_day": message % {"period": event.when()}}, code="outside")


def decide(*, event: Event, answer: Answer, act: history.Act, today: date, version: int) -> Event:
    """Do at once what those ask who decide. Raises ValidationError and StaleVersion."""
    check_answer(event, answer, today=today)
    with history.batch(act) as batch:
        _do(event, answer, batch, today=today, version=version)
        settle_all(event, batch, standing=Standing.REPLACED)
    return event


def ask(*, event: Event, author: Any, answer: Answer, act: history.Act, today: date) -> ConfirmationAnswer:
    """Keep the answer until an editor applies or returns it; an earlier one of the state is replaced.

    Sent twice it is one answer, of which the Secretariat is told once.
    """
    check_answer(event, answer, today=today)
    if event.status == Status.CONFIRMED and not (answer.reason or answer.comment):
        raise ValidationError({"comment": _("Write why a confirmed event is to change.")}, code="why")
    dates = answer.dates or Period(None, None, Precision.DAY)
    row = ConfirmationAnswer(
        event=event, state=author.state, author=author, wish=answer.wish, earliest=dates.earliest,
        latest=dates.latest, precision=dates.precision, reason=answer.reason, comment=answer.comment,
        answered_at=act.at,
    )  # fmt: skip
    with history.batch(act) as batch:
        waiting = list(ConfirmationAnswer.waiting_of(event).filter(state=author.state))
        for earlier in waiting:
            if what_it_says(earlier) == what_it_says(row):
                return earlier
        settle(waiting, batch, standing=Standing.REPLACED)
        row.full_clean()
        batch.create(row)
        queue_letters(row, at=act.at)
    return row


def what_it_says(row: ConfirmationAnswer) -> tuple[Any, ...]:
    return (row.wish, row.earliest, row.latest, row.precision, row.reason, row.comment)


def apply_answer(*, row: ConfirmationAnswer, act: history.Act, today: date, version: int) -> Event:
    """Do what a state asked. Raises ValidationError when it cannot be done any more, StaleVersion when settled."""
    answer = Answer(wish=Wish(row.wish), dates=row.period, reason=row.reason)
    event: Event = row.event
    check_answer(event, answer, today=today)
    with history.batch(act) as batch:
        row.version = version
        settle([row], batch, standing=Standing.APPLIED)
        _do(event, answer, batch, today=today, version=event.version)
        settle_all(event, batch, standing=Standing.REPLACED)
    return event


def return_answer(*, row: ConfirmationAnswer, reply: str, act: history.Act, version: int) -> None:
    """Ask the state again. Raises ValidationError without a reply, StaleVersion when settled."""
    if not reply:
        raise ValidationError({"reply": _("Write what is to be consulted on.")}, code="reply")
    with history.batch(act) as batch:
        row.version, row.reply = version, reply
        settle([row], batch, standing=Standing.RETURNED)
        queue_letters(row, at=act.at)


def withdraw_answer(*, row: ConfirmationAnswer, act: history.Act, version: int) -> None:
    with history.batch(act) as batch:
        row.version = version
        settle([row], batch, standing=Standing.WITHDRAWN)


def settle_all(event: Event, batch: history.Batch, *, standing: Standing) -> None:
    """What else waits on the event was meant for it as it was."""
    settle(list(ConfirmationAnswer.waiting_of(event)), batch, standing=standing)


def settle(rows: list[ConfirmationAnswer], batch: history.Batch, *, standing: Standing) -> None:
    """Raises StaleVersion for rows that somebody settled first."""
    if any(not row.is_waiting for row in rows):
        raise history.StaleVersion(rows)
    batch.edit(*rows)
    for row in rows:
        row.standing, row.settled_by, row.settled_at = standing, batch.act.actor, batch.act.at
        row.save(force_update=True)


def _do(event: Event, answer: Answer, batch: history.Batch, *, today: date, version: int) -> None:
    """A confirmation narrows the dates to its days on the way."""
    if answer.wish == Wish.CONFIRM and answer.dates and answer.dates != event.period:
        event.earliest, event.latest, event.precision = (
            answer.dates.earliest, answer.dates.latest, answer.dates.precision,
        )  # fmt: skip
    dates = answer.dates if answer.wish == Wish.MOVE else None
    act_on_event(event=event, action=ACTIONS[answer.wish], batch=batch, today=today, version=version, dates=dates)
