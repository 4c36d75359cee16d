"""What becomes of an event, what the ledger then does, and what a calendar is told by mail."""

import email.policy
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from icalendar import Calendar

from cbm_events.invitations.sending import REST, follow_up, invite
from cbm_events.models import Event
from cbm_events.services import save_event
from cbm_events.transitions import Action, apply_action
from cica_portal.common.mailing.sweep import send_due_mail
from tests.factories import NOW, TODAY, make_act

MINUTE = timedelta(minutes=1)
RESTED = REST + MINUTE


def send(event: Event, editor: Any, at=NOW) -> int:
    event.refresh_from_db()
    count = invite(event=event, act=make_act(actor=editor, at=at))
    send_due_mail(now=at)
    return count


def do(event: Event, action: Action, at=NOW, **values: Any) -> None:
    event.refresh_from_db()
    apply_action(event=event, action=action, act=make_act(at=at), today=TODAY, version=event.version, **values)


def change(event: Event, at=NOW, **values: Any) -> None:
    event.refresh_from_db()
    for name, value in values.items():
        setattr(event, name, value)
    save_event(event=event, act=make_act(at=at))


def run(at) -> int:
    """The sweep, and the mails that it owes."""
    owed = follow_up(now=at)
    send_due_mail(now=at)
    return owed


def mails(outbox: Path) -> list[EmailMessage]:
    """In the order in which they left."""
    parser = BytesParser(_class=EmailMessage, policy=email.policy.default)
    files = sorted(outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns) if outbox.exists() else []
    return [parser.parsebytes(path.read_bytes()) for path in files]


def calendar_in(message: EmailMessage) -> tuple[str, Any]:
    """The method of the part for calendars, and its only event."""
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == calendar["METHOD"]
    (entry,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), entry


def told(outbox: Path) -> list[tuple[str, int]]:
    """Method and SEQUENCE of each mail, in the order in which they left."""
    found = [calendar_in(message) for message in mails(outbox)]
    return [(method, int(entry["SEQUENCE"])) for method, entry in found]
