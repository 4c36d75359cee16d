"""Forms of the ground."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cica_portal.common.text import validate_plain_text


class UndoForm(forms.Form):
    """Why something is undone; the published reason names the change."""

    note = forms.CharField(
        label=_("Internal note"),
        help_text=_("Stays inside the Secretariat."),
        required=False,
        max_length=2000,
        validators=[validate_plain_text],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
