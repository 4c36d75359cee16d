"""From the events that a reader has chosen to the file of his feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cbm_events.feeds.alarms import Alarms
from cbm_events.feeds.calendars import Contents, Cover, Zones, about_words, write_calendar
from cbm_events.feeds.renderings import current_edition, with_renderings, write_events
from cbm_events.feeds.selection import Entry, rows_of, window_of, within_limits, without_place
from cbm_events.querysets import EventQuerySet
from cica_portal.common.viewer import Viewer


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whose feed it is, in which language, with which alarm before each event."""

    viewer: Viewer
    language: str
    alarm: str = ""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Events that the reader sees and has chosen. `own_time`: his filter says which time he wants.

    `source` is the address of a feed that everybody may fetch.
    """

    events: EventQuerySet
    name: str
    own_time: bool = False
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Built:
    """`about` says in words what the file holds and what it leaves out."""

    text: str
    about: str
    count: int


def build_feed(reader: Reader, chosen: Chosen, *, today: date) -> Built:
    window = None if chosen.own_time else window_of(today)
    shown = chosen.events.overlapping(window.first, window.last) if window else chosen.events
    found = entries_of(shown, reader, today=today)
    entries = within_limits(found, today=today)
    contents = Contents(
        window=window,
        no_room=len(found) - len(entries),
        without_place=without_place(chosen.events, today=today),
    )
    about = about_words(contents, reader.language)
    cover = Cover(name=chosen.name, about=about, language=reader.language, source=chosen.source)
    alarms = Alarms(reader.alarm, reader.language)
    texts = (alarms.added_to(entry.text) for entry in entries)
    text = write_calendar(texts, zones_of(entries), cover)
    return Built(text=text, about=about, count=len(entries))


def entries_of(events: EventQuerySet, reader: Reader, *, today: date) -> list[Entry]:
    """What was kept of the events, the rest written now."""
    audience = reader.viewer.audience
    rows = rows_of(with_renderings(events, audience, reader.language, current_edition()), audience, today=today)
    stale = [row.pk for row in rows if not row.text]
    written = write_events(stale, reader.viewer, reader.language) if stale else {}
    found = [Entry(row, row.text or written.get(row.pk, "")) for row in rows]
    return [entry for entry in found if entry.text]


def zones_of(entries: list[Entry]) -> Zones:
    zones = Zones()
    for row, _text in entries:
        if row.zone:
            zones.need(row.zone, row.earliest, row.latest)
    return zones
