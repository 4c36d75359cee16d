"""What is asked of somebody who wants reminders without an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cbm_events.reminders.subscribing import Wish
from cica_portal.common.date_words import page_language
from members.models import Dimension, PriorityArea, User

DIMENSION, AREA = "dimension:", "area:"


class WishForm(forms.Form):
    """Choices are read when the form is built, so that the names are those of the page's language."""

    use_required_attribute = False

    address = forms.EmailField(label=_("Your e-mail address"), max_length=254)
    what = forms.ChoiceField(label=_("Remind me of"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=User.Language.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].widget.attrs |= {"autocomplete": "email"}
        self.fields["language"].initial = page_language()
        dimensions = [(f"{DIMENSION}{row.code}", row.name) for row in Dimension.objects.all()]
        active = PriorityArea.objects.filter(status=PriorityArea.Status.ACTIVE)
        areas = sorted(((f"{AREA}{row.code}", row.name) for row in active), key=lambda choice: choice[1])
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            ("", _("All public events")),
            (_("Events of one dimension"), dimensions),
            (_("Events of one priority area"), areas),
        ]

    def wish(self) -> Wish:
        what = self.cleaned_data["what"]
        return Wish(
            address=self.cleaned_data["address"].lower(),
            language=self.cleaned_data["language"],
            dimension=what.removeprefix(DIMENSION) if what.startswith(DIMENSION) else "",
            area=what.removeprefix(AREA) if what.startswith(AREA) else "",
        )
