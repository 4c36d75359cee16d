"""What may happen to a silence procedure, and the writes. Each step is one act: its rows, its history, its decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cica_portal.common import history
from councils.models import Decision, SilenceProcedure, SilenceStage, SilenceStep
from councils.models.silence import values_of_deadline
from councils.services import write_decision

Action = SilenceStep.Action
S = SilenceStage
SOURCES: Mapping[Action, SilenceStage] = {
    Action.CIRCULATE: S.DRAFT,
    Action.EXTEND: S.CIRCULATED,
    Action.BREAK: S.CIRCULATED,
    Action.ADOPT: S.CIRCULATED,
}
LEADS_TO: Mapping[Action, SilenceStage] = {
    Action.CIRCULATE: S.CIRCULATED,
    Action.EXTEND: S.CIRCULATED,
    Action.BREAK: S.BROKEN,
    Action.ADOPT: S.ADOPTED,
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said with a step: a new deadline, or on what notification of the Chair the text is adopted."""

    comment: str = ""
    deadline_day: date | None = None
    deadline_time: time | None = None
    notified_on: date | None = None
    notified_by: str = ""
    paper: str = ""


def refusal_of(procedure: SilenceProcedure, action: Action, at: datetime) -> str | None:
    """Why this cannot be done at this moment, in words for people, or None."""
    if procedure.stage != SOURCES[action]:
        stage = S(procedure.stage).label
        return _("This cannot be done with a procedure of this stage: %(stage)s.") % {"stage": stage}
    if action == Action.CIRCULATE:
        return _unready(procedure, at)
    if action == Action.ADOPT and procedure.runs(at):
        return _("The deadline has not passed yet.")
    return _objected(procedure) if action == Action.ADOPT else None


def _unready(procedure: SilenceProcedure, at: datetime) -> str | None:
    if not (procedure.subject_en and procedure.subject_ru):
        return _("Enter the subject in both languages before it is circulated.")
    if not (procedure.text_en or procedure.text_ru):
        return _("Enter the text before it is circulated.")
    if procedure.deadline_at is None:
        return _("Enter the day and the hour of the deadline.")
    return _("The deadline has passed.") if procedure.deadline_at <= at else None


def _objected(procedure: SilenceProcedure) -> str | None:
    if not procedure.objections.standing().in_time().exists():
        return None
    return _("An objection that was received in time stands: silence is broken.")


def save_procedure(*, procedure: SilenceProcedure, act: history.Act, version: int | None = None) -> SilenceProcedure:
    """Store a draft; what is circulated is frozen. Raises StaleVersion when somebody else saved first."""
    if procedure.stage != S.DRAFT:
        raise ValidationError(_("The text was circulated: it is not changed any more."), code="frozen")
    procedure.derive()
    procedure.full_clean()
    history.save(procedure, act=act, version=version)
    return procedure


def take_step(
    *, procedure: SilenceProcedure, action: Action, act: history.Act, version: int, said: Said | None = None
) -> SilenceProcedure:
    """Do it, once. Raises ValidationError where it cannot be done, and StaleVersion."""
    said = said or Said()
    _refuse(refusal_of(procedure, action, act.at))
    _apply(procedure, action, said, act)
    with history.batch(replace(act, reason=act.reason or said.comment)) as batch:
        batch.edit(procedure, version=version)
        if action == Action.ADOPT:
            # The claim holds off objections that are entered at this moment.
            _refuse(_objected(procedure))
            procedure.decision = write_decision(decision=_decision(procedure, said), batch=batch)
        procedure.save(force_update=True)
        _note(procedure, action, said, batch)
    return procedure


def _apply(procedure: SilenceProcedure, action: Action, said: Said, act: history.Act) -> None:
    procedure.stage = LEADS_TO[action]
    if action != Action.EXTEND:
        return
    before = procedure.deadline_at
    procedure.deadline_day, procedure.deadline_time = said.deadline_day, said.deadline_time
    procedure.derive()
    if procedure.deadline_at is None or before is None or procedure.deadline_at <= max(before, act.at):
        raise ValidationError({"deadline_day": _("Enter a moment after the present deadline.")}, code="deadline")


def _decision(procedure: SilenceProcedure, said: Said) -> Decision:
    if said.notified_on is None:
        raise ValidationError({"notified_on": _("Enter the day of the Chair's notification.")}, code="required")
    return Decision(
        council=procedure.council,
        title_en=procedure.subject_en,
        title_ru=procedure.subject_ru,
        method=Decision.Method.SILENCE,
        adopted_on=said.notified_on,
        source=", ".join(part for part in (said.paper, said.notified_by) if part),
    )


def _note(procedure: SilenceProcedure, action: Action, said: Said, batch: history.Batch) -> None:
    act = batch.act
    deadline = values_of_deadline(procedure) if action in {Action.CIRCULATE, Action.EXTEND} else {}
    step = SilenceStep(
        procedure=procedure, number=procedure.steps.count() + 1, action=action, at=act.at, actor=act.actor,
        notified_on=said.notified_on, notified_by=said.notified_by, paper=said.paper, comment=said.comment,
        **deadline,
    )  # fmt: skip
    step.full_clean()
    step.save(force_insert=True)


def _refuse(refusal: str | None) -> None:
    if refusal:
        raise ValidationError(refusal, code="step")
