"""Figures and outcomes of an event: entered, edited, removed; and that its report came in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cbm_events.forms.entries import problems_of
from cbm_events.forms.reasons import ReasonForm
from cbm_events.forms.results import FigureForm, OutcomeForm, ReportForm, ResultForm
from cbm_events.models import Event, Outcome, PublishedFigure
from cbm_events.participation.results import record_report, remove_result, save_figure, save_outcome
from cbm_events.permissions import may
from cbm_events.views.entry import CONFLICT, NOT_ACCEPTED, act_of, editable_event, event_address, seen_event
from cica_portal.common.access import require
from cica_portal.common.history import Act, StaleVersion
from cica_portal.common.viewer import ViewerRequest

REMOVE = "remove"
Result = PublishedFigure | Outcome


@dataclass(frozen=True)
class ResultPage:
    """How one kind of result is entered, and how its page speaks of it."""

    model: type[Result]
    form: type[ResultForm]
    right: str
    store: Callable[[Any, Act, int | None], Any]
    template: str
    new_title: str | Promise
    edit_title: str | Promise


PAGES = {
    "figure": ResultPage(
        PublishedFigure,
        FigureForm,
        "edit_figure",
        lambda row, act, version: save_figure(figure=row, act=act, version=version),
        "cbm_events/results/figure_form.html",
        gettext_lazy("Add a published figure"),
        gettext_lazy("Edit the published figure"),
    ),
    "outcome": ResultPage(
        Outcome,
        OutcomeForm,
        "edit_outcome",
        lambda row, act, version: save_outcome(outcome=row, act=act, version=version),
        "cbm_events/results/outcome_form.html",
        gettext_lazy("Add an outcome"),
        gettext_lazy("Edit the outcome"),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ViewerRequest, public_id: str, kind: str) -> HttpResponse:
    event, page = seen_event(request.viewer, public_id), PAGES[kind]
    require(may(request.viewer, page.right, event))
    row = page.model(event=event)
    if request.method == "POST":
        return receive(request, page, row)
    return show(request, page, page.form(instance=row))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ViewerRequest, public_id: str, kind: str) -> HttpResponse:
    page = PAGES[kind]
    rows = page.model.objects.visible_to(request.viewer).exclude(event=None).select_related("event")
    row: Result = get_object_or_404(rows, public_id=public_id)
    require(may(request.viewer, page.right, row))
    if request.method != "POST":
        return show(request, page, page.form(instance=row))
    return receive_removal(request, page, row) if REMOVE in request.POST else receive(request, page, row)


def receive(request: ViewerRequest, page: ResultPage, row: Result) -> HttpResponse:
    form = page.form(request.POST, instance=row)
    if not form.is_valid():
        return show(request, page, form, status=NOT_ACCEPTED)
    values = form.cleaned_data
    act = act_of(request, reason=values["reason"], note=values["note"])
    try:
        page.store(form.instance, act, values["version"])
    except ValidationError as error:
        form.refuse(error.message_dict)
        return show(request, page, form, status=NOT_ACCEPTED)
    except StaleVersion:
        return show_stale(request, page, row)
    messages.success(request, _("Saved."))
    return redirect(event_address(form.instance.event))


def receive_removal(request: ViewerRequest, page: ResultPage, row: Result) -> HttpResponse:
    removal = ReasonForm(request.POST)
    if not removal.is_valid():
        return show(request, page, page.form(instance=row), removal=removal, status=NOT_ACCEPTED)
    values = removal.cleaned_data
    act = act_of(request, reason=values["reason"], note=values["note"])
    try:
        remove_result(row=row, act=act, version=values["version"])
    except StaleVersion:
        return show_stale(request, page, row)
    messages.success(request, _("Removed. An editor can bring it back from the log."))
    return redirect(event_address(row.event))  # type: ignore[arg-type]


def show_stale(request: ViewerRequest, page: ResultPage, row: Result) -> HttpResponse:
    stored: Result = get_object_or_404(page.model.objects.select_related("event"), pk=row.pk)
    messages.warning(request, _("Somebody else changed this in the meantime. This is how it is stored now."))
    return show(request, page, page.form(instance=stored), status=CONFLICT)


def show(
    request: ViewerRequest, page: ResultPage, form: ResultForm, *, removal: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    row = form.instance
    is_new = row._state.adding
    context = {
        "event": row.event,
        "form": form,
        "is_new": is_new,
        "title": page.new_title if is_new else page.edit_title,
        "problems": list(problems_of(form)) if form.is_bound else [],
    }
    if not is_new:
        context["removal"] = removal or ReasonForm(initial={"version": row.version}, auto_id="remove_%s")
    return render(request, page.template, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: ViewerRequest, public_id: str) -> HttpResponse:
    event = seen_event(request.viewer, public_id)
    require(may(request.viewer, "record_report", event))
    if request.method == "POST":
        return receive_report(request, event)
    return show_report(request, event, ReportForm(event=event))


def receive_report(request: ViewerRequest, event: Event) -> HttpResponse:
    form = ReportForm(request.POST, event=event)
    if not form.is_valid():
        return show_report(request, event, form, status=NOT_ACCEPTED)
    values = form.cleaned_data
    act = act_of(request, reason=values["reason"], note=values["note"])
    try:
        record_report(
            event=event, received_on=values["received_on"], figures=form.figures(), act=act, version=values["version"]
        )
    except ValidationError as error:
        form.refuse(error.message_dict)
        return show_report(request, event, form, status=NOT_ACCEPTED)
    except StaleVersion:
        stored = editable_event(request.viewer, event.public_id)
        messages.warning(request, _("Somebody else changed the event in the meantime. Check it and save once more."))
        data = request.POST.copy()
        data["version"] = str(stored.version)
        again = ReportForm(data, event=stored)
        again.is_valid()
        return show_report(request, stored, again, status=CONFLICT)
    messages.success(request, _("Saved."))
    return redirect(event_address(event))


def show_report(request: ViewerRequest, event: Event, form: ReportForm, *, status: int = 200) -> HttpResponse:
    figures = event.figures.visible_to(request.viewer).order_by("metric", "group", "-value")
    context = {
        "event": event,
        "title": _("Report of the event"),
        "is_new": False,
        "form": form,
        "figures": figures,
        "problems": list(problems_of(form)) if form.is_bound else [],
    }
    return render(request, "cbm_events/results/report_form.html", context, status=status)
