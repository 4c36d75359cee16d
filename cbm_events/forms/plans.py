"""What is asked of a plan and of each step: circulated, adopted, amended, shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cbm_events.forms.days import DayField, YearField
from cbm_events.forms.reasons import VersionForm
from cbm_events.forms.texts import PlainField
from cbm_events.models import Plan, Proposal
from cbm_events.models.plans import NOTE_LENGTH
from cbm_events.plans.freezing import Action
from councils.models import Decision

COUNTS = _("Choose what the plan counts.")
MEETING = ("meeting_en", "meeting_ru")
NOTES_ROWS = {"rows": 2}


def internal_note() -> PlainField:
    return PlainField(
        label=_("Internal note"),
        help_text=_("Stays inside the Secretariat."),
        max_length=2000,
        widget=forms.Textarea(attrs=NOTES_ROWS),
    )


class PlanForm(VersionForm):
    """A new plan, or the settings of one."""

    year = YearField(label=_("Year"), required=True, error_messages={"required": _("Enter the year of the plan.")})
    submissions_due = DayField(
        label=_("Proposals until"), help_text=_("Member states send their proposals by this day.")
    )
    counts = forms.ChoiceField(
        label=_("The plan counts"),
        choices=Plan.Counts.choices,
        widget=forms.RadioSelect,
        error_messages={"required": COUNTS, "invalid_choice": COUNTS},
    )

    def __init__(self, data: Any = None, *, plan: Plan) -> None:
        initial = {name: getattr(plan, name) for name in ("version", "year", "submissions_due", "counts")}
        super().__init__(data, initial=initial)
        if not plan._state.adding:
            del self.fields["year"]

    def apply_to(self, plan: Plan) -> None:
        for name in {"year", "submissions_due", "counts"} & set(self.fields):
            setattr(plan, name, self.cleaned_data[name])


class CirculateForm(VersionForm):
    """What is said with a version that is frozen."""

    note = PlainField(
        label=_("Remark"),
        help_text=_("Printed with the version. Keep it neutral; it may stay empty."),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs=NOTES_ROWS),
    )
    internal = internal_note()

    def __init__(self, data: Any = None, *, plan: Plan, today: date, proposals: Sequence[Proposal] = ()) -> None:
        super().__init__(data, initial={"version": plan.version})
        self.fields["version"].required = True
        self.today = today
        self.prepare(proposals)

    def prepare(self, proposals: Sequence[Proposal]) -> None:
        """Offer what depends on the plan."""

    def details(self) -> dict[str, Any]:
        """What the version stores of it."""
        return {"note": self.cleaned_data["note"]}

    def not_included(self) -> list[Proposal]:
        return []


class DecisionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.adopted_on:%d.%m.%Y} {obj.council.code}: {obj.title}"


class AmendForm(CirculateForm):
    """By which meeting, on which day, in which document."""

    decided_on = DayField(
        label=_("Adopted on"),
        required=True,
        error_messages={"required": _("Enter the day on which it was adopted.")},
    )
    meeting_en = PlainField(label=_("Meeting, in English"), max_length=200, widget=forms.TextInput({"lang": "en"}))
    meeting_ru = PlainField(label=_("Meeting, in Russian"), max_length=200, widget=forms.TextInput({"lang": "ru"}))
    decision = DecisionField(
        label=_("Decision"),
        queryset=Decision.objects.none(),
        required=False,
        empty_label="—",
        to_field_name="public_id",
        error_messages={"invalid_choice": _("Choose a decision from the list.")},
    )
    document = PlainField(label=_("Symbol of the document"), max_length=200)
    field_order: tuple[str, ...] = ("decided_on", *MEETING, "decision", "document", "note", "internal")

    def prepare(self, proposals: Sequence[Proposal]) -> None:
        decisions = Decision.objects.select_related("council").order_by("-adopted_on", "id")
        self.fields["decision"].queryset = decisions  # type: ignore[attr-defined]

    def clean_decided_on(self) -> date:
        day: date = self.cleaned_data["decided_on"]
        if day > self.today:
            raise ValidationError(_("This day is still to come: enter the day of the adoption."))
        return day

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not any(values.get(name) or name in self.errors for name in MEETING):
            self.add_error("meeting_en", _("Enter the meeting that adopted the plan, in one language or both."))
        return values

    def details(self) -> dict[str, Any]:
        names = ("decided_on", *MEETING, "decision", "document")
        return super().details() | {name: self.cleaned_data[name] for name in names}


class ProposalsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.state.name}: {obj.title} ({obj.get_status_display()})"


class AdoptForm(AmendForm):
    """With the proposals of the year that the plan does not hold."""

    not_in_plan = ProposalsField(
        label=_("Record as not included in the plan"),
        help_text=_("Their states are told by e-mail. Leave open what is still being consulted on."),
        queryset=Proposal.objects.none(),
        required=False,
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose proposals from the list.")},
    )
    field_order = (*AmendForm.field_order[:-2], "not_in_plan", "note", "internal")

    def prepare(self, proposals: Sequence[Proposal]) -> None:
        super().prepare(proposals)
        pks = [proposal.pk for proposal in proposals]
        rows = Proposal.objects.filter(pk__in=pks).select_related("state", "event").order_by("state__name_en", "pk")
        self.fields["not_in_plan"].queryset = rows  # type: ignore[attr-defined]
        self.initial["not_in_plan"] = [proposal.public_id for proposal in proposals]
        if not pks:
            del self.fields["not_in_plan"]

    def not_included(self) -> list[Proposal]:
        return list(self.cleaned_data.get("not_in_plan") or [])


class RestrictForm(CirculateForm):
    """Nothing is stored with it but the note."""

    def prepare(self, proposals: Sequence[Proposal]) -> None:
        del self.fields["note"]

    def details(self) -> dict[str, Any]:
        return {}


class PublishForm(RestrictForm):
    """On what basis everybody may read it."""

    basis = PlainField(
        label=_("Basis of publication"),
        help_text=_("For example the decision by which the plan is public."),
        max_length=300,
    )
    field_order = ("basis", "internal")

    def prepare(self, proposals: Sequence[Proposal]) -> None:
        super().prepare(proposals)
        self.fields["basis"].required = True
        self.fields["basis"].error_messages["required"] = _("Say on what basis the plan is public.")

    def details(self) -> dict[str, Any]:
        return {"basis": self.cleaned_data["basis"]}


FORMS: dict[Action, type[CirculateForm]] = {
    Action.CIRCULATE: CirculateForm,
    Action.ADOPT: AdoptForm,
    Action.AMEND: AmendForm,
    Action.PUBLISH: PublishForm,
    Action.RESTRICT: RestrictForm,
}
