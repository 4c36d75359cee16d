"""What is asked of a template of letters, and of how they are numbered."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from cbm_events.forms.choices import NOTHING
from cbm_events.models import LetterNumbering, LetterTemplate


class VersionedForm(forms.ModelForm):
    """`seen_version` is the one that the person saw: a second saver is told."""

    use_required_attribute = False

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=2_147_483_647)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["seen_version"] = self.instance.version
            self.fields["seen_version"].required = True


class TemplateForm(VersionedForm):
    class Meta:
        model = LetterTemplate
        fields: ClassVar[list[str]] = ["name", "kind", "form", "language", "subject", "body", "is_active"]
        widgets: ClassVar[dict[str, Any]] = {"body": forms.Textarea(attrs={"rows": 18})}
        help_texts: ClassVar[dict[str, Any]] = {
            "name": _("For choosing it; it is not printed."),
            "form": _("A note verbale ends with its addressee, a letter begins with it."),
            "subject": _("For the register; printed at the head of a letter, not of a note verbale."),
            "body": _("An empty line parts paragraphs."),
            "is_active": _("Offered when a letter is written."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "language"):
            field: Any = self.fields[name]
            field.choices = [NOTHING, *(choice for choice in field.choices if choice[0])]


class NumberingForm(VersionedForm):
    class Meta:
        model = LetterNumbering
        fields: ClassVar[list[str]] = ["pattern", "digits"]
        widgets: ClassVar[dict[str, Any]] = {"digits": forms.NumberInput(attrs={"min": 1, "max": 6})}
        help_texts: ClassVar[dict[str, Any]] = {
            "pattern": _("{year} and {number} once each, the rest as it is to be printed."),
            "digits": _("3 prints 7 as 007."),
        }
