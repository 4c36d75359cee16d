"""The file round the events: what it is called, what it holds and what it leaves out, and its time zones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from cbm_events.feeds.content_lines import line, text_line
from cbm_events.feeds.selection import Window
from cbm_events.feeds.timezones import UTC_NAMES, write_timezone
from cica_portal.common.date_words import day_words

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//CICA Secretariat//CICA portal//EN"
REFRESHED = "PT1H"
COLOUR = "darkslateblue"
BEGIN, END = line("BEGIN", "VCALENDAR"), line("END", "VCALENDAR")


@dataclass(frozen=True, kw_only=True)
class Zones:
    """The years in which each zone is needed."""

    years: dict[str, tuple[int, int]] = field(default_factory=dict)

    def need(self, zone: str, first: date, last: date) -> None:
        if zone and zone not in UTC_NAMES:
            low, high = self.years.get(zone, (first.year, last.year))
            self.years[zone] = min(low, first.year), max(high, last.year)


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What the file says of itself, and where all events are. `source` is its public address, if it has one."""

    name: str
    about: str
    language: str
    source: str = ""


def write_calendar(events: Iterable[str], zones: Zones, cover: Cover | None = None, *, method: str = "") -> str:
    """A file; without a cover one of a few events, which is taken in once and not fetched again."""
    rules = [write_timezone(zone, *years) for zone, years in sorted(zones.years.items())]
    return "".join([BEGIN, *frame_lines(method), *(cover_lines(cover) if cover else ()), *rules, *events, END])


def frame_lines(method: str) -> Iterator[str]:
    """Only a message to one reader has a method: a feed with one would be taken for an invitation."""
    yield line("VERSION", "2.0")
    yield line("PRODID", PRODUCT)
    yield line("CALSCALE", "GREGORIAN")
    if method:
        yield line("METHOD", method)


def cover_lines(cover: Cover) -> Iterator[str]:
    """Names of RFC 7986, then those that programs know from before."""
    yield text_line("NAME", cover.name, language=cover.language)
    yield text_line("X-WR-CALNAME", cover.name)
    about = f"{cover.about}\n{all_events_words(cover.language)}".strip()
    yield text_line("DESCRIPTION", about, language=cover.language)
    yield text_line("X-WR-CALDESC", about)
    if cover.source:
        yield line("SOURCE;VALUE=URI", cover.source)
    yield line("COLOR", COLOUR)
    yield line("REFRESH-INTERVAL;VALUE=DURATION", REFRESHED)
    yield line("X-PUBLISHED-TTL", REFRESHED)


def all_events_words(language: str) -> str:
    with override(language):
        return f"{_('All events')}: {settings.PORTAL_URL}{reverse('cbm_events:list')}"


@dataclass(frozen=True, kw_only=True)
class Contents:
    """`window` bounds the feed where its own filter does not; the numbers say what is not in it."""

    window: Window | None
    no_room: int
    without_place: int


def about_words(contents: Contents, language: str) -> str:
    with override(language):
        return "\n".join(sentences(contents, language))


def sentences(contents: Contents, language: str) -> Iterator[str]:
    if contents.window:
        days = {name: day_words(day, language) for name, day in vars(contents.window).items()}
        yield _("Events from %(first)s to %(last)s") % days
    if contents.no_room:
        yield ngettext(
            "%(count)s event further away is left out, since calendar programs take no larger file.",
            "%(count)s events further away are left out, since calendar programs take no larger file.",
            contents.no_room,
        ) % {"count": contents.no_room}
    if contents.without_place:
        yield ngettext(
            "%(count)s event is not in it: when it is to be is not known closely enough.",
            "%(count)s events are not in it: when they are to be is not known closely enough.",
            contents.without_place,
        ) % {"count": contents.without_place}
