"""Entering, editing, removing and confirming the holidays of a state."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cica_portal.common import history
from cica_portal.common.access import require
from cica_portal.common.models import Door
from cica_portal.common.viewer import ViewerRequest
from members.forms import HolidayConfirmationForm, HolidayForm, NewHolidayForm
from members.holidays.runs import Run, runs_of
from members.holidays.steps import confirm_holidays, enter_holidays, remove_holiday, save_holiday
from members.models import Holiday, MemberState
from members.permissions import may
from members.views.holidays import seen_state

NOT_ACCEPTED, CONFLICT = 422, 409
REMOVE = "remove"


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ViewerRequest, code: str) -> HttpResponse:
    state = seen_state(request.viewer, code)
    require(may(request.viewer, "edit_holiday"))
    blank = Holiday(state=state)
    if request.method != "POST":
        return show_form(request, state, NewHolidayForm(instance=blank))
    form = NewHolidayForm(request.POST, instance=blank)
    if not form.is_valid():
        return show_form(request, state, form, status=NOT_ACCEPTED)
    rows = form.rows()
    try:
        enter_holidays(holidays=rows, act=act_of(request))
    except ValidationError as error:
        form.add_error(None, error.messages)
        return show_form(request, state, form, status=NOT_ACCEPTED)
    messages.success(request, _("Entered."))
    return redirect(address_of(rows[0]))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ViewerRequest, code: str, public_id: str) -> HttpResponse:
    holiday = seen_holiday(request, code, public_id)
    require(may(request.viewer, "edit_holiday", holiday))
    if request.method != "POST":
        return show_form(request, holiday.state, HolidayForm(instance=holiday))
    return receive_removal(request, holiday) if REMOVE in request.POST else receive_edit(request, holiday)


def receive_edit(request: ViewerRequest, holiday: Holiday) -> HttpResponse:
    form = HolidayForm(request.POST, instance=holiday)
    if not form.is_valid():
        return show_form(request, holiday.state, form, status=NOT_ACCEPTED)
    try:
        save_holiday(holiday=form.instance, act=act_of(request), version=form.cleaned_data["seen_version"])
    except history.StaleVersion:
        return show_stale(request, holiday)
    messages.success(request, _("Saved."))
    return redirect(address_of(holiday))


def receive_removal(request: ViewerRequest, holiday: Holiday) -> HttpResponse:
    form = HolidayForm(request.POST, instance=holiday)
    if "seen_version" in form.errors:
        return show_form(request, holiday.state, form, status=NOT_ACCEPTED)
    stored = Holiday.objects.select_related("state").get(pk=holiday.pk)
    try:
        remove_holiday(holiday=stored, act=act_of(request), version=form.cleaned_data["seen_version"])
    except history.StaleVersion:
        return show_stale(request, stored)
    messages.success(request, _("Removed."))
    return redirect(address_of(stored))


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: ViewerRequest, code: str, public_id: str) -> HttpResponse:
    """The days of one holiday are confirmed together."""
    holiday = seen_holiday(request, code, public_id)
    require(may(request.viewer, "confirm_holiday", holiday))
    run = run_with(holiday)
    if request.method != "POST":
        form = HolidayConfirmationForm(initial={"day": run.first.day, "version": run.first.version})
        return show_confirmation(request, run, form)
    form = HolidayConfirmationForm(request.POST)
    if not form.is_valid():
        return show_confirmation(request, run, form, status=NOT_ACCEPTED)
    return receive_confirmation(request, run, form)


def receive_confirmation(request: ViewerRequest, run: Run, form: Form) -> HttpResponse:
    address = address_of(run.first)
    day, version = form.cleaned_data["day"], form.cleaned_data["version"]
    try:
        confirm_holidays(holidays=run.days, first_day=day, act=act_of(request), version=version)
    except ValidationError as error:
        form.add_error("day" if hasattr(error, "error_dict") else None, error.messages)
        return show_confirmation(request, run_with(run.first), form, status=NOT_ACCEPTED)
    except (history.StaleVersion, IntegrityError):
        messages.warning(request, _("Somebody else changed these days in the meantime. Look at them as they are now."))
        return redirect(address)
    messages.success(request, _("Confirmed."))
    return redirect(address)


def seen_holiday(request: ViewerRequest, code: str, public_id: str) -> Holiday:
    state = seen_state(request.viewer, code)
    visible = Holiday.objects.visible_to(request.viewer).filter(state=state).select_related("state")
    holiday: Holiday = get_object_or_404(visible, public_id=public_id)
    return holiday


def run_with(holiday: Holiday) -> Run:
    """The days in a row to which this one belongs, as they are stored."""
    rows = Holiday.objects.of_years(holiday.day.year - 1, holiday.day.year + 1).filter(state=holiday.state)
    return next(run for run in runs_of(rows.select_related("state")) if holiday in run.days)


def show_form(request: ViewerRequest, state: MemberState, form: HolidayForm, *, status: int = 200) -> HttpResponse:
    holiday = form.instance
    context: dict[str, Any] = {"state": state, "form": form, "holiday": None if holiday._state.adding else holiday}
    return render(request, "members/holiday_form.html", context, status=status)


def show_stale(request: ViewerRequest, holiday: Holiday) -> HttpResponse:
    stored = get_object_or_404(Holiday.objects.select_related("state"), pk=holiday.pk)
    messages.warning(request, _("Somebody else changed this day in the meantime. This is the day as it is now."))
    return show_form(request, stored.state, HolidayForm(instance=stored), status=CONFLICT)


def show_confirmation(request: ViewerRequest, run: Run, form: Form, *, status: int = 200) -> HttpResponse:
    context = {"state": run.first.state, "run": run, "form": form}
    return render(request, "members/holiday_confirmation.html", context, status=status)


def address_of(holiday: Holiday) -> str:
    return f"{reverse('members:holidays', args=[holiday.state.code])}?year={holiday.day.year}"


def act_of(request: ViewerRequest) -> history.Act:
    return history.Act(door=Door.PAGE, at=timezone.now(), actor=request.viewer.user)
