"""What those who answer for a planned event say of it: it stands, it moves, or it is off."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cbm_events.confirmations.answering import WISHES, Answer
from cbm_events.forms.periods import CLOCK_FIELDS, PERIOD_FIELDS, PeriodForm, initial_dates
from cbm_events.forms.reasons import VersionForm
from cbm_events.forms.texts import PlainField
from cbm_events.models import ConfirmationTerm, Event, Status
from cbm_events.models.confirmations import COMMENT_LENGTH, Wish
from cica_portal.common.fuzzy import Precision

WISH = _("Choose what is to become of the event.")
WISH_CHOICES = [
    (Wish.CONFIRM, _("Confirm: it takes place on these days")),
    (Wish.MOVE, _("Move: it takes place at another time")),
    (Wish.CANCEL, _("Cancel: it does not take place")),
]


class ConfirmationForm(PeriodForm, VersionForm):
    """The exact days of a confirmation, or the new dates of a move."""

    field_order = ("wish", *PERIOD_FIELDS)
    wish = forms.ChoiceField(
        label=_("What becomes of the event?"),
        choices=WISH_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": WISH, "invalid_choice": WISH},
    )
    reason = PlainField(
        label=_("Reason"),
        help_text=_("Shown to everybody who sees the event. Keep it neutral; it may stay empty."),
        max_length=500,
    )
    comment = PlainField(
        label=_("Message to the Secretariat"),
        help_text=_("Read by the Secretariat and the organisers only."),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        known = initial_dates(event) if event.is_exact else {"precision": Precision.DAY}
        wish = Wish.MOVE if event.status == Status.CONFIRMED else Wish.CONFIRM
        kwargs["initial"] = {"version": event.version, "wish": wish} | known | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        allowed = WISHES.get(Status(event.status), ())
        wishes = cast("forms.ChoiceField", self.fields["wish"])
        wishes.choices = [choice for choice in WISH_CHOICES if choice[0] in allowed]
        self.fields["version"].required = True
        for name in CLOCK_FIELDS:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("wish") == Wish.CANCEL:
            for name in PERIOD_FIELDS:
                self.errors.pop(name, None)
            return self.cleaned_data
        self.clean_period()
        return self.cleaned_data

    def answer(self) -> Answer:
        values = self.cleaned_data
        wish = Wish(values["wish"])
        dates = None if wish == Wish.CANCEL else self.period
        return Answer(wish=wish, dates=dates, reason=values["reason"], comment=values["comment"])

    def refuse(self, error: ValidationError) -> None:
        """Show what the service found at the field that it names."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class ReplyForm(VersionForm):
    """An answer goes back to its state: the reply says why."""

    reply = PlainField(
        label=_("Reply to the state"),
        help_text=_("Read by the liaisons of the state and the organisers."),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].required = True
        self.fields["reply"].required = True
        self.fields["reply"].error_messages["required"] = _("Write what is to be consulted on.")


class TermForm(forms.ModelForm, VersionForm):
    """How many months before the event it is to be confirmed."""

    use_required_attribute = False

    class Meta:
        model = ConfirmationTerm
        fields = ("months",)
