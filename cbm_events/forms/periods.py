"""The dates of an event, as precise as they are known: one question, then only the inputs that it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from cbm_events.forms.choices import NOTHING, zone_choices
from cbm_events.forms.days import ClockField, DayField, YearField
from cbm_events.models import Event
from cica_portal.common.fuzzy import (
    Period,
    Precision,
    half_year_period,
    month_period,
    quarter_period,
    year_period,
)
from cica_portal.common.zones import SECRETARIAT_ZONE

PRECISION = _("Choose how exactly the date is known.")
QUARTERS = [(1, _("First quarter")), (2, _("Second quarter")), (3, _("Third quarter")), (4, _("Fourth quarter"))]
HALVES = [(1, _("First half")), (2, _("Second half"))]
# Which inputs each precision reads; the page shows no others.
READ_BY: dict[str, tuple[str, ...]] = {
    Precision.DAY: ("first_day", "last_day", "start_time", "end_time", "zone"),
    Precision.MONTH: ("month", "year", "last_month", "last_year"),
    Precision.QUARTER: ("quarter", "year"),
    Precision.HALF_YEAR: ("half", "year"),
    Precision.YEAR: ("year", "last_year"),
    Precision.UNKNOWN: ("first_day", "last_day"),
}
PERIOD_FIELDS = ("precision", "first_day", "last_day", "month", "quarter", "half", "year", "last_month", "last_year")
CLOCK_FIELDS = ("start_time", "end_time", "zone")


def _number_of(label: Any, choices: list[Any], missing: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=[NOTHING, *choices], coerce=int, empty_value=None, required=False,
        error_messages={"invalid_choice": missing},
    )  # fmt: skip


class PeriodForm(forms.Form):
    """Reads `period` and, for exact days, the clock times. `was` is the period before the edit, if any."""

    required_inputs: ClassVar[dict[str, tuple[str, Any]]] = {
        Precision.DAY: ("first_day", _("Enter the first day, or choose how much of the date is known.")),
        Precision.MONTH: ("month", _("Choose the month.")),
        Precision.QUARTER: ("quarter", _("Choose the quarter.")),
        Precision.HALF_YEAR: ("half", _("Choose the half of the year.")),
    }

    precision = forms.ChoiceField(
        label=_("How exactly is the date known?"),
        choices=Precision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": PRECISION, "invalid_choice": PRECISION},
    )
    first_day = DayField(label=_("First day"), help_text=_("Like 18.09.2026"))
    last_day = DayField(label=_("Last day"), help_text=_("Empty if the same"))
    month = _number_of(_("Month"), [*MONTHS.items()], _("Choose the month from the list."))
    quarter = _number_of(_("Quarter"), QUARTERS, _("Choose the quarter from the list."))
    half = _number_of(_("Half-year"), HALVES, _("Choose the half from the list."))
    year = YearField(label=_("Year"))
    last_month = _number_of(_("Until month"), [*MONTHS.items()], _("Choose the month from the list."))
    last_year = YearField(label=_("Until year"))
    start_time = ClockField(label=_("Opens at"), help_text=_("24-hour clock, like 10:00"))
    end_time = ClockField(label=_("Closes at"), help_text=_("On the last day"))
    zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        error_messages={"invalid_choice": _("Choose a time zone from the list.")},
    )

    period: Period | None = None
    was: Period | None = None

    def prepare_period(self, event: Event) -> None:
        """Offer the zones, and remember the dates as they were."""
        self.fields["zone"].choices = zone_choices(event.zone)  # type: ignore[attr-defined]
        self.was = None if event._state.adding else event.period

    def clean_period(self) -> None:
        """Set `period` from the inputs of the chosen precision, or say what is missing."""
        precision = self.cleaned_data.get("precision")
        if precision is None:
            return
        self._forget_unread(precision)
        if self.was is not None and not set(self.changed_data) & set(PERIOD_FIELDS):
            self.period = self.was
            return
        self._require(precision)
        if not set(self.errors) & set(READ_BY[precision]):
            self.period = self._checked(self._read(precision))

    def _forget_unread(self, precision: str) -> None:
        """Inputs that the page does not show for this precision say nothing, and cannot be wrong."""
        for name in {*PERIOD_FIELDS, *CLOCK_FIELDS} - {"precision", *READ_BY[precision]}:
            self.errors.pop(name, None)
            self.cleaned_data[name] = "" if name == "zone" else None
        has_times = self.cleaned_data.get("start_time") or self.cleaned_data.get("end_time")
        if not has_times and not set(CLOCK_FIELDS) & set(self.errors):
            self.cleaned_data["zone"] = ""

    def _require(self, precision: str) -> None:
        name, message = self.required_inputs.get(precision, ("", ""))
        if name and not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)
        if "year" in READ_BY[precision] and not self.cleaned_data.get("year") and "year" not in self.errors:
            self.add_error("year", _("Enter the year."))

    def _read(self, precision: str) -> Period:
        values = self.cleaned_data
        year: Any = values.get("year")
        last_year = values.get("last_year")
        if precision == Precision.MONTH:
            first = month_period(year, values["month"])
            if not values["last_month"]:
                return first
            return replace(first, latest=month_period(last_year or year, values["last_month"]).latest)
        if precision == Precision.QUARTER:
            return quarter_period(year, values["quarter"])
        if precision == Precision.HALF_YEAR:
            return half_year_period(year, values["half"])
        if precision == Precision.YEAR:
            return replace(year_period(year), latest=year_period(last_year or year).latest)
        return Period(values["first_day"], values["last_day"] or values["first_day"], Precision(precision))

    def _checked(self, period: Period) -> Period | None:
        if period.earliest is None and period.latest is not None:
            self.add_error("first_day", _("Enter the first day too."))
            return None
        if period.earliest and period.latest and period.latest < period.earliest:
            self.add_error(self._end_input(period.precision), _("The last day is before the first day."))
            return None
        return period

    def _end_input(self, precision: str) -> str:
        ends = {Precision.MONTH: "last_month", Precision.YEAR: "last_year"}
        return ends.get(Precision(precision), "last_day")


def initial_dates(event: Event) -> dict[str, Any]:
    """What the inputs hold for an event as it is."""
    first, last, precision = event.earliest, event.latest, event.precision
    initial = {
        "precision": precision, "start_time": event.start_time, "end_time": event.end_time,
        "zone": event.zone or SECRETARIAT_ZONE,
    }  # fmt: skip
    if first is None or last is None:
        return initial
    if precision in {Precision.DAY, Precision.UNKNOWN}:
        return initial | {"first_day": first, "last_day": last}
    return initial | _coarse_inputs(first, last, precision)


def _coarse_inputs(first: date, last: date, precision: str) -> dict[str, Any]:
    values: dict[str, Any] = {"year": first.year}
    if precision == Precision.MONTH:
        values["month"] = str(first.month)
        if (first.year, first.month) != (last.year, last.month):
            values |= {"last_month": str(last.month), "last_year": last.year}
    elif precision == Precision.QUARTER:
        values["quarter"] = str((first.month + 2) // 3)
    elif precision == Precision.HALF_YEAR:
        values["half"] = "1" if first.month <= 6 else "2"
    elif first.year != last.year:
        values["last_year"] = last.year
    return values
