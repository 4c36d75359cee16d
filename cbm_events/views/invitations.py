"""Invitations of an event: an editor sends them; who got one replies by the link in the mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cbm_events.forms.participation import ReplyForm, said_initial
from cbm_events.invitations.keys import REQUEST, Telling, telling_of
from cbm_events.invitations.replies import reply_behind
from cbm_events.invitations.sending import invite, refusal_to_invite
from cbm_events.invitations.standing import deliveries_about, invited_states, liaisons_of
from cbm_events.models import Event
from cbm_events.participation.answers import own_reply, refusal_to_answer, save_own_reply
from cbm_events.participation.sheets import SheetClash
from cbm_events.participation.standings import said_by, standings
from cbm_events.permissions import may
from cbm_events.times import with_times
from cbm_events.views.entry import CONFLICT, NOT_ACCEPTED, act_of, event_address, seen_event
from cica_portal.common.access import require
from cica_portal.common.date_words import page_language
from cica_portal.common.history import Act
from cica_portal.common.models import Delivery, Door
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import MemberState, User


@dataclass(frozen=True)
class Guest:
    """A liaison of an invited state, and the last that the ledger knows of an invitation to him."""

    person: User
    delivery: Delivery | None

    @property
    def is_request(self) -> bool:
        return self.delivery is not None and telling_of(self.delivery.rule_key).method == REQUEST


@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: ViewerRequest, public_id: str) -> HttpResponse:
    event = seen_event(request.viewer, public_id)
    require(may(request.viewer, "send_invitations", event))
    now = timezone.now()
    if request.method != "POST":
        return show(request, event, refusal_to_invite(event, now))
    try:
        count = invite(event=event, act=act_of(request, reason="", note=""))
    except ValidationError as error:
        return show(request, event, error.messages[0], status=CONFLICT)
    messages.success(request, sent_words(count))
    return redirect(f"{event_address(event)}invitations/")


def sent_words(count: int) -> str:
    if not count:
        return _("Everybody who is invited has the invitation already.")
    return ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", count) % {
        "count": count
    }


def show(request: ViewerRequest, event: Event, refusal: str | None, *, status: int = 200) -> HttpResponse:
    states = invited_states(event)
    guests = list(guests_of(event, states))
    heard_of = {guest.person.state_id for guest in guests}
    silent = MemberState.objects.in_order(page_language()).filter(pk__in=states - heard_of)
    current = Telling(REQUEST, event.sequence).key
    context = {
        "event": event,
        "guests": guests,
        "without_liaison": list(silent),
        "refusal": refusal,
        "to_send": sum(
            guest.person.wants_reminders and (guest.delivery is None or guest.delivery.rule_key != current)
            for guest in guests
        ),
    }
    return render(request, "cbm_events/invitations/sending.html", context, status=status)


def guests_of(event: Event, states: set[int]) -> Iterator[Guest]:
    known = deliveries_about([event.public_id])[event.public_id]
    for person in liaisons_of(states):
        rows = known.get(person.pk, [])
        yield Guest(person, rows[-1] if rows else None)


# A mail scanner opens every link: looking changes nothing, the button does. No page hears of the address, but the
# browser still names its origin: without one the form would be refused.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply_by_link(request: ViewerRequest, token: str) -> HttpResponse:
    found = reply_behind(token)
    if found is None:
        raise Http404
    person, event = found
    response = answer(request, person, event) if request.method == "POST" else ask(request, person, event)
    response["Referrer-Policy"] = "strict-origin"
    return response


def ask(request: ViewerRequest, person: User, event: Event, **context: Any) -> HttpResponse:
    today, state = today_in(SECRETARIAT_ZONE, timezone.now()), person.state
    stored = said_by(own_reply(event, state, today))
    known = standings(event.participations.filter(state=person.state_id).order_by("as_of", "id"))
    said = known[state.pk].said if state and state.pk in known else stored
    form = ReplyForm(initial=said_initial(said) | {"shown": stored.as_text()})
    return show_reply(request, person, event, form, **context)


def answer(request: ViewerRequest, person: User, event: Event) -> HttpResponse:
    if too_many := ratelimit.consume_or_429(request, action="invitation_reply", key=person.public_id):
        return too_many
    now, form = timezone.now(), ReplyForm(request.POST)
    today = today_in(SECRETARIAT_ZONE, now)
    if refusal_to_answer(event, today):
        return show_reply(request, person, event, form, status=CONFLICT)
    if not form.is_valid():
        return show_reply(request, person, event, form, status=NOT_ACCEPTED)
    act = Act(door=Door.PAGE, at=now, actor=person)
    try:
        save_own_reply(
            event=event, state=person.state, shown=form.shown_before, wanted=form.said, today=today, act=act
        )  # fmt: skip
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return show_reply(request, person, event, form, status=NOT_ACCEPTED)
    except SheetClash:
        return ask(request, person, event, clash=True, status=CONFLICT)
    return ask(request, person, event, stored=True)


def show_reply(
    request: ViewerRequest, person: User, event: Event, form: ReplyForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    with_times([event], request.viewer)
    context |= {"event": event, "person": person, "form": form, "refusal": refusal_to_answer(event, today)}
    return render(request, "cbm_events/invitations/reply.html", context, status=status)
