"""What is said with a change: why, for all who see the event, and what stays inside the Secretariat."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cbm_events.forms.texts import PlainField


class VersionForm(forms.Form):
    """`version` is the one that the person saw: a second saver is told."""

    version = forms.IntegerField(min_value=1, max_value=2_147_483_647, required=False, widget=forms.HiddenInput)


class ReasonForm(VersionForm):
    """The published reason and the internal note."""

    reason = PlainField(
        label=_("Reason for the change"),
        help_text=_("Shown to everybody who sees the event. Keep it neutral; it may stay empty."),
        max_length=500,
    )
    note = PlainField(
        label=_("Internal note"),
        help_text=_("Stays inside the Secretariat."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
