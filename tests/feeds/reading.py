"""Feeds as a calendar program reads them."""

from typing import Any

from django.test import Client
from icalendar import Calendar

from cbm_events.models import Event

ADDRESS = "/feeds/events.ics"


def fetch(client: Client, address: str = ADDRESS, **headers: str) -> bytes:
    response = client.get(address, headers=headers or None)
    assert response.status_code == 200, response.content
    content: bytes = response.content
    return content


def entries_in(content: bytes) -> dict[str, Any]:
    """VEVENTs by UID."""
    calendar = Calendar.from_ical(content)
    found = {str(entry["UID"]): entry for entry in calendar.walk("VEVENT")}
    assert len(found) == content.count(b"BEGIN:VEVENT")
    return found


def entry_of(client: Client, event: Event, address: str = ADDRESS) -> Any:
    return entries_in(fetch(client, address))[event.uid]


def texts_in(content: bytes) -> dict[str, bytes]:
    """The octets of each VEVENT, by UID."""
    parts = [part.partition(b"END:VEVENT")[0] for part in content.split(b"BEGIN:VEVENT")[1:]]
    return {part.partition(b"UID:")[2].partition(b"\r\n")[0].decode(): part for part in parts}


def lines_in(content: bytes) -> list[str]:
    """Unfolded content lines."""
    return content.decode().replace("\r\n ", "").split("\r\n")
