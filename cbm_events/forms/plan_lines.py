"""What a line of a plan says, which events it is, and what the Secretariat states of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cbm_events.forms.choices import AreaField, DimensionField, code_field
from cbm_events.forms.periods import CLOCK_FIELDS, PeriodForm, initial_dates
from cbm_events.forms.plans import DecisionField, internal_note
from cbm_events.forms.reasons import ReasonForm, VersionForm
from cbm_events.forms.texts import PlainField
from cbm_events.models import Event, LineOutcome, Mode, PlanItem, PlanOutcome
from cbm_events.models.plan_items import ORGANISERS_LENGTH, REASON_LENGTH
from cbm_events.querysets import EventQuerySet, PlanItemQuerySet
from councils.models import Decision
from members.models import MemberState

SEEN_WITH_PLAN = _("Shown to everybody who sees the plan. Keep it neutral; it may stay empty.")


class LineReasonForm(ReasonForm):
    """Why a line comes, changes or goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = SEEN_WITH_PLAN


class StandingForm(LineReasonForm):
    """Of a stored line in the version that the person saw."""

    def __init__(self, data: Any = None, *, item: PlanItem) -> None:
        super().__init__(data, initial={"version": item.version})
        self.fields["version"].required = True


LINE_TEXTS = (
    "title_en", "title_ru", "date_text", "city_en", "city_ru", "country_other", "organisers_en", "organisers_ru",
    "note_en", "note_ru",
)  # fmt: skip
LINE_VALUES = (*LINE_TEXTS, "dimension", "area", "mode", "country", "meetings", "mandate")


def _text(label: Any, length: int, language: str = "", rows: int = 0) -> PlainField:
    attributes: dict[str, Any] = {"lang": language} if language else {}
    if rows:
        return OneLineField(label=label, max_length=length, widget=forms.Textarea(attributes | {"rows": rows}))
    return PlainField(label=label, max_length=length, widget=forms.TextInput(attributes))


