"""What is asked of a published figure, an outcome, and the report of an event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from cbm_events.forms.choices import NOTHING
from cbm_events.forms.days import DayField
from cbm_events.forms.reasons import ReasonForm
from cbm_events.forms.texts import PlainField
from cbm_events.models import Event, Outcome, PersonGroup, PublishedFigure
from cica_portal.common.audiences import Audience
from cica_portal.common.models import Document

Metric = PublishedFigure.Metric
METRICS = (Metric.PERSONS, Metric.MEMBER_STATES, Metric.COUNTRIES, Metric.OTHER)
REACH = _("Choose who sees it.")
FROM_LIST = {"invalid_choice": _("Choose from the list.")}
MOST = 2_147_483_647


def reach_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Who sees it"),
        choices=[(a.value, a.label) for a in (Audience.MEMBER_STATES, Audience.PUBLIC, Audience.SECRETARIAT)],
        widget=forms.RadioSelect,
        error_messages={"required": REACH, "invalid_choice": REACH},
    )


def number_field(label: Any, **kwargs: Any) -> forms.IntegerField:
    messages = {"invalid": _("Enter a number."), "min_value": _("Enter a number."), "max_value": _("Enter a number.")}
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 10})
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST, widget=widget, error_messages=messages | kwargs.pop("messages", {}),
        **kwargs,
    )  # fmt: skip


class ResultForm(forms.ModelForm, ReasonForm):
    """Of a new row, or of a stored one in the version that the person saw."""

    use_required_attribute = False

    visibility = reach_field()

    def __init__(self, data: Any = None, *, instance: Any) -> None:
        super().__init__(data, instance=instance, initial={"version": instance.version})
        self.fields["version"].required = not instance._state.adding

    def refuse(self, found: Mapping[str, Any]) -> None:
        """Show what the service found at the field that it names."""
        for name, messages in found.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)


class FigureForm(ResultForm):
    """A figure as somebody said it."""

    metric = forms.ChoiceField(
        label=_("What is counted"),
        choices=[(metric.value, metric.label) for metric in METRICS],
        error_messages={"required": _("Choose what is counted."), **FROM_LIST},
    )
    group = forms.ChoiceField(
        label=_("Of whom"), choices=[NOTHING, *PersonGroup.choices], required=False, error_messages=FROM_LIST
    )
    value = number_field(_("Figure"), messages={"required": _("Enter the figure.")})
    exactness = forms.ChoiceField(
        label=_("Exactness"),
        choices=PublishedFigure.Exactness.choices,
        error_messages={"required": _("Choose how exact it is."), **FROM_LIST},
    )
    detail_en = PlainField(label=_("Detail, in English"), max_length=300)
    detail_ru = PlainField(label=_("Detail, in Russian"), max_length=300)
    counting_rule = PlainField(
        label=_("Counting rule"), max_length=300, help_text=_("As far as the source says how it counted")
    )
    source = PlainField(label=_("Source"), max_length=500, help_text=_("Who published it, or the address of the page"))
    said_on = DayField(label=_("Said on"), help_text=_("Like 18.09.2026"))
    said_text = PlainField(
        label=_("Said on, in the words of the source"), max_length=60, help_text=_("When the day is not known")
    )

    class Meta:
        model = PublishedFigure
        fields: ClassVar[tuple[str, ...]] = (
            "metric", "group", "value", "exactness", "detail_en", "detail_ru", "counting_rule", "source", "said_on",
            "said_text", "visibility",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        if not values.get("source") and "source" not in self.errors:
            self.add_error("source", _("Say who published the figure."))
        if values.get("group") and values.get("metric") not in {None, Metric.PERSONS}:
            self.add_error("group", _("Only participants are counted by kind."))
        return values


class OutcomeForm(ResultForm):
    """What was adopted or taken note of, in words or as a document of the event."""

    verb = forms.ChoiceField(
        label=_("What was done"),
        choices=Outcome.Verb.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was done."), **FROM_LIST},
    )
    adopted_on = DayField(
        label=_("On", ), help_text=_("Like 18.09.2026"), required=True, error_messages={"required": _("Enter the day.")}
    )  # fmt: skip
    document = forms.ModelChoiceField(
        Document.objects.none(), label=_("Document"), to_field_name="public_id", required=False, empty_label="—",
        error_messages={"invalid_choice": _("Choose a document of this event.")},
    )  # fmt: skip

    class Meta:
        model = Outcome
        fields: ClassVar[tuple[str, ...]] = ("verb", "adopted_on", "text_en", "text_ru", "document", "visibility")
        widgets: ClassVar[dict[str, Any]] = {
            "text_en": forms.Textarea(attrs={"rows": 3, "lang": "en"}),
            "text_ru": forms.Textarea(attrs={"rows": 3, "lang": "ru"}),
        }

    def __init__(self, data: Any = None, *, instance: Outcome) -> None:
        super().__init__(data, instance=instance)
        documents = Document.objects.about(Event.record_kind, instance.event.public_id)
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]
        self.initial["document"] = instance.document

    def clean(self) -> dict[str, Any]:
        super().clean()
        texts = [bool(self.cleaned_data.get(name)) for name in ("text_en", "text_ru")]
        if not any(texts) and not self.cleaned_data.get("document"):
            self.add_error("text_en", _("Enter the outcome in words, or choose its document."))
        if self.cleaned_data.get("visibility") == Audience.PUBLIC and any(texts) and not all(texts):
            missing = "text_ru" if texts[0] else "text_en"
            self.add_error(missing, _("Enter the text in both languages before it is made public."))
        return self.cleaned_data


class ReportForm(ReasonForm):
    """That the report came in, and the numbers of participants in it."""

    received_on = DayField(label=_("Report received on"), help_text=_("Empty while it is awaited"))
    source = PlainField(
        label=_("Source of the figures"), max_length=500, help_text=_("Whose report it is, or its symbol")
    )
    said_on = DayField(label=_("Figures as of"), help_text=_("Like 18.09.2026"))
    member_states = number_field(_("Member states taking part"), required=False)
    persons = number_field(_("Participants in all"), required=False)
    visibility = reach_field()

    def __init__(self, data: Any = None, *, event: Event) -> None:
        initial = {
            "version": event.version, "received_on": event.report_received, "visibility": Audience.MEMBER_STATES,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.event = event
        self.fields["version"].required = True
        for group in PersonGroup:
            self.fields[group.value] = number_field(group.label, required=False)

    @property
    def groups(self) -> list[forms.BoundField]:
        return [self[group.value] for group in PersonGroup]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.figures_in(values) and not values.get("source") and "source" not in self.errors:
            self.add_error("source", _("Say where the figures are from."))
        received: date | None = values.get("received_on")
        if received and self.event.earliest and received < self.event.earliest:
            self.add_error("received_on", _("The report follows the event: enter a later day."))
        return values

    def figures_in(self, values: Mapping[str, Any]) -> list[tuple[str, str, int]]:
        """Metric, kind of participants and value of each number that is given."""
        wanted = [(Metric.MEMBER_STATES, "", "member_states"), (Metric.PERSONS, "", "persons")]
        wanted += [(Metric.PERSONS, group.value, group.value) for group in PersonGroup]
        return [(metric, group, values[name]) for metric, group, name in wanted if values.get(name) is not None]

    def figures(self) -> list[PublishedFigure]:
        return [
            PublishedFigure(event=self.event, metric=metric, group=group, value=value, **self.said())
            for metric, group, value in self.figures_in(self.cleaned_data)
        ]

    def said(self) -> dict[str, Any]:
        """Whose figures they are, of when, and who sees them."""
        return {name: self.cleaned_data[name] for name in ("source", "said_on", "visibility")}

    def refuse(self, found: Mapping[str, Any]) -> None:
        for name, messages in found.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)
