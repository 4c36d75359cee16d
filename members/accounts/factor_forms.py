"""The forms of the second factor, in the portal's words."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from cica_portal.common.text import validate_single_line

# A code is good for its own half minute and the one before and after.
CODE_LIVES = 120


def code_field() -> forms.CharField:
    return forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "otp", "inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Enter the code.")},
    )


def name_field(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        help_text=_("By which you know it later, like “Office laptop”."),
        required=required,
        max_length=60,
        validators=[validate_single_line],
        error_messages={"required": _("Enter a name.")},
    )


class OnceOnly:
    """A code of the app counts once, even within the minute in which it is good."""

    user: Any
    authenticator: Any

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        figures = "".join(character for character in code if character.isdigit())
        is_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_app and not cache.add(f"used-code:{self.user.pk}:{figures}", 1, CODE_LIVES):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(OnceOnly, base.AuthenticateForm):
    code = code_field()


class ReauthenticateForm(OnceOnly, base.ReauthenticateForm):
    code = code_field()


class ActivateAppForm(ActivateTOTPForm):
    code = code_field()


class AddKeyForm(AddWebAuthnForm):
    name = name_field(required=False)
    passwordless = forms.BooleanField(
        label=_("Sign in with this passkey alone"),
        help_text=_("It then asks for your fingerprint, face or PIN."),
        required=False,
        initial=True,
    )


class EditKeyForm(EditWebAuthnForm):
    name = name_field(required=True)
