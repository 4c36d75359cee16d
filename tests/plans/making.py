"""Rows of plans as they are in the tables: no service has been asked. What services write is tested through them."""

from datetime import date
from typing import Any

from cbm_events.models import Plan, PlanItem, PlanLine, PlanLink, PlanOutcome, PlanVersion
from cbm_events.models.plan_items import FROZEN_FIELDS
from tests.factories import NOW, make_event, number, store

MEETING = {"decided_on": date(2025, 12, 10), "meeting_en": "Senior Officials Committee"}


def make_plan(**values: Any) -> Plan:
    """A draft, unless a stage is given."""
    stage = values.setdefault("stage", "draft")
    defaults = {"year": 2026, "visibility": "secretariat" if stage == "draft" else "member_states"}
    return store(Plan(**defaults | values))


def item_values(**values: Any) -> dict[str, Any]:
    """`earliest` alone means one day."""
    defaults = {
        "title_en": f"Line {number('plan_item')}",
        "earliest": date(2026, 5, 14), "latest": date(2026, 5, 15), "precision": "day",
    }  # fmt: skip
    if "earliest" in values and "latest" not in values:
        values["latest"] = values["earliest"]
    return defaults | values


def make_item(plan: Plan, **values: Any) -> PlanItem:
    return store(PlanItem(plan=plan, **item_values(**values)))


def version_of(plan: Plan, **values: Any) -> PlanVersion:
    """Not stored yet: adopted, unless another kind is given."""
    defaults: dict[str, Any] = {"number": plan.versions.count() + 1, "kind": "adopted", "at": NOW}
    if values.get("kind") != "circulated":
        defaults |= MEETING
    return PlanVersion(plan=plan, **defaults | values)


def make_version(plan: Plan, *items: PlanItem, **values: Any) -> PlanVersion:
    """With a frozen line for each of these items."""
    version = store(version_of(plan, **values))
    PlanLine.objects.bulk_create(line_of(version, item) for item in items)
    return version


def line_of(version: PlanVersion, item: PlanItem, **values: Any) -> PlanLine:
    text = {name: getattr(item, name) for name in FROZEN_FIELDS}
    return PlanLine(version=version, item=item, **text | values)


def make_link(**values: Any) -> PlanLink:
    item = values.pop("item", None) or make_item(make_plan(year=2000 + number("plan_year") % 99))
    return store(PlanLink(item=item, event=values.pop("event", None) or make_event()))


def outcome_of(**values: Any) -> PlanOutcome:
    """Not stored yet."""
    item = values.pop("item", None) or make_item(make_plan(year=2000 + number("plan_year") % 99))
    return PlanOutcome(item=item, **{"outcome": "in_part", "reason_en": "One day of three was held."} | values)


def plans_of_each_stage() -> dict[str, PlanItem]:
    """One line of one plan for each circle of readers, by a word for it."""
    found = {}
    for year, (word, values) in enumerate(STAGES.items(), start=2001):
        plan = make_plan(year=year, **{name: values[name] for name in ("stage", "visibility")})
        found[word] = make_item(plan, number=1)
        if values["kind"]:
            public = {"visibility": "public", "public_basis": "Decision"} if values["visibility"] == "public" else {}
            make_version(plan, found[word], kind=values["kind"], **public)
    return found


STAGES = {
    "draft": {"stage": "draft", "visibility": "secretariat", "kind": ""},
    "circulated": {"stage": "circulated", "visibility": "member_states", "kind": "circulated"},
    "adopted": {"stage": "adopted", "visibility": "member_states", "kind": "adopted"},
    "public": {"stage": "adopted", "visibility": "public", "kind": "adopted"},
}
