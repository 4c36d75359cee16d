"""What a state says of an event that it offers, and what is said with each step of the proposal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cbm_events.forms.conflicts import PARTS
from cbm_events.forms.contents import INPUTS, WIDGETS, ContentForm
from cbm_events.forms.days import DayField
from cbm_events.forms.reasons import VersionForm
from cbm_events.forms.texts import PlainField
from cbm_events.models import Proposal
from cbm_events.models.contents import CONTENT_FIELDS
from cbm_events.models.proposals import COMMENT_LENGTH
from cbm_events.proposals.steps import Action


class ProposalForm(ContentForm):
    """The sections of the event form that are a state's to say."""

    co_organisers = PlainField(
        label=gettext_lazy("States that would co-organise"),
        help_text=gettext_lazy("In your own words, as far as it is known."),
        max_length=300,
    )

    class Meta:
        model = Proposal
        fields = (*INPUTS, "co_organisers")
        widgets = WIDGETS


class StepForm(VersionForm):
    """A comment that both sides read, and the version that the person saw."""

    comment = PlainField(
        label=gettext_lazy("Comment"),
        help_text=gettext_lazy("Read by the liaisons of the state and the Secretariat."),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, proposal: Proposal, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": proposal.version}
        super().__init__(*args, **kwargs)
        self.fields["version"].required = True
        self.today = today

    def plan(self) -> dict[str, Any]:
        """The plan that was adopted without the proposal."""
        return {}


class ReturnForm(StepForm):
    """A state is asked something: the comment says what."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        comment = self.fields["comment"]
        comment.required = True
        comment.error_messages["required"] = _("Write what is to be consulted on.")


class NotIncludedForm(StepForm):
    """Names the adopted plan."""

    adopted_on = DayField(
        label=gettext_lazy("Plan adopted on"),
        required=True,
        error_messages={"required": gettext_lazy("Enter the day on which the plan was adopted.")},
    )
    meeting_en = PlainField(label=gettext_lazy("Meeting, in English"), max_length=200)
    meeting_ru = PlainField(label=gettext_lazy("Meeting, in Russian"), max_length=200)
    field_order = ("adopted_on", "meeting_en", "meeting_ru", "comment")

    def clean_adopted_on(self) -> date:
        day: date = self.cleaned_data["adopted_on"]
        if day > self.today:
            raise ValidationError(_("This day is still to come: enter the day of the adoption."))
        return day

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        broken = {"meeting_en", "meeting_ru"} & set(self.errors)
        if not broken and not values["meeting_en"] and not values["meeting_ru"]:
            self.add_error("meeting_en", _("Enter the meeting that adopted the plan, in one language or both."))
        return values

    def plan(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("adopted_on", "meeting_en", "meeting_ru")}


FORMS: dict[Action, type[StepForm]] = {Action.RETURN: ReturnForm, Action.NOT_INCLUDED: NotIncludedForm}


def form_for(action: Action) -> type[StepForm]:
    return FORMS.get(action, StepForm)


@dataclass(frozen=True)
class Differing:
    """One part of a proposal that a colleague stored otherwise than it was typed here."""

    label: str | Promise
    stored: str


def differing_parts(typed: Proposal, stored: Proposal) -> Iterator[Differing]:
    """In the order of the form."""
    mine, theirs = typed.content_values(), stored.content_values()
    for part in PARTS:
        if set(part.fields) <= set(CONTENT_FIELDS) and any(mine[name] != theirs[name] for name in part.fields):
            yield Differing(part.label, str(part.show(stored) or "") or _("Empty"))
    if typed.co_organisers != stored.co_organisers:
        label = Proposal._meta.get_field("co_organisers").verbose_name
        yield Differing(label, stored.co_organisers or _("Empty"))
