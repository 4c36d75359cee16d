"""What an administrator says of a receiver."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from cica_portal.api_urls import RESOURCES
from cica_portal.common.models import WebhookReceiver
from members.accounts.token_forms import PartnerField
from members.models import User


def resource_choices() -> list[tuple[str, Any]]:
    return [(resource.name, resource.title) for resource in RESOURCES if resource.is_numbered]


class ReceiverForm(forms.ModelForm):
    """Of one that is there already: its partner and audience stay."""

    use_required_attribute = False

    resources = forms.MultipleChoiceField(
        label=_("Kinds"),
        help_text=_("Without a mark: all of them."),
        required=False,
        choices=resource_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    seen_version = forms.IntegerField(required=False, min_value=1, max_value=2_147_483_647, widget=forms.HiddenInput)

    class Meta:
        model = WebhookReceiver
        fields: ClassVar[list[str]] = ["name", "url", "resources"]
        widgets: ClassVar[dict[str, Any]] = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "url": forms.URLInput(attrs={"autocomplete": "off"}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "name": _("In a few words, like “Website, from 2027”."),
            "url": _("Begins with https:// and leads to a public server."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version
        self.fields["seen_version"].required = not self.instance._state.adding


class NewReceiverForm(ReceiverForm):
    """With the partner and the audience as which it hears."""

    field_order = ("owner", "name", "url", "grant", "resources")
    owner = PartnerField(
        label=_("Partner"),
        queryset=User.objects.filter(role=User.Role.PARTNER, is_active=True).order_by("name", "pk"),
        empty_label="—",
        error_messages={"required": _("Choose a partner. Enter it first if it is not in the list.")},
    )

    class Meta(ReceiverForm.Meta):
        fields: ClassVar[list[str]] = ["owner", "name", "url", "grant", "resources"]
        help_texts: ClassVar[dict[str, Any]] = ReceiverForm.Meta.help_texts | {
            "grant": _("“Member states” also tells of what is for the member states, never of rows of one state alone.")
        }


class VersionForm(forms.Form):
    """The version that the person saw."""

    version = forms.IntegerField(min_value=1, max_value=2_147_483_647, widget=forms.HiddenInput)
