"""What a request may see of a plan: unseen is 404, seen but not to be edited 403."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from cbm_events.forms.starts import is_public_id
from cbm_events.models import Plan, PlanItem, PlanLine, PlanVersion
from cbm_events.permissions import may
from cica_portal.common.access import require
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in


def today() -> date:
    return today_in(SECRETARIAT_ZONE, timezone.now())


def seen_plan(viewer: Viewer, public_id: str) -> Plan:
    if not is_public_id(public_id):
        raise Http404
    plan: Plan = get_object_or_404(Plan.objects.visible_to(viewer), public_id=public_id)
    return plan


def plan_to_do(viewer: Viewer, public_id: str, action: str) -> Plan:
    """The plan, if the viewer may do this with it."""
    plan = seen_plan(viewer, public_id)
    require(may(viewer, action, plan))
    return plan


def item_to_do(viewer: Viewer, public_id: str, action: str) -> PlanItem:
    """The working text of a line, for those who work on it."""
    item = seen_item(viewer, public_id)
    require(may(viewer, action, item.plan))
    return item


def seen_item(viewer: Viewer, public_id: str) -> PlanItem:
    """A line of which the viewer sees the working text or some frozen one."""
    if not is_public_id(public_id):
        raise Http404
    lines = PlanLine.objects.visible_to(viewer).filter(item__public_id=public_id)
    items = PlanItem.objects.filter(public_id=public_id).with_subjects()
    if not viewer.is_secretariat:
        items = items.filter(pk__in=lines.values("item"))
    item: PlanItem = get_object_or_404(items)
    return item


def versions_of(plan: Plan, viewer: Viewer) -> list[PlanVersion]:
    """Those that the viewer sees, the first one first."""
    seen = PlanVersion.objects.visible_to(viewer).filter(plan=plan).in_order()
    return list(seen.select_related("plan", "decision__council"))


def chosen_version(asked: str, versions: Sequence[PlanVersion]) -> PlanVersion | None:
    """The version of this number, or the last one; an unknown number is 404."""
    if not asked:
        return versions[-1] if versions else None
    for version in versions:
        if str(version.number) == asked:
            return version
    raise Http404


def plan_address(plan: Plan) -> str:
    return reverse("cbm_events:plan", args=[plan.public_id])


def draft_address(plan: Plan) -> str:
    return reverse("cbm_events:plan_draft", args=[plan.public_id])


def line_address(item: PlanItem) -> str:
    return reverse("cbm_events:plan_line", args=[item.public_id])
