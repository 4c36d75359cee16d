"""A new plan, its settings, and its working text: events by tick, their order, what stands in it."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cbm_events.forms.entries import problems_of
from cbm_events.forms.plans import PlanForm
from cbm_events.models import Event, Plan, PlanItem, Standing, Status
from cbm_events.models.choices import STATUTORY_KINDS
from cbm_events.permissions import may
from cbm_events.plans import drafting
from cbm_events.plans.freezing import working_lines
from cbm_events.plans.wording import area_words, where_words
from cbm_events.querysets import EventQuerySet
from cbm_events.views.entry import CONFLICT, NOT_ACCEPTED, act_of
from cbm_events.views.plans.pages import head_of
from cbm_events.views.plans.seen import draft_address, plan_to_do, today, versions_of
from cica_portal.common.access import require
from cica_portal.common.history import StaleVersion
from cica_portal.common.viewer import Viewer, ViewerRequest

PLACE = "place-"
LAST = 9999
# What enters a draft unless somebody decides otherwise.
TICKED = frozenset({Status.PROPOSED, Status.PLANNED, Status.CONFIRMED})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "edit_plan"))
    new = Plan(year=today().year + 1)
    return receive(request, new) if request.method == "POST" else show_form(request, new, PlanForm(plan=new))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ViewerRequest, public_id: str) -> HttpResponse:
    plan = plan_to_do(request.viewer, public_id, "edit_plan")
    return receive(request, plan) if request.method == "POST" else show_form(request, plan, PlanForm(plan=plan))


def receive(request: ViewerRequest, plan: Plan) -> HttpResponse:
    form = PlanForm(request.POST, plan=plan)
    if not form.is_valid():
        return show_form(request, plan, form, status=NOT_ACCEPTED)
    form.apply_to(plan)
    act = act_of(request, reason="", note="")
    try:
        drafting.save_plan(plan=plan, act=act, version=form.cleaned_data["version"])
    except ValidationError as error:
        for message in error.messages:
            form.add_error("year" if "year" in form.fields else None, message)
        return show_form(request, plan, form, status=NOT_ACCEPTED)
    except IntegrityError:
        form.add_error("year", _("There is a plan of this year already."))
        return show_form(request, plan, form, status=NOT_ACCEPTED)
    except StaleVersion:
        messages.warning(request, _("Somebody else changed the plan in the meantime. This is the plan as it is now."))
        return redirect("cbm_events:plan_edit", plan.public_id)
    messages.success(request, _("Saved: %(plan)s") % {"plan": plan})
    return redirect(draft_address(plan))


def show_form(request: ViewerRequest, plan: Plan, form: PlanForm, *, status: int = 200) -> HttpResponse:
    context = {
        "plan": None if plan._state.adding else plan,
        "form": form,
        "problems": list(problems_of(form)) if form.is_bound else [],
    }
    return render(request, "cbm_events/plan_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: ViewerRequest, public_id: str) -> HttpResponse:
    """The working text. What is ticked is added; the numbers that are typed give the order."""
    plan = plan_to_do(request.viewer, public_id, "see_plan_draft")
    if request.method != "POST":
        return show_draft(request, plan)
    require(may(request.viewer, "edit_plan", plan))
    try:
        change(request, plan)
    except StaleVersion:
        messages.warning(request, _("Somebody else changed the plan at this moment. This is the plan as it is now."))
        return show_draft(request, plan_to_do(request.viewer, public_id, "see_plan_draft"), status=CONFLICT)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return show_draft(request, plan, status=NOT_ACCEPTED)
    return redirect(draft_address(plan))


def change(request: ViewerRequest, plan: Plan) -> None:
    act = act_of(request, reason="", note="")
    if "add" in request.POST:
        chosen = offered(plan, request.viewer).filter(public_id__in=request.POST.getlist("event"))
        events = list(chosen.with_parties().in_order())
        drafting.add_events(plan=plan, events=events, act=act)
        added = ngettext("%(count)s line added.", "%(count)s lines added.", len(events)) % {"count": len(events)}
        messages.success(request, added)
    elif "order" in request.POST or "sort" in request.POST:
        lines = list(working_lines(plan))
        order = drafting.in_table_order(lines) if "sort" in request.POST else in_typed_order(lines, request.POST)
        drafting.renumber(plan=plan, order=order, act=act)
        messages.success(request, _("The lines are numbered anew."))


def in_typed_order(lines: Iterable[PlanItem], data: QueryDict) -> list[PlanItem]:
    """By the number typed at each line: what moves up goes before the line of that number, what moves down after."""

    def place(item: PlanItem) -> tuple[int, int]:
        now, typed = item.number or LAST, data.get(f"{PLACE}{item.public_id}", "")
        wanted = int(typed) if typed.isdecimal() and len(typed) <= len(str(LAST)) else now
        return wanted, (wanted > now) - (wanted < now)

    return sorted(lines, key=place)


def offered(plan: Plan, viewer: Viewer) -> EventQuerySet:
    """Events of the year that are in no line of the plan: proposals of states and planned ones."""
    events: EventQuerySet = Event.objects.visible_to(viewer).for_year(plan.year).filter(is_sample=plan.is_sample)
    inside = PlanItem.objects.filter(plan=plan).standing().values("events")
    others = events.exclude(pk__in=inside.filter(events__isnull=False))
    return others.exclude(kind__in=STATUTORY_KINDS).exclude(status__in=["cancelled", "held"])


def show_draft(request: ViewerRequest, plan: Plan, *, status: int = 200) -> HttpResponse:
    viewer = request.viewer
    versions = versions_of(plan, viewer)
    lines = list(working_lines(plan))
    may_edit = may(viewer, "edit_plan", plan)
    events = list(offered(plan, viewer).with_parties().in_order()) if may_edit else []
    context = head_of(plan, versions[-1] if versions else None, versions, viewer) | {
        "lines": [(item, area_words(item), where_words(item)) for item in lines],
        "offered": events,
        "ticked": {event.public_id for event in events if event.status in TICKED and not plan.is_decided},
        "may_edit": may_edit,
        "may_order": may_edit and not plan.is_decided,
        "withdrawn": Standing.WITHDRAWN,
    }
    return render(request, "cbm_events/plan_draft.html", context, status=status)
