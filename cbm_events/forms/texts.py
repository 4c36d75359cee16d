"""Plain text of people, judged by the rules that the rows have too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from cica_portal.common.text import validate_plain_text, validate_single_line

TOO_LONG = _("Shorten it to %(limit_value)s characters; it has %(show_value)s.")
CONTROL = _("Remove the control characters from the text.")


class PlainField(forms.CharField):
    """Optional text without markup; on one line unless it is given a text area."""

    default_error_messages = {"max_length": TOO_LONG}

    def __init__(self, **kwargs: Any) -> None:
        is_long = isinstance(kwargs.get("widget"), forms.Textarea)
        validator = validate_plain_text if is_long else validate_single_line
        super().__init__(required=False, validators=[validator], **kwargs)
        # The rule of plain text speaks of NUL too: once is enough.
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]
