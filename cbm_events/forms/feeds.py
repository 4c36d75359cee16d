"""What is asked of a subscription."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from cbm_events.models import Feed
from cica_portal.common.viewer import Viewer

ALL, OWN_STATE, FILTER = "all", "state", "filter"


class FeedForm(forms.ModelForm):
    """`chosen` is the filter with which the person came here, as its public codes; `chosen_words` says it."""

    use_required_attribute = False

    contents = forms.ChoiceField(label=_("What it holds"))

    class Meta:
        model = Feed
        fields: ClassVar[list[str]] = ["contents", "name", "language", "alarm"]
        widgets: ClassVar[dict[str, Any]] = {"name": forms.TextInput(attrs={"autocomplete": "off"})}
        help_texts: ClassVar[dict[str, Any]] = {
            "name": _("So that you know later which one to revoke, like “Phone”."),
            "alarm": _("Calendar programs may have alarms of their own beside it."),
        }
        error_messages: ClassVar[dict[str, Any]] = {"name": {"required": _("Name the device or the program.")}}

    def __init__(
        self, data: Any = None, *, viewer: Viewer, chosen: dict[str, list[str]], chosen_words: str = ""
    ) -> None:
        assert viewer.user is not None
        super().__init__(data, instance=Feed(user_id=viewer.user.pk, language=viewer.user.language))
        self.filters: dict[str, dict[str, list[str]]] = {ALL: {}}
        labels: dict[str, Any] = {ALL: _("Everything that you may see")}
        if viewer.state is not None:
            self.filters[OWN_STATE] = {"state": [viewer.state.code]}
            labels[OWN_STATE] = _("What your state organises, hosts or takes a role in")
        if chosen:
            self.filters[FILTER] = chosen
            labels[FILTER] = chosen_words
        field = self.fields["contents"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(reversed(labels.items()))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        self.instance.filter = self.filters.get(values.get("contents", ""), {})
        return values
