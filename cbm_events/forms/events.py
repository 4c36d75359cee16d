"""The form of one event, in the sections of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cbm_events.forms.choices import MarkedSelect, code_field, kind_of
from cbm_events.forms.contents import INPUTS, PLACE, RELATED, SUBJECT, WIDGETS, ContentForm
from cbm_events.forms.days import DayField
from cbm_events.forms.periods import CLOCK_FIELDS, PERIOD_FIELDS
from cbm_events.forms.reasons import ReasonForm
from cbm_events.models import Event, Status
from cica_portal.common.audiences import Audience
from councils.models import Council
from members.models import MemberState

FIRST_STATUSES = (Status.PLANNED, Status.PROPOSED, Status.CONFIRMED)
NOMINATIONS_HINT = _("Last day on which states name delegates")
REPORT_HINT = _("Day by which the organiser reports")
REPORTER_HINT = _("Empty if the organisers report")
STATUS, REACH = _("Choose one of these statuses."), _("Choose who sees the event.")


class EventForm(ContentForm, ReasonForm):
    """Everything about an event but its parties and its later statuses, which actions set."""

    field_order = (*SUBJECT, "council", "status", *PERIOD_FIELDS, *CLOCK_FIELDS, *PLACE)
    status = forms.ChoiceField(
        label=_("Status"),
        choices=[(status.value, status.label) for status in FIRST_STATUSES],
        initial=Status.PLANNED,
        widget=forms.RadioSelect,
        error_messages={"required": STATUS, "invalid_choice": STATUS},
    )
    council = code_field(
        Council.objects.all(),
        _("Choose a body from the list."),
        label=_("Council or body"),
        widget=MarkedSelect(lambda body: {"dimension": body.dimension and body.dimension.code, "kind": kind_of(body)}),
    )
    visibility = forms.ChoiceField(
        label=_("Who sees it"),
        choices=[(a.value, a.label) for a in (Audience.MEMBER_STATES, Audience.PUBLIC, Audience.SECRETARIAT)],
        widget=forms.RadioSelect,
        error_messages={"required": REACH, "invalid_choice": REACH},
    )
    nomination_deadline = DayField(label=_("Nominations until"), help_text=NOMINATIONS_HINT)
    report_due = DayField(label=_("Report due"), help_text=REPORT_HINT)
    report_by = code_field(
        MemberState.objects.all(),
        _("Choose a member state from the list."),
        label=_("Report due from"),
        help_text=REPORTER_HINT,
    )

    class Meta:
        model = Event
        fields = (*INPUTS, "council", "visibility", "nomination_deadline", "report_due", "report_by")
        widgets = WIDGETS

    def __init__(self, data: Any = None, *, instance: Event, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, instance=instance, initial=initial)
        bodies = Council.objects.in_order(get_language() or "en").select_related("dimension")
        self.fields["council"].queryset = bodies  # type: ignore[attr-defined]
        self.fields["report_by"].queryset = self.fields["country"].queryset  # type: ignore[attr-defined]
        if not self.is_new:
            del self.fields["status"]

    def related_inputs(self) -> tuple[str, ...]:
        return (*RELATED, "council", "report_by")

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._clean_visibility()
        self._clean_deadlines()
        if "status" in self.fields:
            self.instance.status = self.cleaned_data.get("status") or self.instance.status
        return self.cleaned_data

    def _clean_visibility(self) -> None:
        visibility = self.cleaned_data.get("visibility")
        status = self.cleaned_data.get("status", self.instance.status)
        if status == Status.PROPOSED and self.is_new:
            visibility = self.cleaned_data["visibility"] = Audience.SECRETARIAT
        elif status == Status.PROPOSED and visibility != Audience.SECRETARIAT and self.is_changed("visibility"):
            self.add_error("visibility", _("A proposal is seen by its own states and the Secretariat only."))
        if visibility == Audience.PUBLIC and self.is_changed("visibility", "title_en", "title_ru"):
            self._require_both_titles()

    def _require_both_titles(self) -> None:
        for name, message in (
            ("title_en", _("Enter the title in English before the event is made public.")),
            ("title_ru", _("Enter the title in Russian before the event is made public.")),
        ):
            was_public = not self.is_new and self.initial.get("visibility") == Audience.PUBLIC
            was_missing = was_public and not self.initial.get(name)
            if not self.cleaned_data.get(name) and name not in self.errors and not was_missing:
                self.add_error(name, message)

    def _clean_deadlines(self) -> None:
        if self.period is None or self.period.earliest is None or self.period.latest is None:
            return
        check_deadlines(self, self.period.earliest, self.period.latest)


def check_deadlines(form: forms.Form | forms.ModelForm, first: Any, last: Any) -> None:
    """Nominations close before the event begins, and its report comes after its end, as far as the dates tell."""
    nominations, report = form.cleaned_data.get("nomination_deadline"), form.cleaned_data.get("report_due")
    is_exact = form.cleaned_data.get("precision") == "day"
    if nominations and nominations > (first if is_exact else last):
        form.add_error("nomination_deadline", _("Nominations end before the event begins: enter an earlier day."))
    if report and report < (last if is_exact else first):
        form.add_error("report_due", _("The report follows the event: enter a later day."))
