"""The list of plans, one plan, and two versions of it side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cbm_events.filters import PlanFilter, PlanLineFilter
from cbm_events.models import Plan, PlanItem, PlanLine, PlanVersion
from cbm_events.permissions import may
from cbm_events.plans.comparing import compare as compare_lines
from cbm_events.plans.freezing import Action, has_changed, refusal_of, working_lines
from cbm_events.plans.implementation import YearLine, implementation_of, year_lines
from cbm_events.plans.wording import counted_words, heading_of, opening_words, version_words
from cbm_events.views.plans.files import FORMATS
from cbm_events.views.plans.seen import chosen_version, draft_address, seen_plan, today, versions_of
from cbm_events.views.plans.tables import groups_of
from cica_portal.common.viewer import Viewer, ViewerRequest

DRAFT = "draft"


@require_safe
def plan_list(request: ViewerRequest) -> HttpResponse:
    shown = PlanFilter(request.GET, queryset=Plan.objects.visible_to(request.viewer))
    lines = year_lines(list(shown.qs), request.viewer, today())
    context = {
        "lines": [(line, version_words(line.version) if line.version else "", told(line)) for line in lines],
        "may_add": may(request.viewer, "edit_plan"),
    }
    return render(request, "cbm_events/plan_list.html", context)


def told(line: YearLine) -> str:
    return counted_words(line.plan, line.totals) if line.version else ""


@require_safe
def plan(request: ViewerRequest, public_id: str) -> HttpResponse:
    """The text of a version, with what became of each line; a draft without one is the Secretariat's own page."""
    found = seen_plan(request.viewer, public_id)
    versions = versions_of(found, request.viewer)
    version = chosen_version(request.GET.get("version", ""), versions)
    if version is None:
        return redirect(draft_address(found))
    read = implementation_of(version, request.viewer, today())
    shown = PlanLineFilter(request.GET, queryset=PlanLine.objects.filter(version=version))
    kept = set(shown.qs.values_list("pk", flat=True))
    context = head_of(found, version, versions, request.viewer) | {
        "read": read,
        "filter": shown,
        "groups": groups_of([row for row in read.rows if row.line.pk in kept], request.viewer),
        "counted": opening_words(found, version, read.totals),
    }
    return render(request, "cbm_events/plan.html", context)


def head_of(plan: Plan, version: PlanVersion | None, versions: Sequence[PlanVersion], viewer: Viewer) -> dict[str, Any]:
    """What stands above every page of a plan. A draft that was never circulated has no version."""
    sees_draft, may_decide = may(viewer, "see_plan_draft", plan), may(viewer, "decide_plan", plan)
    last = versions[-1] if versions else None
    return {
        "plan": plan,
        "heading": heading_of(plan),
        "version": version,
        "version_words": version_words(version) if version else "",
        "versions": [(row, version_words(row)) for row in versions],
        "version_query": "" if version in {None, last} else f"?version={version.number}",
        "sees_draft": sees_draft,
        "may_edit": may(viewer, "edit_plan", plan),
        "formats": list(FORMATS),
        "has_pending": sees_draft and last is not None and has_changed(plan, last),
        "steps": [action for action in Action if may_decide and refusal_of(plan, action) is None],
    }


@require_safe
def compare(request: ViewerRequest, public_id: str) -> HttpResponse:
    """?old=1&new=2; for the Secretariat ?new=draft is the working text. Without a choice the last two."""
    found = seen_plan(request.viewer, public_id)
    versions = versions_of(found, request.viewer)
    if not versions:
        raise Http404
    sees_draft = may(request.viewer, "see_plan_draft", found)
    is_draft = sees_draft and (request.GET.get("new") == DRAFT or len(versions) == 1)
    new = None if is_draft else chosen_version(request.GET.get("new", ""), versions)
    before = [row for row in versions if new is None or row.number < new.number] or versions[:1]
    old = chosen_version(request.GET["old"], versions) if request.GET.get("old") else before[-1]
    assert old is not None, "versions"
    context = head_of(found, versions[-1], versions, request.viewer) | {
        "old": old,
        "old_words": version_words(old),
        "new": new,
        "new_words": version_words(new) if new else _("Working text"),
        "result": compare_lines(lines_of(old), lines_of(new) if new else list(working_lines(found))),
        "pairs": [(row.number, version_words(row)) for row in versions],
    }
    return render(request, "cbm_events/plan_compare.html", context)


def lines_of(version: PlanVersion) -> list[PlanLine | PlanItem]:
    return list(PlanLine.objects.filter(version=version).with_subjects().order_by("number", "id"))
