"""What is asked about a file of events: whose it is, what its columns hold, and why it is imported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cbm_events.forms.choices import NOTHING, kind_choices
from cbm_events.forms.days import YearField
from cbm_events.forms.reasons import ReasonForm
from cbm_events.forms.texts import PlainField
from cbm_events.imports.drafts import Options
from cbm_events.imports.headings import TARGETS, UNREAD, lacking
from cbm_events.imports.previews import Matching
from cbm_events.models import ImportSender, Status
from cica_portal.common.audiences import Audience
from cica_portal.common.date_reading import DayOrder
from members.models import MemberState

COLUMN = "column-"
SENDERS = "senders"
ORDERS = [
    ("", _("Ask about each")),
    (DayOrder.DAY_FIRST.value, _("The day: 3 April")),
    (DayOrder.MONTH_FIRST.value, _("The month: 4 March")),
]


class UploadForm(forms.Form):
    """The file, and who sent it."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX, ODS or CSV, up to 10 MB and 10,000 rows"),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
    )
    sender = PlainField(
        label=_("Sent by"),
        help_text=_("A member state or a name of your own; its columns are remembered under it"),
        max_length=100,
        widget=forms.TextInput(attrs={"list": SENDERS, "autocomplete": "off"}),
    )

    @property
    def senders(self) -> list[str]:
        """What is offered while somebody types."""
        states = [state.name for state in MemberState.objects.in_order(get_language() or "en")]
        return list(dict.fromkeys([*ImportSender.objects.values_list("name", flat=True), *states]))


class MatchingForm(forms.Form):
    """One list for each column, and what holds for the whole file."""

    use_required_attribute = False

    order = forms.ChoiceField(label=_("In 03/04/2026 the first number is"), choices=ORDERS, required=False)
    year = YearField(label=_("Year of dates that name none"))
    kind = forms.ChoiceField(label=_("Kind of event"), choices=kind_choices, required=False)
    status = forms.ChoiceField(label=_("Status"), choices=Status.choices, initial=Status.PLANNED)
    visibility = forms.ChoiceField(
        label=_("Who sees it"),
        choices=[(audience.value, audience.label) for audience in (Audience.MEMBER_STATES, Audience.SECRETARIAT)],
        initial=Audience.MEMBER_STATES,
    )
    organiser = forms.ChoiceField(label=_("Organiser"), required=False)
    takes_institutions = forms.BooleanField(
        label=_("Organisers that are neither states nor bodies are institutions under the name in the file"),
        required=False,
    )

    def __init__(self, data: Any = None, *, headings: Sequence[str], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        states = MemberState.objects.in_order(get_language() or "en")
        self.fields["organiser"].choices = [NOTHING, *((state.code, state.name) for state in states)]  # type: ignore[attr-defined]
        self.headings = list(headings)
        targets = [(UNREAD, pgettext_lazy("column", "Not read")), *((target.key, target.label) for target in TARGETS)]
        for place, heading in enumerate(self.headings):
            label = heading or _("Column %(number)s") % {"number": place + 1}
            self.fields[f"{COLUMN}{place}"] = forms.ChoiceField(label=label, choices=targets, required=False)

    def columns(self) -> list[forms.BoundField]:
        return [self[f"{COLUMN}{place}"] for place in range(len(self.headings))]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        seen: dict[str, int] = {}
        for place in range(len(self.headings)):
            target = values.get(f"{COLUMN}{place}")
            if target and target in seen:
                self.add_error(f"{COLUMN}{place}", _("Another column holds this already. Choose one of the two."))
            elif target:
                seen[target] = place
        if self.headings and not self.errors:
            for label in lacking(seen):
                self.add_error(None, _("Choose which column holds this: %(label)s") % {"label": label})
        return values

    def matching(self, *, sheet: int, heading_row: int) -> Matching:
        values = self.cleaned_data
        names = ("year", "kind", "status", "visibility", "organiser", "takes_institutions")
        order = DayOrder(values["order"]) if values["order"] else None
        return Matching(
            sheet=sheet,
            heading_row=heading_row,
            targets=[values[f"{COLUMN}{place}"] for place in range(len(self.headings))],
            options=Options(order=order, **{name: values[name] for name in names}),
        )


class EnterForm(ReasonForm):
    """Why the rows are entered; `version` is the revision of the preview that the person saw."""

    leave_out = forms.BooleanField(required=False)

    def __init__(self, *args: Any, needy: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needy = needy
        self.fields["version"].required = True

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.needy and not values.get("leave_out"):
            self.add_error("leave_out", _("Answer the rows that need you, or say that they are left out."))
        return values
