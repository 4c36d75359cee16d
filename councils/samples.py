"""A sample of a silence procedure, marked as such. It never was real; no objection is put into any state's mouth."""

from __future__ import annotations

from datetime import date, time, timedelta

from cica_portal.common import history
from cica_portal.common.reference import public_id_of
from councils.models import Council, SilenceProcedure, SilenceStep
from councils.silence.steps import save_procedure, take_step

BODY = "SOC"
RUNS_FOR = timedelta(days=14)


def load_sample_procedure(*, today: date, act: history.Act) -> int:
    """One that is running, once; returns how many were entered."""
    public_id = public_id_of(SilenceProcedure.record_kind, "sample")
    council = Council.objects.filter(code=BODY).first()
    if council is None or SilenceProcedure.objects.filter(public_id=public_id).exists():
        return 0
    procedure = SilenceProcedure(
        public_id=public_id, council=council, is_sample=True,
        subject_en="Sample: date of the next meeting", subject_ru="Пример: дата следующего заседания",
        text_en="The Committee decides to hold its next meeting at the Secretariat, on a day to be agreed.",
        text_ru="Комитет решает провести следующее заседание в Секретариате в день, который будет согласован.",
        deadline_day=today + RUNS_FOR, deadline_time=time(18),
    )  # fmt: skip
    save_procedure(procedure=procedure, act=act)
    take_step(procedure=procedure, action=SilenceStep.Action.CIRCULATE, act=act, version=procedure.version)
    return 1


def remove_sample_procedures(*, act: history.Act) -> int:
    """With what was entered about them, and the decisions that came of them."""
    samples = list(SilenceProcedure.objects.filter(is_sample=True).select_related("decision"))
    with history.batch(act) as batch:
        for procedure in samples:
            batch.remove(*procedure.objections.all())
        batch.remove(*samples)
        batch.remove(*[procedure.decision for procedure in samples if procedure.decision])
    return len(samples)
