"""What is asked before something is done with an event."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cbm_events.forms.days import DayField
from cbm_events.forms.events import NOMINATIONS_HINT, REACH, REPORT_HINT, check_deadlines
from cbm_events.forms.periods import CLOCK_FIELDS, PeriodForm, initial_dates
from cbm_events.forms.reasons import ReasonForm
from cbm_events.models import Event
from cbm_events.transitions import Action
from cica_portal.common.audiences import Audience


class ActionForm(ReasonForm):
    """The reason, the note and the version."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        kwargs["initial"] = self.initial_values(event) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["version"].required = True

    def initial_values(self, event: Event) -> dict[str, Any]:
        return {"version": event.version}

    def apply_to(self, event: Event) -> None:
        """Set on the event what is asked beside the action itself."""


class PlanForm(ActionForm):
    """A proposal that enters the plan is no longer for its own states only."""

    visibility = forms.ChoiceField(
        label=_("Who sees it from now on"),
        choices=[(audience.value, audience.label) for audience in (Audience.MEMBER_STATES, Audience.SECRETARIAT)],
        widget=forms.RadioSelect,
        error_messages={"required": REACH, "invalid_choice": REACH},
    )

    def initial_values(self, event: Event) -> dict[str, Any]:
        return super().initial_values(event) | {"visibility": Audience.MEMBER_STATES}

    def apply_to(self, event: Event) -> None:
        if event.visibility != Audience.PUBLIC:
            event.visibility = self.cleaned_data["visibility"]


class MoveForm(ActionForm, PeriodForm):
    """New dates, with the times and the deadlines that hang on them."""

    nomination_deadline = DayField(label=_("Nominations until"), help_text=NOMINATIONS_HINT)
    report_due = DayField(label=_("Report due"), help_text=REPORT_HINT)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, event=event, **kwargs)
        self.prepare_period(event)

    def initial_values(self, event: Event) -> dict[str, Any]:
        deadlines = {"nomination_deadline": event.nomination_deadline, "report_due": event.report_due}
        return super().initial_values(event) | initial_dates(event) | deadlines

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.clean_period()
        if self.period and self.period.earliest and self.period.latest:
            check_deadlines(self, self.period.earliest, self.period.latest)
        return self.cleaned_data

    def apply_to(self, event: Event) -> None:
        for name in (*CLOCK_FIELDS, "nomination_deadline", "report_due"):
            setattr(event, name, self.cleaned_data[name])


FORMS: dict[Action, type[ActionForm]] = {Action.PLAN: PlanForm, Action.MOVE: MoveForm}


def form_for(action: Action) -> type[ActionForm]:
    return FORMS.get(action, ActionForm)
