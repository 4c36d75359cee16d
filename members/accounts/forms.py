"""The forms of signing in and of passwords, in the portal's words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cica_portal.common.mailing.ledger import queue_mail_to
from members.models import User

RESET_TEMPLATE = "members/password_reset"
LONGEST_PASSWORD = 128


def email_field() -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        error_messages={
            "required": _("Enter your e-mail."),
            "invalid": _("Enter the e-mail in full, like name@ministry.example."),
        },
    )


def password_field(label: Any, *, autocomplete: str, required: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={
            "required": required,
            "max_length": _("A password has at most %(limit_value)d characters."),
        },
    )


def present_password_field(label: Any) -> forms.CharField:
    return password_field(label, autocomplete="current-password", required=_("Enter your password."))


def new_password_field() -> forms.CharField:
    return password_field(
        _("New password"),
        autocomplete="new-password",
        required=_("Enter a new password."),
        help_text=_(
            "At least 12 characters, not a common one, not like your name or e-mail. Four plain words do well."
        ),
    )


def new_password_again_field() -> forms.CharField:
    return password_field(
        _("New password again"), autocomplete="new-password", required=_("Enter the new password a second time.")
    )


class NewPassword(forms.Form):
    """A password entered twice and good for `self.user`."""

    user: Any
    password1 = new_password_field()
    password2 = new_password_again_field()

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean_password2(self) -> str:
        password: str = self.cleaned_data["password2"]
        if self.cleaned_data.get("password1", password) != password:
            raise forms.ValidationError(_("The two are not the same. Enter both again."), code="differ")
        return password


class SignInForm(allauth_forms.LoginForm):
    """One answer for a wrong password, an unknown address and a closed account."""

    field_order = ("email", "password")
    password = present_password_field(_("Password"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["login"]
        self.fields["email"] = email_field()
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["login"] = self.cleaned_data.get("email", "")
        values: dict[str, Any] = super().clean()
        return values


class ForgottenPasswordForm(forms.Form):
    """Every address is treated alike: whether it has an account is looked at when the mail is to leave."""

    email = email_field()

    def save(self, request: HttpRequest, **other: Any) -> str:
        email: str = self.cleaned_data["email"]
        self.queue(email, at=timezone.now())
        return email

    def queue(self, email: str, *, at: datetime) -> None:
        queue_mail_to(address=email, language=get_language() or "en", template=RESET_TEMPLATE, at=at)


class ResetTokenForm(allauth_forms.UserTokenForm):
    """The link of a mail: good once, some hours, and for somebody who may sign in."""

    token_generator = default_token_generator

    def _get_user(self, uidb36: str) -> User | None:
        user: User | None = super()._get_user(uidb36)
        return user if user is not None and user.may_sign_in else None


class NewPasswordForm(NewPassword):
    def __init__(self, *args: Any, user: User, temp_key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def save(self) -> None:
        allauth_forms.get_adapter().set_password(self.user, self.cleaned_data["password1"])


class ChangePasswordForm(NewPassword):
    field_order = ("oldpassword", "password1", "password2")
    oldpassword = present_password_field(_("Present password"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_oldpassword(self) -> str:
        password: str = self.cleaned_data["oldpassword"]
        if not allauth_forms.get_adapter().reauthenticate(self.user, password):
            raise allauth_forms.get_adapter().validation_error("enter_current_password")
        return password

    def save(self) -> None:
        allauth_forms.get_adapter().set_password(self.user, self.cleaned_data["password1"])


class ConfirmPasswordForm(allauth_forms.ReauthenticateForm):
    password = present_password_field(_("Password"))
