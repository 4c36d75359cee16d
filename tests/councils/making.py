"""Silence procedures and objections for tests, through the services."""

from datetime import date, datetime, time, timedelta
from typing import Any

from councils.models import Objection, SilenceProcedure, SilenceStep
from councils.silence.objecting import enter_note
from councils.silence.steps import save_procedure, take_step
from tests.factories import NOW, make_act, make_council, make_state

Action = SilenceStep.Action
# A fortnight from NOW, at six in Astana.
DEADLINE = datetime(2026, 3, 30, 13, tzinfo=NOW.tzinfo)


def make_silence(*, is_circulated: bool = True, **values: Any) -> SilenceProcedure:
    council = values.pop("council", None) or make_council()
    defaults: dict[str, Any] = {
        "subject_en": "List of coordinators", "subject_ru": "Перечень координаторов", "text_en": "The list is amended.",
        "deadline_day": date(2026, 3, 30), "deadline_time": time(18), "zone": "Asia/Almaty",
    }  # fmt: skip
    procedure = save_procedure(procedure=SilenceProcedure(council=council, **defaults | values), act=make_act())
    if is_circulated:
        take_step(procedure=procedure, action=Action.CIRCULATE, act=make_act(), version=procedure.version)
    return procedure


def make_objection(*, entered_at: datetime | None = None, **values: Any) -> Objection:
    """By note, received an hour after NOW and entered then unless `entered_at` says otherwise."""
    received_at = values.pop("received_at", NOW + timedelta(hours=1))
    procedure = values.pop("procedure", None) or make_silence()
    defaults = {"state": values.pop("state", None) or make_state(), "text": "We ask for more time."}
    objection = Objection(procedure=procedure, **defaults | values)
    return enter_note(objection=objection, received_at=received_at, act=make_act(at=entered_at or received_at))
