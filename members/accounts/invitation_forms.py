"""The form by which an administrator invites, and the one by which the invited person accepts."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cica_portal.common.text import validate_single_line
from members.accounts.forms import NewPassword
from members.models import Invitation, MemberState, User

# Partners have tokens for the API; they do not sign in.
INVITED_ROLES = [role for role in User.Role if role != User.Role.PARTNER]


class InviteForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields: ClassVar[list[str]] = ["email", "name", "role", "state", "language"]
        widgets: ClassVar[dict[str, Any]] = {
            "email": forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "state": _("For a liaison only."),
            "language": _("Of the mail, and of the portal for this person."),
        }
        error_messages: ClassVar[dict[str, Any]] = {
            "email": {
                "required": _("Enter the e-mail of the person."),
                "invalid": _("Enter the e-mail in full, like name@ministry.example."),
            },
            "name": {"required": _("Enter the name of the person.")},
            "role": {"required": _("Choose a role.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "—"), *((role.value, role.label) for role in INVITED_ROLES)]  # type: ignore[attr-defined]
        self.fields["state"].queryset = MemberState.objects.in_order(get_language() or "en")  # type: ignore[attr-defined]
        self.fields["state"].empty_label = "—"  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class AcceptForm(NewPassword):
    """`user` is the account as it will be; nothing is stored yet."""

    field_order = ("name", "password1", "password2")
    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        validators=[validate_single_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": invitation.name}
        super().__init__(*args, **kwargs)
        self.user = User(email=invitation.email, name=invitation.name)
