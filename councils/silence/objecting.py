"""Objections: made in the portal by the state, entered from a note by the Secretariat, withdrawn, released."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from cica_portal.common import history
from councils.models import Objection, SilenceProcedure, SilenceStage


def refusal_to_object(procedure: SilenceProcedure, at: datetime) -> str | None:
    """Why a state cannot object in the portal at this moment, or None."""
    if procedure.stage != SilenceStage.CIRCULATED:
        return _("The procedure is not running.")
    return None if procedure.runs(at) else _("The deadline has passed. Turn to the Secretariat.")


def object_in_portal(*, objection: Objection, act: history.Act) -> Objection:
    """The state's liaison says it; it is received at this moment."""
    _refuse(refusal_to_object(objection.procedure, act.at))
    objection.channel, objection.received_at = Objection.Channel.PORTAL, act.at
    return _enter(objection, act)


def enter_note(*, objection: Objection, received_at: datetime, act: history.Act) -> Objection:
    """A note that has come on paper, with the time of its receipt, which may be after the deadline."""
    if objection.procedure.stage != SilenceStage.CIRCULATED:
        raise ValidationError(_("The procedure is not running."), code="stage")
    if received_at > act.at:
        raise ValidationError({"received_time": _("This moment is still to come.")}, code="future")
    objection.channel, objection.received_at = Objection.Channel.NOTE, received_at
    return _enter(objection, act)


def _enter(objection: Objection, act: history.Act) -> Objection:
    objection.entered_by = act.actor
    objection.full_clean()
    try:
        with history.batch(act) as batch:
            _hold(objection.procedure)
            objection.save(force_insert=True)
            batch.created(objection)
    except IntegrityError:
        objection.validate_constraints()  # Somebody was quicker by a moment; it is said in words.
        raise
    return objection


def _hold(procedure: SilenceProcedure) -> None:
    """Nobody adopts or ends the procedure until this objection is stored; the row itself says what it said."""
    circulated = SilenceProcedure.objects.filter(pk=procedure.pk, stage=SilenceStage.CIRCULATED)
    if not circulated.update(stage=SilenceStage.CIRCULATED):
        raise ValidationError(_("The procedure is not running."), code="stage")


def withdraw(*, objection: Objection, act: history.Act, version: int) -> Objection:
    """The state does not object any more, or the Secretariat enters that it does not."""
    if objection.withdrawn_at is not None:
        raise ValidationError(_("This objection is withdrawn already."), code="withdrawn")
    objection.withdrawn_at = act.at
    history.save(objection, act=act, version=version)
    return objection


def release(*, objection: Objection, act: history.Act, version: int) -> Objection:
    """From now on the member states read it."""
    if objection.released_at is not None:
        raise ValidationError(_("This objection is released already."), code="released")
    objection.released_at = act.at
    history.save(objection, act=act, version=version)
    return objection


def _refuse(refusal: str | None) -> None:
    if refusal:
        raise ValidationError(refusal, code="stage")
