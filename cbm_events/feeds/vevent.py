"""One event as a VEVENT (RFC 5545, section 3.6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import override

from cbm_events.feeds.content_lines import line, list_line, text_line
from cbm_events.feeds.timezones import UTC_NAMES
from cbm_events.feeds.words import (
    CALLED_OFF,
    category_words,
    description_words,
    event_address,
    place_words,
    title_words,
)
from cbm_events.models import Event, Status
from cica_portal.common.audiences import Audience

ONE_DAY = timedelta(days=1)
BEGIN, END = line("BEGIN", "VEVENT"), line("END", "VEVENT")
BUSY, WHOLE_DAY = line("TRANSP", "OPAQUE"), "DTSTART;VALUE=DATE"
STATUSES = {
    Status.PROPOSED: "TENTATIVE",
    Status.PLANNED: "TENTATIVE",
    Status.CONFIRMED: "CONFIRMED",
    Status.HELD: "CONFIRMED",
    Status.POSTPONED: "TENTATIVE",
    Status.CANCELLED: "CANCELLED",
}
# Names of CSS that come near the colours of the pages (RFC 7986, section 5.9).
COLOURS = {
    "mp": "royalblue", "nct": "sienna", "eco": "darkgoldenrod", "env": "teal", "hum": "mediumvioletred",
    "gb": "slategray",
}  # fmt: skip


@dataclass(frozen=True)
class Stamp:
    """What a reader may know of the changes of an event: when it came to his sight, and when it last changed."""

    created_at: datetime
    changed_at: datetime


def write_event(event: Event, stamp: Stamp, language: str) -> str:
    """An event `with_parties` and with a date. Nobody is named in it as a person."""
    with override(language):
        return "".join([BEGIN, *stamp_lines(event, stamp), *when_lines(event), *what_lines(event, language), END])


def stamp_lines(event: Event, stamp: Stamp) -> Iterator[str]:
    yield line("UID", event.uid)
    yield line("DTSTAMP", utc_words(stamp.changed_at))
    yield line("CREATED", utc_words(stamp.created_at))
    yield line("LAST-MODIFIED", utc_words(stamp.changed_at))
    yield line("SEQUENCE", str(event.sequence))


def when_lines(event: Event) -> Iterator[str]:
    """Clock times with their zone, or whole days; the last day of a calendar entry is the one after."""
    assert event.earliest is not None
    assert event.latest is not None
    if not has_hours(event):
        yield line(WHOLE_DAY, day_digits(event.earliest))
        yield line("DTEND;VALUE=DATE", day_digits(event.latest + ONE_DAY))
        return
    assert event.start_time is not None
    yield moment_line("DTSTART", datetime.combine(event.earliest, event.start_time), event.zone)
    if event.end_time:
        yield moment_line("DTEND", datetime.combine(event.latest, event.end_time), event.zone)


def has_hours(event: Event) -> bool:
    """An opening hour alone says when one day begins, not how several days end."""
    return bool(event.start_time) and (bool(event.end_time) or event.earliest == event.latest)


def moment_line(name: str, local: datetime, zone: str) -> str:
    digits = f"{local:%Y%m%dT%H%M%S}"
    return line(name, f"{digits}Z") if zone in UTC_NAMES else line(f"{name};TZID={zone}", digits)


def what_lines(event: Event, language: str) -> Iterator[str]:
    yield text_line("SUMMARY", title_words(event), language=event.title_language)
    yield text_line("DESCRIPTION", description_words(event), language=language)
    yield text_line("LOCATION", place_words(event), language=language)
    yield list_line("CATEGORIES", category_words(event), language=language)
    yield line("STATUS", STATUSES[Status(event.status)])
    yield BUSY if takes_time(event) else line("TRANSP", "TRANSPARENT")
    if event.visibility != Audience.PUBLIC:
        yield line("CLASS", "PRIVATE")
    yield line("COLOR", COLOURS.get(event.dimension_key, COLOURS["gb"]))
    yield line("URL", event_address(event))


def takes_time(event: Event) -> bool:
    """Whether it makes its reader busy: neither what is off nor days that only may be the ones."""
    return event.is_exact and event.status not in CALLED_OFF


def day_digits(day: date) -> str:
    return f"{day:%Y%m%d}"


def utc_words(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
