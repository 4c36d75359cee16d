"""Plans that are known from what was published about them, and sample plans: entered once, with their version.

What is frozen is never written again: a plan that is there, or that somebody removed, is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cbm_events.models import Event, Plan, PlanItem, PlanLink, PlanVersion
from cbm_events.plans.freezing import write_version
from cica_portal.common import history
from cica_portal.common.audiences import Audience
from cica_portal.common.reference import (
    Outcome,
    Record,
    Rows,
    edited_by_people,
    public_id_of,
    rows_of,
    set_values,
    values_of,
)
from councils.models import Decision
from members.models import MemberState

PARTS = frozenset({"version", "items"})


def bring_plans(records: Sequence[Record], *, batch: history.Batch, rows: Rows) -> Outcome:
    by_id = {public_id_of(Plan.record_kind, record["key"]): record for record in records}
    there, touched = rows_of(Plan, by_id), edited_by_people(Plan, by_id)
    removed = [f"{Plan._meta.verbose_name} {by_id[key]['key']} (removed)" for key in by_id if key in touched - {*there}]
    new = {key: record for key, record in by_id.items() if key not in {*there, *touched}}
    for public_id, record in new.items():
        _enter(public_id, record, batch, rows)
    return Outcome(
        label=str(Plan._meta.verbose_name_plural), created=len(new), unchanged=len(there), kept=tuple(removed)
    )


def _enter(public_id: str, record: Record, batch: history.Batch, rows: Rows) -> None:
    """With its lines and, if it has been adopted, the version that says so."""
    plan = Plan(public_id=public_id)
    set_values(plan, values_of(Plan, {name: record[name] for name in {*record} - PARTS}, rows))
    plan.full_clean()
    batch.create(plan)
    for said in record["items"]:
        _enter_item(plan, said, batch, rows)
    if "version" in record:
        write_version(_version_of(plan, record["version"], batch, rows), batch)


def _version_of(plan: Plan, said: Record, batch: history.Batch, rows: Rows) -> PlanVersion:
    values = {name: value for name, value in said.items() if name != "decision"}
    decision: Any = rows.get(Decision, said["decision"]) if said.get("decision") else None
    kind, visibility = PlanVersion.Kind.ADOPTED, Audience(plan.visibility)
    version = PlanVersion(plan=plan, at=batch.act.at, kind=kind, visibility=visibility, decision=decision, **values)
    version.decided_on = PlanVersion._meta.get_field("decided_on").to_python(said["decided_on"])
    return version


def _enter_item(plan: Plan, said: Record, batch: history.Batch, rows: Rows) -> None:
    item = PlanItem(public_id=public_id_of(PlanItem.record_kind, said["key"]))
    kept = {name: value for name, value in said.items() if name not in {"states", "events"}}
    set_values(item, values_of(PlanItem, kept, rows))
    item.plan = plan
    item.full_clean()
    batch.create(item)
    states: list[Any] = [rows.get(MemberState, code) for code in said.get("states", [])]
    events: list[Any] = [rows.get(Event, key) for key in said.get("events", [])]
    item.states.set(states)
    batch.create(*[PlanLink(item=item, event=event) for event in events])
