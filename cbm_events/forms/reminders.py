"""What is asked before something is sent once more, or stopped."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cica_portal.common.text import validate_single_line


class BecauseForm(forms.Form):
    """A reason in one line."""

    use_required_attribute = False

    because = forms.CharField(max_length=300, validators=[validate_single_line])

    label: Any = ""
    help_text: Any = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["because"].label, self.fields["because"].help_text = self.label, self.help_text


class AgainForm(BecauseForm):
    label = _("Why it is sent again")
    help_text = _("Stays in the ledger, with your name. The recipient does not see it.")


class StopForm(BecauseForm):
    label = _("Why it does not go")
    help_text = _("Stays in the ledger, with your name. The recipient does not see it.")


class StopAllForm(BecauseForm):
    label = _("Why all sending stops")
    help_text = _("The Secretariat sees it, with your name, until sending goes on.")


class LiftForm(BecauseForm):
    label = _("What has been found out")
    help_text = _("Stays in the history of the address, with your name.")
