"""Which summary to build, by which rule; and the text of a chapter."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from cbm_events.models import SummaryText
from cbm_events.models.contents import FIRST_YEAR
from cbm_events.summaries.counting import CountingRule
from cica_portal.common.audiences import Audience


class SummaryRequestForm(forms.Form):
    """The years up to this one, the latest first; a single year unless another last one is chosen."""

    use_required_attribute = False

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    last_year = forms.TypedChoiceField(label=_("Until"), coerce=int, empty_value=None, required=False)
    audience = forms.ChoiceField(label=_("Built for"), choices=Audience.choices, initial=Audience.PUBLIC)
    joint = forms.ChoiceField(
        label=_("A joint event"),
        choices=[("once", _("counts once")), ("each", _("counts for each organiser"))],
        required=False,
    )
    series = forms.ChoiceField(
        label=_("A series of meetings"),
        choices=[("each", _("each meeting counts")), ("once", _("counts once"))],
        required=False,
    )
    councils = forms.ChoiceField(
        label=_("Sessions of councils"), choices=[("in", _("count")), ("out", _("do not count"))], required=False
    )
    online = forms.ChoiceField(
        label=_("Online events"), choices=[("in", _("count")), ("out", _("do not count"))], required=False
    )

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(year, str(year)) for year in range(this_year, FIRST_YEAR - 1, -1)]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
        self.fields["last_year"].choices = [("", _("the same year")), *years]  # type: ignore[attr-defined]

    @property
    def rule(self) -> CountingRule:
        chosen = {name: self.cleaned_data[name] for name in CountingRule.CHOICES}
        return CountingRule(**{name: value for name, value in chosen.items() if value})


class ChapterTextForm(forms.ModelForm):
    """Both languages side by side. `seen_version` is the one that the person saw, 0 for a new text."""

    use_required_attribute = False

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_147_483_647)

    class Meta:
        model = SummaryText
        fields: ClassVar[list[str]] = ["text_en", "text_ru"]
        labels: ClassVar[dict[str, Any]] = {"text_en": _("English"), "text_ru": _("Russian")}
        widgets: ClassVar[dict[str, Any]] = {
            "text_en": forms.Textarea(attrs={"rows": 14, "lang": "en"}),
            "text_ru": forms.Textarea(attrs={"rows": 14, "lang": "ru"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = 0 if self.instance._state.adding else self.instance.version