class OneLineField(PlainField):
    """Typed in a text area, because it is long; stored on one line."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class LineForm(PeriodForm, LineReasonForm):
    """One line of the working text."""

    title_en = _text(_("Event, in English"), 300, "en", rows=2)
    title_ru = _text(_("Event, in Russian"), 300, "ru", rows=2)
    dimension = DimensionField(label=_("Dimension"))
    area = AreaField(label=_("Priority area"))
    date_text = _text(_("Date in the words of the plan"), 200)
    mode = forms.ChoiceField(
        label=_("Format"),
        choices=[("", _("Not known")), *Mode.choices],
        required=False,
        error_messages={"invalid_choice": _("Choose the format from the list.")},
    )
    city_en = _text(_("City, in English"), 100, "en")
    city_ru = _text(_("City, in Russian"), 100, "ru")
    country = code_field(MemberState.objects.all(), _("Choose a member state from the list."), label=_("Country"))
    country_other = _text(_("Another country"), 100)
    organisers_en = _text(_("Organisers, in English"), ORGANISERS_LENGTH, "en", rows=2)
    organisers_ru = _text(_("Organisers, in Russian"), ORGANISERS_LENGTH, "ru", rows=2)
    states = forms.ModelMultipleChoiceField(
        label=_("Member states among the organisers"),
        queryset=MemberState.objects.all(),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose member states from the list.")},
    )
    meetings = forms.IntegerField(
        label=_("Number of meetings"),
        min_value=1,
        max_value=99,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 2}),
    )
    mandate = DecisionField(
        label=_("Decision behind it"),
        queryset=Decision.objects.select_related("council").order_by("-adopted_on", "id"),
        required=False,
        empty_label="—",
        to_field_name="public_id",
        error_messages={"invalid_choice": _("Choose a decision from the list.")},
    )
    note_en = _text(_("Note, in English"), REASON_LENGTH, "en")
    note_ru = _text(_("Note, in Russian"), REASON_LENGTH, "ru")

    def __init__(self, data: Any = None, *, item: PlanItem) -> None:
        dates = Event(earliest=item.earliest, latest=item.latest, precision=item.precision)
        known = {"year": item.plan.year} if item._state.adding else {}
        super().__init__(data, initial=initial_values(item) | known | initial_dates(dates) | {"version": item.version})
        self.prepare_period(dates)
        for name in CLOCK_FIELDS:
            del self.fields[name]
        self.was = None if item._state.adding else item.period
        states = MemberState.objects.in_order(get_language() or "en")
        for name in ("country", "states"):
            self.fields[name].queryset = states  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.clean_period()
        values = self.cleaned_data
        dimension, area = values.get("dimension"), values.get("area")
        is_new = bool({"dimension", "area"} & set(self.changed_data))
        if area and dimension is None:
            values["dimension"] = area.dimension
        elif area and dimension and area.dimension_id != dimension.pk and is_new:
            names = {"area": area.name, "dimension": area.dimension.name}
            message = _("“%(area)s” belongs to another dimension: %(dimension)s.")
            self.add_error("area", ValidationError(message, params=names))
        if not any(values.get(name) or name in self.errors for name in ("title_en", "title_ru")):
            self.add_error("title_en", _("Enter the title in English or in Russian."))
        return values

    def apply_to(self, item: PlanItem) -> None:
        for name in LINE_VALUES:
            setattr(item, name, self.cleaned_data[name])
        assert self.period is not None, "clean"
        item.earliest, item.latest, item.precision = self.period.earliest, self.period.latest, self.period.precision

    def refuse(self, error: ValidationError) -> None:
        """Show what the rules of the row say."""
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, messages in found.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)


def initial_values(item: PlanItem) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in LINE_VALUES}
    return values | {"states": [] if item._state.adding else list(item.states.all())}


class OutcomeForm(VersionForm):
    """What the Secretariat states of a line."""

    outcome = forms.ChoiceField(
        label=_("What became of it"),
        choices=[(outcome.value, outcome.label) for outcome in PlanOutcome.STATED],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what became of the line."),
            "invalid_choice": _("Choose what became of the line."),
        },
    )
    reason_en = _text(_("Reason, in English"), REASON_LENGTH, "en", rows=2)
    reason_ru = _text(_("Reason, in Russian"), REASON_LENGTH, "ru", rows=2)
    other_item = forms.ModelChoiceField(
        label=_("The other line"),
        help_text=_("Of a line that is merged or carried over."),
        queryset=PlanItem.objects.none(),
        required=False,
        empty_label="—",
        to_field_name="public_id",
        error_messages={"invalid_choice": _("Choose a line from the list.")},
    )
    internal = internal_note()

    def __init__(self, data: Any = None, *, stated: PlanOutcome) -> None:
        names = ("outcome", "reason_en", "reason_ru", "other_item", "version")
        super().__init__(data, initial={name: getattr(stated, name) for name in names})
        self.fields["other_item"].queryset = other_lines(stated.item)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("reason_en") and not values.get("reason_ru"):
            self.add_error("reason_en", _("Give the reason, in English or in Russian."))
        pair = {LineOutcome.CARRIED_OVER, LineOutcome.MERGED}
        if values.get("other_item") and values.get("outcome") not in pair:
            self.add_error("other_item", _("Only a line that is carried over or merged names another line."))
        return values

    def apply_to(self, stated: PlanOutcome) -> None:
        for name in ("outcome", "reason_en", "reason_ru", "other_item"):
            setattr(stated, name, self.cleaned_data[name])


def other_lines(item: PlanItem) -> PlanItemQuerySet:
    """Lines of the same plan and of the next one."""
    plan = item.plan
    years = (plan.year, plan.year + 1)
    rows = PlanItem.objects.standing().filter(plan__year__in=years, plan__is_sample=plan.is_sample)
    return rows.exclude(pk=item.pk).select_related("plan").order_by("plan__year", "number", "id")


class LinkForm(forms.Form):
    """An event that is what the line plans."""

    event = forms.ModelChoiceField(
        label=_("Event"),
        queryset=Event.objects.none(),
        to_field_name="public_id",
        empty_label="—",
        error_messages={
            "required": _("Choose the event."),
            "invalid_choice": _("Choose an event from the list."),
        },
    )
    reason = PlainField(label=_("Reason"), help_text=_("Shown to everybody who sees the plan."), max_length=500)

    def __init__(self, data: Any = None, *, item: PlanItem, events: EventQuerySet) -> None:
        super().__init__(data, auto_id="link_%s")
        first, last = date(item.plan.year, 1, 1), date(item.plan.year + 1, 12, 31)
        rows = events.overlapping(first, last).exclude(plan_links__item=item).filter(is_sample=item.plan.is_sample)
        self.fields["event"].queryset = rows.in_order()  # type: ignore[attr-defined]
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = _("Give the reason: it is shown with the line.")


class UnlinkForm(forms.Form):
    reason = PlainField(label=_("Reason"), max_length=500)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = _("Give the reason: it is shown with the line.")
