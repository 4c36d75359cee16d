"""What, when and where: the part of a form that an event and a proposal have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cbm_events.forms.choices import AreaField, DimensionField, MarkedSelect, code_field, kind_choices
from cbm_events.forms.periods import CLOCK_FIELDS, PERIOD_FIELDS, PeriodForm, initial_dates
from cbm_events.forms.reasons import VersionForm
from cbm_events.forms.texts import CONTROL, TOO_LONG
from cbm_events.models import Mode
from members.models import MemberState

# The field at which people read what a rule of the database says, by its name without the table's.
RULE_FIELDS = {
    "has_title": "title_en",
    "dates_both": "last_day",
    "dates_in_order": "last_day",
    "precision_has_dates": "first_day",
    "times_with_zone": "start_time",
    "confirmed_is_exact": "precision",
    "online_has_no_place": "mode",
    "one_country": "country_other",
    "area_has_dimension": "dimension",
}
SINGLE_LINES = ("title_en", "title_ru", "venue_en", "venue_ru", "city_en", "city_ru", "country_other")
TEXTS = (*SINGLE_LINES, "summary_en", "summary_ru")
RUSSIAN = ("title_ru", "venue_ru", "city_ru", "summary_ru")
ENGLISH = ("title_en", "venue_en", "city_en", "summary_en")
SPACES = re.compile(r"[ \t\r\n\u2028\u2029]+")
SUBJECT = ("title_en", "title_ru", "dimension", "area", "kind")
PLACE = ("mode", "country", "country_other", "city_en", "city_ru", "venue_en", "venue_ru")
INPUTS = (*SUBJECT, *CLOCK_FIELDS, *PLACE, "summary_en", "summary_ru")
RELATED = ("dimension", "area", "country")
WIDGETS = {
    "title_en": forms.Textarea(attrs={"rows": 2}), "title_ru": forms.Textarea(attrs={"rows": 2}),
    "summary_en": forms.Textarea(attrs={"rows": 5}), "summary_ru": forms.Textarea(attrs={"rows": 5}),
}  # fmt: skip


class ContentForm(forms.ModelForm, PeriodForm, VersionForm):
    """Of a new row, or of a stored one in the version that the person saw."""

    field_order: tuple[str, ...] = (*SUBJECT, *PERIOD_FIELDS, *CLOCK_FIELDS, *PLACE)
    kind = forms.ChoiceField(
        label=_("Kind of event"),
        choices=kind_choices,
        error_messages={
            "required": _("Choose the kind of event."),
            "invalid_choice": _("Choose the kind from the list."),
        },
    )
    dimension = DimensionField(label=_("Dimension"))
    area = AreaField(label=_("Priority area"))
    country = code_field(
        MemberState.objects.all(),
        _("Choose a member state from the list."),
        label=_("Country"),
        widget=MarkedSelect(lambda state: {"zone": state.zone}),
    )
    mode = forms.ChoiceField(
        label=_("Format"),
        choices=[("", _("Not known")), *Mode.choices],
        required=False,
        error_messages={"invalid_choice": _("Choose the format from the list.")},
    )

    def __init__(self, data: Any = None, *, instance: Any, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, instance=instance, initial=dict(initial or {}))
        rows = {name: getattr(instance, name) for name in self.related_inputs()}
        if not self.is_new:
            rows["dimension"] = instance.dimension or ""
            self.fields["version"].required = True
        self.initial = {**self.initial, **rows, **initial_dates(instance), **(initial or {})}
        self.prepare_period(instance)
        self._prepare_texts()
        states = MemberState.objects.in_order(get_language() or "en")
        self.fields["country"].queryset = states  # type: ignore[attr-defined]

    def related_inputs(self) -> tuple[str, ...]:
        """Fields whose value is another row."""
        return RELATED

    def _prepare_texts(self) -> None:
        for name in TEXTS:
            self.fields[name].error_messages |= {"max_length": TOO_LONG, "null_characters_not_allowed": CONTROL}
            if name in RUSSIAN + ENGLISH:
                self.fields[name].widget.attrs["lang"] = name[-2:]

    @property
    def is_new(self) -> bool:
        return self.instance._state.adding

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in SINGLE_LINES:
            if name in self.cleaned_data:
                self.cleaned_data[name] = SPACES.sub(" ", self.cleaned_data[name]).strip()
        self.clean_period()
        self._clean_subject()
        self._apply_period()
        return self.cleaned_data

    def _apply_period(self) -> None:
        """The dates are read from several inputs, none of which has the name of the column."""
        if self.period is not None:
            row = self.instance
            row.earliest, row.latest, row.precision = self.period.earliest, self.period.latest, self.period.precision

    def _clean_subject(self) -> None:
        dimension, area = self.cleaned_data.get("dimension"), self.cleaned_data.get("area")
        is_unanswered = self.add_prefix("dimension") not in self.data
        if is_unanswered and area:
            self.cleaned_data["dimension"] = area.dimension
        elif is_unanswered:
            self.add_error("dimension", _("Choose a dimension, or “No dimension”."))
        elif dimension and area and area.dimension_id != dimension.pk and self.is_changed("dimension", "area"):
            message = _("“%(area)s” belongs to another dimension: %(dimension)s.")
            names = {"area": area.name, "dimension": area.dimension.name}
            self.add_error("area", ValidationError(message, params=names))

    def is_changed(self, *names: str) -> bool:
        return self.is_new or bool(set(names) & set(self.changed_data))

    def _post_clean(self) -> None:
        """The rules of the row, those of the database each at the input that it concerns.

        Django would skip the rules about dates and status, which are no inputs of these names.
        """
        row = self.instance = construct_instance(self, self.instance, self._meta.fields)
        others = {field.name for field in row._meta.fields} - set(self._meta.fields or ())
        try:
            row.full_clean(exclude=others | set(self.errors), validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            self.add_error(None, error)
        self._check_constraints(unread={"earliest", "latest", "precision"} if self.period is None else set())

    def _check_constraints(self, *, unread: set[str]) -> None:
        for constraint in self.instance._meta.constraints:
            field = RULE_FIELDS.get(constraint.name.partition("_")[2])
            if field in self.errors:
                continue
            try:
                constraint.validate(type(self.instance), self.instance, exclude=set(self.errors) | unread)
            except ValidationError as error:
                self.add_error(field, error)
