"""One page for each thing that may be done with an event: what will happen, then the act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cbm_events.forms.actions import ActionForm, MoveForm, form_for
from cbm_events.forms.conflicts import changes_since
from cbm_events.forms.date_checks import with_days_taken_up
from cbm_events.forms.entries import problems_of
from cbm_events.models import Event
from cbm_events.notices.keys import NOTICE
from cbm_events.transitions import TRANSITIONS, Action, apply_action, refusal_of
from cbm_events.views.date_advice import advice_context, is_about_dates
from cbm_events.views.entry import CONFLICT, NOT_ACCEPTED, act_of, editable_event, event_address
from cica_portal.common.fuzzy import narrows
from cica_portal.common.history import StaleVersion
from cica_portal.common.models import Change, Delivery
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in


@dataclass(frozen=True)
class Words:
    """How an action is spoken of: on its page, on its button, and when it is done."""

    title: str | Promise
    effect: str | Promise
    button: str | Promise
    done: str | Promise
    reminders: str | Promise = ""


WAIT = gettext_lazy("Reminders that are still to come are not sent.")
WORDS: dict[Action, Words] = {
    Action.PLAN: Words(
        gettext_lazy("Enter in the plan"),
        gettext_lazy("The proposal becomes a planned event. Its states see that it is in the plan."),
        gettext_lazy("Enter in the plan"),
        gettext_lazy("Entered in the plan: {}"),
    ),
    Action.CONFIRM: Words(
        gettext_lazy("Confirm the event"),
        gettext_lazy("Dates and place are certain: the event becomes confirmed."),
        gettext_lazy("Confirm event"),
        gettext_lazy("Confirmed: {}"),
    ),
    Action.POSTPONE: Words(
        gettext_lazy("Postpone the event"),
        gettext_lazy("The event will not take place on its dates, and the new dates are not known yet."),
        gettext_lazy("Postpone event"),
        gettext_lazy("Postponed: {}"),
        WAIT,
    ),
    Action.MOVE: Words(
        gettext_lazy("Move the event"),
        gettext_lazy("The event gets new dates. The earlier ones stay in its history."),
        gettext_lazy("Move event"),
        gettext_lazy("Moved: {}"),
        gettext_lazy("Reminders that are still to come move with the dates."),
    ),
    Action.CANCEL: Words(
        gettext_lazy("Cancel the event"),
        gettext_lazy("The event stays in calendars and lists, marked as cancelled. It can be reinstated."),
        gettext_lazy("Cancel event"),
        gettext_lazy("Cancelled: {}"),
        WAIT,
    ),
    Action.REINSTATE: Words(
        gettext_lazy("Reinstate the event"),
        gettext_lazy("The event becomes planned again, on the dates that it has."),
        gettext_lazy("Reinstate event"),
        gettext_lazy("Reinstated: {}"),
        gettext_lazy("Reminders of days that are still to come are sent again."),
    ),
    Action.HOLD: Words(
        gettext_lazy("Mark as held"),
        gettext_lazy("The event has taken place. It counts as held in the year’s summary."),
        gettext_lazy("Mark as held"),
        gettext_lazy("Marked as held: {}"),
    ),
}


CLOSER_KNOWN = gettext_lazy("Dates closer known: {}")


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ViewerRequest, public_id: str, action: str) -> HttpResponse:
    event = editable_event(request.viewer, public_id)
    if action not in Action.values:
        raise Http404
    wanted, now = Action(action), timezone.now()
    if request.method == "POST" and is_about_dates(request.POST):
        typed = with_days_taken_up(request.POST).dict()
        return show_action(request, event, wanted, form_for(wanted)(initial=typed, event=event), now=now)
    if request.method == "POST":
        return perform(request, event, wanted, now=now)
    return show_action(request, event, wanted, form_for(wanted)(event=event), now=now)


def perform(request: ViewerRequest, event: Event, action: Action, *, now: datetime) -> HttpResponse:
    form = form_for(action)(request.POST, event=event)
    is_complete = form.is_valid()
    if is_done(event, action, form):
        messages.info(request, _("This is done already."))
        return redirect(event_address(event))
    if refusal_of(event, action, astana_day(now)):
        return show_action(request, event, action, form, now=now, status=CONFLICT)
    if not is_complete:
        return show_action(request, event, action, form, now=now, status=NOT_ACCEPTED)
    return carry_out(request, event, action, form, now=now)


def carry_out(request: ViewerRequest, event: Event, action: Action, form: ActionForm, *, now: datetime) -> HttpResponse:
    values, before = form.cleaned_data, event.period
    form.apply_to(event)
    try:
        apply_action(
            event=event,
            action=action,
            act=act_of(request, reason=values["reason"], note=values["note"]),
            today=astana_day(now),
            version=values["version"],
            dates=form.period if isinstance(form, MoveForm) else None,
        )
    except ValidationError as error:
        for message in error.messages:
            form.add_error(None, message)
        stored = editable_event(request.viewer, event.public_id)
        return show_action(request, stored, action, form, now=now, status=NOT_ACCEPTED)
    except StaleVersion:
        return show_stale(request, event, action, form, now=now)
    link = format_html('<a href="{}">{}</a>', event_address(event), event.title)
    done = CLOSER_KNOWN if narrows(before, event.period) else WORDS[action].done
    messages.success(request, format_html(str(done), link))
    return redirect(event_address(event))


def show_stale(
    request: ViewerRequest, event: Event, action: Action, form: ActionForm, *, now: datetime
) -> HttpResponse:
    """Somebody else saved the event: show what changed, keep what was typed, and ask once more."""
    stored = editable_event(request.viewer, event.public_id)
    changes = changes_since(stored, form.cleaned_data["version"])
    data: QueryDict = request.POST.copy()
    data["version"] = str(stored.version)
    again = form_for(action)(data, event=stored)
    return show_action(request, stored, action, again, now=now, status=CONFLICT, changes=changes)


def is_done(event: Event, action: Action, form: ActionForm) -> bool:
    """Whether the event is what the action makes of it, after the version that the person saw: sent twice."""
    if form.cleaned_data.get("version", event.version) >= event.version:
        return False
    if isinstance(form, MoveForm):
        return form.period is not None and form.period == event.period
    return event.status == TRANSITIONS[action].to


def reminders_to_come(event: Event) -> int:
    """Notices of change are something else: they go whatever is done now."""
    waiting = Delivery.objects.open().about(Event.record_kind, event.public_id)
    return waiting.exclude(rule_key__startswith=NOTICE).count()


def astana_day(now: datetime) -> date:
    return today_in(SECRETARIAT_ZONE, now)


def show_action(
    request: ViewerRequest,
    event: Event,
    action: Action,
    form: ActionForm,
    *,
    now: datetime,
    status: int = 200,
    changes: list[Change] | None = None,
) -> HttpResponse:
    context = {
        "event": event,
        "action": action,
        "words": WORDS[action],
        "form": form,
        "refusal": refusal_of(event, action, astana_day(now)),
        "reminders": reminders_to_come(event),
        "changes": changes or [],
        "problems": list(problems_of(form)) if form.is_bound else [],
        **(advice_context(request, event) if isinstance(form, MoveForm) else {}),
    }
    return render(request, "cbm_events/event_action.html", context, status=status)
