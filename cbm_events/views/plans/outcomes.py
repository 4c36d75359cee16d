"""Which events a line is, and what the Secretariat states of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cbm_events.forms.entries import problems_of
from cbm_events.forms.plan_lines import LinkForm, OutcomeForm, UnlinkForm
from cbm_events.models import Event, PlanItem, PlanLink, PlanOutcome
from cbm_events.plans import linking
from cbm_events.views.entry import CONFLICT, NOT_ACCEPTED, act_of
from cbm_events.views.plans.lines import show_line
from cbm_events.views.plans.seen import item_to_do, line_address
from cica_portal.common.history import StaleVersion
from cica_portal.common.viewer import ViewerRequest

REMOVE = "remove"


@require_POST
def events(request: ViewerRequest, public_id: str) -> HttpResponse:
    """Tie an event to the line, or untie one."""
    item = item_to_do(request.viewer, public_id, "edit_plan")
    if REMOVE in request.POST:
        return untie(request, item)
    form = LinkForm(request.POST, item=item, events=Event.objects.visible_to(request.viewer))
    if not form.is_valid():
        return show_line(request, item, link=form, status=NOT_ACCEPTED)
    act = act_of(request, reason=form.cleaned_data["reason"], note="")
    try:
        linking.link_event(item=item, event=form.cleaned_data["event"], act=act)
    except ValidationError as error:
        form.add_error("event", " ".join(error.messages))
        return show_line(request, item, link=form, status=NOT_ACCEPTED)
    messages.success(request, _("The event belongs to the line."))
    return redirect(line_address(item))


def untie(request: ViewerRequest, item: PlanItem) -> HttpResponse:
    link = get_object_or_404(PlanLink.objects.visible_to(request.viewer), item=item, public_id=request.POST[REMOVE])
    form = UnlinkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the reason: it is shown with the line."))
        return show_line(request, item, status=NOT_ACCEPTED)
    try:
        linking.unlink_event(link=link, act=act_of(request, reason=form.cleaned_data["reason"], note=""))
    except StaleVersion:
        messages.info(request, _("This is done already."))
    else:
        messages.success(request, _("The event does not belong to the line any more."))
    return redirect(line_address(item))


@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: ViewerRequest, public_id: str) -> HttpResponse:
    item = item_to_do(request.viewer, public_id, "edit_plan")
    stated = PlanOutcome.objects.filter(item=item).first() or PlanOutcome(item=item)
    if request.method != "POST":
        return show_form(request, stated, OutcomeForm(stated=stated))
    if REMOVE in request.POST:
        return take_back(request, stated)
    return receive(request, stated)


def receive(request: ViewerRequest, stated: PlanOutcome) -> HttpResponse:
    form = OutcomeForm(request.POST, stated=stated)
    if not form.is_valid():
        return show_form(request, stated, form, status=NOT_ACCEPTED)
    form.apply_to(stated)
    values = form.cleaned_data
    act = act_of(request, reason=values["reason_en"] or values["reason_ru"], note=values["internal"])
    try:
        linking.state_outcome(outcome=stated, act=act, version=values["version"])
    except ValidationError as error:
        for name, found in by_field(error).items():
            form.add_error(name if name in form.fields else None, found)
        return show_form(request, stated, form, status=NOT_ACCEPTED)
    except StaleVersion:
        return show_stale(request, stated.item)
    messages.success(request, _("The outcome is stated."))
    return redirect(line_address(stated.item))


def by_field(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def show_stale(request: ViewerRequest, item: PlanItem) -> HttpResponse:
    messages.warning(request, _("Somebody else stated the outcome in the meantime. This is what is stated now."))
    stated = PlanOutcome.objects.filter(item=item).first() or PlanOutcome(item=item)
    return show_form(request, stated, OutcomeForm(stated=stated), status=CONFLICT)


def take_back(request: ViewerRequest, stated: PlanOutcome) -> HttpResponse:
    """The line is what its events tell again."""
    form = UnlinkForm(request.POST)
    if stated._state.adding or not form.is_valid():
        messages.error(request, _("Give the reason: it is shown with the line."))
        return show_form(request, stated, OutcomeForm(stated=stated), status=NOT_ACCEPTED)
    try:
        linking.take_back(outcome=stated, act=act_of(request, reason=form.cleaned_data["reason"], note=""))
    except StaleVersion:
        return show_stale(request, stated.item)
    messages.success(request, _("The statement is taken back."))
    return redirect(line_address(stated.item))


def show_form(request: ViewerRequest, stated: PlanOutcome, form: OutcomeForm, *, status: int = 200) -> HttpResponse:
    context = {
        "item": stated.item,
        "plan": stated.item.plan,
        "stated": None if stated._state.adding else stated,
        "form": form,
        "problems": list(problems_of(form)) if form.is_bound else [],
    }
    return render(request, "cbm_events/plan_outcome.html", context, status=status)
