"""What is asked when a letter is written, and what becomes of it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cbm_events.forms.days import DayField
from cbm_events.forms.reasons import ReasonForm
from cbm_events.models import LetterTemplate
from members.models import MemberState

ALL, CHOSEN = "all", "chosen"
CIRCULAR, EACH = "circular", "each"
NO_TEMPLATE = _("Choose a text.")


class WritingForm(forms.Form):
    """Which text, to whom, and whether as one circular or as a letter to each state."""

    use_required_attribute = False

    template = forms.ChoiceField(
        label=_("Text"),
        help_text=_("Its language is the language of the letter."),
        error_messages={"required": NO_TEMPLATE, "invalid_choice": NO_TEMPLATE},
    )
    to = forms.ChoiceField(
        label=_("To"),
        choices=[(ALL, _("All member states")), (CHOSEN, _("The states chosen below"))],
        widget=forms.RadioSelect,
    )
    states = forms.ModelMultipleChoiceField(
        label=_("States"),
        queryset=MemberState.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    manner = forms.ChoiceField(
        label=_("Several states get"),
        choices=[(CIRCULAR, _("One circular under one number")), (EACH, _("A letter each, under a number each"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, templates: Sequence[LetterTemplate], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.templates = {template.public_id: template for template in templates}
        self.fields["template"].choices = [  # type: ignore[attr-defined]
            (language, [(one.public_id, one.name) for one in group])
            for language, group in groupby(templates, key=lambda one: one.get_language_display())
        ]
        self.fields["states"].queryset = MemberState.objects.in_order(get_language() or "en")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("to") == CHOSEN and not values.get("states"):
            self.add_error("states", _("Choose at least one state."))
        return values

    @property
    def chosen_template(self) -> LetterTemplate:
        return self.templates[self.cleaned_data["template"]]

    @property
    def are_all(self) -> bool:
        return bool(self.cleaned_data["to"] == ALL)

    @property
    def is_circular(self) -> bool:
        return bool(self.cleaned_data["manner"] == CIRCULAR)

    @property
    def chosen_states(self) -> list[MemberState]:
        everybody = self.fields["states"].queryset  # type: ignore[attr-defined]
        return list(everybody if self.are_all else self.cleaned_data["states"])


class SentForm(ReasonForm):
    sent_on = DayField(label=_("Sent on"), required=True)
