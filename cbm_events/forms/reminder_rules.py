"""What is asked of a reminder rule."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from cbm_events.models import ReminderRule
from cbm_events.reminders.subjects.kinds import check_rule


class RuleForm(forms.ModelForm):
    """`seen_version` is the one that the person saw: a second saver is told."""

    use_required_attribute = False

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=2_147_483_647)

    class Meta:
        model = ReminderRule
        fields: ClassVar[list[str]] = [
            "name_en", "name_ru", "days", "side", "anchor", "recipients", "channel", "local_time",
            "intro_en", "intro_ru",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "intro_en": forms.Textarea(attrs={"rows": 3}),
            "intro_ru": forms.Textarea(attrs={"rows": 3}),
            "local_time": forms.TimeInput(format="%H:%M", attrs={"inputmode": "numeric", "maxlength": 5}),
            "days": forms.NumberInput(attrs={"min": 0, "max": 365}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "name_en": _("For this page; the mail has a heading of its own."),
            "days": _("0 is the day itself."),
            "local_time": _(
                "Like 09:00. It leaves out the weekend of the recipient’s state: earlier, or after the event later."
            ),
            "channel": _("The recipient can choose to get it more seldom, never more often."),
            "intro_en": _("Stands under the title of the event. Links do not work in it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["seen_version"] = self.instance.version
            self.fields["seen_version"].required = True

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("days") == 0 and values.get("side") == ReminderRule.Side.AFTER:
            self.add_error("side", _("Choose “before” for the day itself."))
        if {"anchor", "recipients", "side"} <= values.keys():
            check_rule(ReminderRule(**{name: values[name] for name in ("anchor", "recipients", "side")}))
        return values
