"""The forms by which an administrator issues a partner's token and enters the partner, and a person an own one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from members.accounts.tokens import scopes_for
from members.models import ApiToken, User


class PartnerField(forms.ModelChoiceField):
    """Partners whose account is open, told apart by their e-mail."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}, {obj.email}"


def last_day_field() -> forms.DateField:
    return forms.DateField(
        label=_("Last day"),
        help_text=_("Like 31.05.2027; at most 366 days from now."),
        widget=forms.DateInput(attrs={"inputmode": "decimal", "autocomplete": "off"}, format="%d.%m.%Y"),
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        error_messages={
            "required": _("Choose the last day on which the token works."),
            "invalid": _("Enter the day like 18.09.2026."),
        },
    )


class TokenForm(forms.ModelForm):
    """`at`: the moment from which the longest life of the token counts."""

    user = PartnerField(
        label=_("Partner"),
        queryset=User.objects.filter(role=User.Role.PARTNER, is_active=True).order_by("name", "pk"),
        empty_label="—",
        error_messages={"required": _("Choose a partner. Enter it first if it is not in the list.")},
    )
    grant = forms.ChoiceField(
        label=capfirst(_("may read")),
        choices=[(grant.value, grant.label) for grant in (ApiToken.Grant.PUBLIC, ApiToken.Grant.MEMBER_STATES)],
        initial=ApiToken.Grant.PUBLIC,
        help_text=_("“Member states” also opens what is for the member states, never rows of one state alone."),
    )
    expires_on = last_day_field()

    class Meta:
        model = ApiToken
        fields: ClassVar[list[str]] = ["user", "name", "grant", "expires_on"]
        widgets: ClassVar[dict[str, Any]] = {"name": forms.TextInput(attrs={"autocomplete": "off"})}
        help_texts: ClassVar[dict[str, Any]] = {
            "name": _("In a few words, like “Website, from 2027”."),
        }
        error_messages: ClassVar[dict[str, Any]] = {"name": {"required": _("Say what the token is for.")}}

    def __init__(self, data: Any = None, *, at: datetime) -> None:
        super().__init__(data, instance=ApiToken(created_at=at))


class OwnTokenForm(forms.ModelForm):
    """A token by which a program acts as its owner, within these scopes."""

    use_required_attribute = False

    scopes = forms.MultipleChoiceField(
        label=_("May also"),
        required=False,
        help_text=_("It reads what you may see in any case, and never does more than you may."),
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = last_day_field()

    class Meta:
        model = ApiToken
        fields: ClassVar[list[str]] = ["name", "expires_on"]
        widgets: ClassVar[dict[str, Any]] = {"name": forms.TextInput(attrs={"autocomplete": "off"})}
        help_texts: ClassVar[dict[str, Any]] = {"name": _("In a few words, like “Import from our register”.")}
        error_messages: ClassVar[dict[str, Any]] = {"name": {"required": _("Say what the token is for.")}}

    field_order = ("name", "scopes", "expires_on")

    def __init__(self, data: Any = None, *, user: User, at: datetime) -> None:
        token = ApiToken(user=user, grant=ApiToken.Grant.OWN, created_at=at, role=user.role, state=user.state)
        super().__init__(data, instance=token)
        self.fields["scopes"].choices = [(scope.value, scope.label) for scope in scopes_for(user)]  # type: ignore[attr-defined]
        if not scopes_for(user):
            del self.fields["scopes"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self.instance.scope = " ".join(sorted(values.get("scopes", ())))
        return values


class PartnerForm(forms.ModelForm):
    """A partner has no password: it signs in nowhere and reads with tokens."""

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["name", "email", "language"]
        widgets: ClassVar[dict[str, Any]] = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        }
        help_texts: ClassVar[dict[str, Any]] = {"email": _("Of whoever looks after the program that reads.")}
        error_messages: ClassVar[dict[str, Any]] = {
            "name": {"required": _("Enter the name of the partner.")},
            "email": {
                "required": _("Enter the e-mail of the partner."),
                "invalid": _("Enter the e-mail in full, like name@ministry.example."),
            },
        }

    prefix = "partner"

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, instance=User(role=User.Role.PARTNER, wants_reminders=False))

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()
