"""What people type about a silence procedure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cica_portal.common.text import validate_plain_text, validate_single_line
from cica_portal.common.zones import SECRETARIAT_ZONE, to_utc
from councils.models import Council, Objection, SilenceProcedure, SilenceStep
from councils.models.silence import COMMENT_LENGTH
from councils.silence.steps import Said
from members.forms import day_field
from members.models import MemberState, ZoneLabel

Action = SilenceStep.Action
HOUR = _("Enter the hour like 18:00.")
LARGEST = 2_147_483_647


def hour_field(**kwargs: Any) -> forms.TimeField:
    """An hour of the 24-hour clock."""
    return forms.TimeField(
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TimeInput(format="%H:%M", attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 8}),
        error_messages={"required": HOUR, "invalid": HOUR},
        **kwargs,
    )


def line_field(**kwargs: Any) -> forms.CharField:
    return forms.CharField(max_length=200, validators=[validate_single_line], **kwargs)


def states_in_order() -> QuerySet[MemberState]:
    states: QuerySet[MemberState] = MemberState.objects.in_order(get_language() or "en")
    return states


class SilenceForm(forms.ModelForm):
    """A draft: the body, the text, and until when silence is awaited."""

    use_required_attribute = False

    deadline_day = day_field(label=_("Deadline"), help_text=_("Like 15.02.2027"), required=False)
    deadline_time = hour_field(label=_("Hour"), help_text=_("By the clock of the zone"), required=False)
    zone = forms.ChoiceField(
        label=_("Time zone"), error_messages={"invalid_choice": _("Choose a time zone from the list.")}
    )
    seen_version = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)

    class Meta:
        model = SilenceProcedure
        fields: ClassVar[list[str]] = [
            "council", "chair", "subject_en", "subject_ru", "text_en", "text_ru",
            "deadline_day", "deadline_time", "zone",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "text_en": forms.Textarea(attrs={"rows": 8}),
            "text_ru": forms.Textarea(attrs={"rows": 8}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "chair": _("Its liaisons read the objections. Empty where no state is in the chair."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version
        self.fields["seen_version"].required = not self.instance._state.adding
        labels = {row.zone: row.label for row in ZoneLabel.objects.all()}
        for zone in (SECRETARIAT_ZONE, self.instance.zone):
            labels.setdefault(zone, zone.rpartition("/")[2].replace("_", " "))
        self.fields["zone"].choices = sorted(labels.items(), key=lambda item: item[1])  # type: ignore[attr-defined]
        for name, rows in (("council", Council.objects.order_by("name_en")), ("chair", states_in_order())):
            field: Any = self.fields[name]
            field.queryset, field.empty_label = rows, "—"


class StepForm(forms.Form):
    """What all member states read with the step, and the version that the person saw."""

    use_required_attribute = False

    comment = forms.CharField(
        label=_("Comment"),
        help_text=_("Read by all member states. Keep it neutral; it may stay empty."),
        required=False,
        max_length=COMMENT_LENGTH,
        validators=[validate_plain_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(min_value=1, max_value=LARGEST, widget=forms.HiddenInput)

    def __init__(self, *args: Any, procedure: SilenceProcedure, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": procedure.version}
        super().__init__(*args, **kwargs)
        self.today = today

    def said(self) -> Said:
        return Said(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class ExtendForm(StepForm):
    """Another deadline, by the same zone."""

    field_order = ("deadline_day", "deadline_time", "comment")
    deadline_day = day_field(label=_("New deadline"), help_text=_("Like 15.02.2027"))
    deadline_time = hour_field(label=_("Hour"), help_text=_("By the clock of the same zone"))


class AdoptForm(StepForm):
    """What the Chair has notified."""

    field_order = ("notified_on", "notified_by", "paper", "comment")
    notified_on = day_field(label=_("Day of the Chair's notification"), help_text=_("The day of the adoption"))
    notified_by = line_field(label=_("Notified by"), help_text=_("Like “Chair of the Senior Officials Committee”"))
    paper = line_field(label=_("Document"), help_text=_("Number and date of the note or letter"), required=False)

    def clean_notified_on(self) -> date:
        day: date = self.cleaned_data["notified_on"]
        if day > self.today:
            raise ValidationError(_("This day is still to come."))
        return day


FORMS: dict[Action, type[StepForm]] = {Action.EXTEND: ExtendForm, Action.ADOPT: AdoptForm}


def form_for(action: Action) -> type[StepForm]:
    return FORMS.get(action, StepForm)


class ObjectionForm(forms.ModelForm):
    """What a liaison says for its state."""

    use_required_attribute = False

    class Meta:
        model = Objection
        fields: ClassVar[list[str]] = ["text"]
        widgets: ClassVar[dict[str, Any]] = {"text": forms.Textarea(attrs={"rows": 6})}
        error_messages: ClassVar[dict[str, Any]] = {"text": {"required": _("Write what your state objects to.")}}

    def _get_validation_exclusions(self) -> set[str]:
        """The state is no input, yet it objects once."""
        return super()._get_validation_exclusions() - {"state", "procedure"}  # type: ignore[misc]  # the stubs lack it


class NoteForm(ObjectionForm):
    """A note that has come on paper, with the time of its receipt in Astana."""

    field_order = ("state", "reference", "received_day", "received_time", "text")
    received_day = day_field(label=_("Received on"), help_text=_("Like 15.02.2027"))
    received_time = hour_field(label=_("At"), help_text=_("Astana time"))

    class Meta(ObjectionForm.Meta):
        fields: ClassVar[list[str]] = ["state", "reference", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].queryset = states_in_order()  # type: ignore[attr-defined]

    def received_at(self) -> datetime:
        return to_utc(self.cleaned_data["received_day"], self.cleaned_data["received_time"], SECRETARIAT_ZONE)


class VersionForm(forms.Form):
    """The version that the person saw."""

    version = forms.IntegerField(min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
