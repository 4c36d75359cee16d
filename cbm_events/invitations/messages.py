"""What an invitation says to a calendar (RFC 5546, section 3.2): one event, one reader, and nobody beside him."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import override

from cbm_events.feeds.calendars import Zones, write_calendar
from cbm_events.feeds.content_lines import line, quoted
from cbm_events.feeds.vevent import BEGIN, END, utc_words, what_lines, when_lines
from cbm_events.invitations.keys import CANCEL, Telling
from cbm_events.models import Event, Participation
from members.models import User

Answer = Participation.Answer
# Of the state, by which its liaisons are shown to the calendar.
PARTSTAT = {Answer.TAKES_PART: "ACCEPTED", Answer.REGRETS: "DECLINED"}
ORGANISER = "CICA Secretariat"


def write_invitation(event: Event, person: User, answer: str, at: datetime) -> str:
    """The event as it is now. Replies are given on the portal's page: no program is asked to send one."""
    language = person.language
    with override(language):
        entry = [
            *head_lines(event, event.sequence, at), *when_lines(event), *what_lines(event, language),
            *people_lines(person, PARTSTAT.get(Answer(answer or Answer.AWAITED), "NEEDS-ACTION")),
        ]  # fmt: skip
    zones = Zones()
    assert event.earliest is not None
    assert event.latest is not None
    zones.need(event.zone, event.earliest, event.latest)
    return write_calendar([BEGIN + "".join(entry) + END], zones, method="REQUEST")


def write_cancellation(event: Event, person: User, telling: Telling, at: datetime) -> str:
    """Which entry goes, and no word of what it was: the reader may not be meant to see the event any more."""
    entry = [
        *head_lines(event, telling.sequence, at),
        line("STATUS", "CANCELLED"),
        *people_lines(person, "NEEDS-ACTION"),
    ]
    return write_calendar([BEGIN + "".join(entry) + END], Zones(), method=CANCEL)


def head_lines(event: Event, sequence: int, at: datetime) -> Iterator[str]:
    yield line("UID", event.uid)
    yield line("DTSTAMP", utc_words(at))
    yield line("SEQUENCE", str(sequence))


def people_lines(person: User, standing: str) -> Iterator[str]:
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    yield line(f"ORGANIZER;CN={quoted(ORGANISER)}", f"mailto:{sender}")
    guest = f"ATTENDEE;CN={quoted(person.name)};CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={standing};RSVP=FALSE"
    yield line(guest, f"mailto:{person.email}")
