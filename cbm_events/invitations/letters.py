"""Writes the mail that carries an invitation, from the event as it is when the mail leaves."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop

from cbm_events.invitations.keys import REQUEST, Telling, telling_of
from cbm_events.invitations.messages import write_cancellation, write_invitation
from cbm_events.invitations.standing import OVERTAKEN, deliveries_about, wanted
from cbm_events.invitations.wording import words_of
from cbm_events.models import Event
from cbm_events.participation.standings import standings
from cbm_events.reminders.switching_off import letter_headers
from cica_portal.common.mailing.letters import Calendar, Letter, Withdrawn
from cica_portal.common.models import Delivery, Mail
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import User

GONE = gettext_noop("The event is no longer there.")
UNWANTED = gettext_noop("The recipient wants no e-mails.")
REACHED = (Delivery.State.SENT, Delivery.State.UNKNOWN)


def write_letter(mail: Mail, *, at: datetime) -> Letter:
    """Raises Withdrawn when the event is not any more what was to be told of it."""
    assert mail.recipient_id is not None, "an invitation has a recipient"
    person = User.objects.select_related("state").get(pk=mail.recipient_id)
    event = Event.objects.with_parties().filter(public_id=mail.context["event"]).first()
    if event is None:
        raise Withdrawn(GONE)
    if not person.wants_reminders or person.state is None:
        raise Withdrawn(UNWANTED)
    telling = telling_of(mail.context["telling"])
    rows = deliveries_about([event.public_id])[event.public_id][person.pk]
    others = [row for row in rows if row.mail_id != mail.pk]
    if telling != wanted(event, Viewer(person.audience), others, today_in(SECRETARIAT_ZONE, at)):
        raise Withdrawn(OVERTAKEN)
    is_first = not any(row.state in REACHED for row in others)
    return Letter(
        words=lambda language: words_of(event, person, telling, language, is_first=is_first),
        headers=letter_headers(person, [event.uid]),
        calendar=Calendar(method=telling.method, content=content_for(event, person, telling, at)),
    )


def content_for(event: Event, person: User, telling: Telling, at: datetime) -> str:
    if telling.method != REQUEST:
        return write_cancellation(event, person, telling, at)
    state: int = person.state_id or 0
    known = standings(event.participations.filter(state=state).order_by("as_of", "id"))
    return write_invitation(event, person, known[state].answer if state in known else "", at)
