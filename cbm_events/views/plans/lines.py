"""One line of a plan through all its versions, with what became of it; entering, editing and taking it out."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cbm_events.forms.entries import problems_of
from cbm_events.forms.plan_lines import LineForm, LinkForm, StandingForm
from cbm_events.models import Event, PlanItem, PlanLine, PlanVersion, Standing
from cbm_events.permissions import may
from cbm_events.plans import drafting
from cbm_events.plans.rows import Row, rows_of
from cbm_events.plans.wording import area_words, version_words, where_words
from cbm_events.views.entry import CONFLICT, NOT_ACCEPTED, act_of
from cbm_events.views.plans.seen import (
    draft_address,
    item_to_do,
    line_address,
    plan_to_do,
    seen_item,
    today,
    versions_of,
)
from cbm_events.views.plans.tables import shown
from cica_portal.common.history import StaleVersion
from cica_portal.common.viewer import Viewer, ViewerRequest


@require_safe
def line(request: ViewerRequest, public_id: str) -> HttpResponse:
    return show_line(request, seen_item(request.viewer, public_id))


def show_line(
    request: ViewerRequest, item: PlanItem, *, link: LinkForm | None = None, status: int = 200
) -> HttpResponse:
    viewer = request.viewer
    versions = versions_of(item.plan, viewer)
    row = row_of(item, versions, viewer)
    may_edit = may(viewer, "edit_plan", item.plan)
    context = {
        "item": item,
        "plan": item.plan,
        "shown": shown(row, viewer) if row else None,
        "text": row.line if row else item,
        "area": area_words(row.line if row else item),
        "where": where_words(row.line if row else item),
        "frozen": list(frozen_lines(item, viewer)),
        "links": {link.event_id: link.public_id for link in item.links.all()} if may_edit else {},
        "may_edit": may_edit,
        "link": link or (LinkForm(item=item, events=Event.objects.visible_to(viewer)) if may_edit else None),
        "problems": list(problems_of(link)) if link else [],
        "withdrawn": Standing.WITHDRAWN,
    }
    return render(request, "cbm_events/plan_line.html", context, status=status)


def row_of(item: PlanItem, versions: list[PlanVersion], viewer: Viewer) -> Row | None:
    """The line in the last version that the viewer sees, if it is in it."""
    rows = rows_of(versions[-1:], viewer, today(), items=[item])
    return next((row for found in rows.values() for row in found if row.line.item_id == item.pk), None)


def frozen_lines(item: PlanItem, viewer: Viewer) -> Iterator[tuple[str, PlanLine, str]]:
    """What the line said in each version, the last one first."""
    lines = PlanLine.objects.visible_to(viewer).filter(item=item).with_subjects()
    for frozen in lines.select_related("version").order_by("-version__number"):
        yield version_words(frozen.version), frozen, where_words(frozen)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ViewerRequest, public_id: str) -> HttpResponse:
    """A line without an event yet."""
    item = PlanItem(plan=plan_to_do(request.viewer, public_id, "edit_plan"), precision="month")
    return receive(request, item) if request.method == "POST" else show_form(request, item, LineForm(item=item))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ViewerRequest, public_id: str) -> HttpResponse:
    item = item_to_do(request.viewer, public_id, "edit_plan")
    return receive(request, item) if request.method == "POST" else show_form(request, item, LineForm(item=item))


def receive(request: ViewerRequest, item: PlanItem) -> HttpResponse:
    form = LineForm(request.POST, item=item)
    if not form.is_valid():
        return show_form(request, item, form, status=NOT_ACCEPTED)
    values = form.cleaned_data
    form.apply_to(item)
    act = act_of(request, reason=values["reason"], note=values["note"])
    try:
        drafting.save_item(item=item, states=list(values["states"]), act=act, version=values["version"])
    except ValidationError as error:
        form.refuse(error)
        return show_form(request, item, form, status=NOT_ACCEPTED)
    except StaleVersion:
        return show_stale(request, item)
    messages.success(request, _("Saved: %(line)s") % {"line": item})
    return redirect(draft_address(item.plan))


def show_stale(request: ViewerRequest, item: PlanItem) -> HttpResponse:
    """Somebody else saved the line: it is shown as it is now above what was typed, which is kept."""
    if item._state.adding:
        messages.warning(request, _("Somebody else changed the plan at this moment. Save the line once more."))
        return show_form(request, item, LineForm(request.POST, item=item), status=CONFLICT)
    stored = item_to_do(request.viewer, item.public_id, "edit_plan")
    data = request.POST.copy()
    data["version"] = str(stored.version)
    return show_form(request, stored, LineForm(data, item=stored), status=CONFLICT, is_stale=True)


def show_form(
    request: ViewerRequest, item: PlanItem, form: LineForm, *, status: int = 200, is_stale: bool = False
) -> HttpResponse:
    context = {
        "plan": item.plan,
        "item": None if item._state.adding else item,
        "form": form,
        "is_stale": is_stale,
        "stored_where": where_words(item) if is_stale else "",
        "problems": list(problems_of(form)) if form.is_bound and not is_stale else [],
    }
    return render(request, "cbm_events/plan_line_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def standing(request: ViewerRequest, public_id: str) -> HttpResponse:
    """Take the line out of the draft, withdraw it from the adopted plan, or let it stand again."""
    item = item_to_do(request.viewer, public_id, "edit_plan")
    if request.method != "POST":
        return show_standing(request, item, StandingForm(item=item))
    form = StandingForm(request.POST, item=item)
    if not form.is_valid():
        return show_standing(request, item, form, status=NOT_ACCEPTED)
    values = form.cleaned_data
    act = act_of(request, reason=values["reason"], note=values["note"])
    turn = drafting.put_back if item.standing == Standing.WITHDRAWN else drafting.take_out
    try:
        turn(item=item, act=act, version=values["version"])
    except StaleVersion:
        messages.warning(request, _("Somebody else changed this line in the meantime. Look at it as it is now."))
        return redirect(draft_address(item.plan))
    messages.success(request, _("Saved: %(line)s") % {"line": item})
    return redirect(draft_address(item.plan))


def show_standing(request: ViewerRequest, item: PlanItem, form: StandingForm, *, status: int = 200) -> HttpResponse:
    context = {
        "item": item,
        "plan": item.plan,
        "form": form,
        "is_withdrawn": item.standing == Standing.WITHDRAWN,
        "line_url": line_address(item),
        "problems": list(problems_of(form)) if form.is_bound else [],
    }
    return render(request, "cbm_events/plan_line_standing.html", context, status=status)
