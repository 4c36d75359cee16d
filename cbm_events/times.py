"""Clock times as pages show them: where the event takes place, and where the reader is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cbm_events.models import Event
from cica_portal.common.date_words import clock_words, page_language
from cica_portal.common.fuzzy import Period, Precision, describe
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE
from members.models import ZoneLabel

SECONDS_IN_HOUR = 3600


class Clock(TextChoices):
    """By whose clock times are read; the other one stands beside it where the two differ."""

    EVENT = "event", _("Event time")
    MINE = "mine", _("My time")
    SECRETARIAT = "secretariat", _("Astana time")


@dataclass(frozen=True)
class ShownTimes:
    """ "09:30–17:00", "Astana"; the second clock only where it differs."""

    local: str
    place: str
    own: str = ""
    own_place: str = ""


def with_times(events: Iterable[Event], viewer: Viewer, clock: Clock = Clock.EVENT) -> list[Event]:
    """The same events, each with `shown_times` (None without clock times). One query."""
    rows = list(events)
    labels = zone_labels() if any(event.starts_at for event in rows) else {}
    for event in rows:
        first, second = clocks_of(event, viewer, clock)
        event.shown_times = shown_times(event, second, labels, first=first)  # type: ignore[attr-defined]
    return rows


def zone_labels() -> dict[str, str]:
    return {row.zone: row.label for row in ZoneLabel.objects.all()}


def zone_of(viewer: Viewer) -> str:
    return viewer.user.zone if viewer.user else SECRETARIAT_ZONE


def clocks_of(event: Event, viewer: Viewer, clock: Clock) -> tuple[str, str]:
    """The zone that is read first, and the one beside it."""
    if clock == Clock.MINE:
        return zone_of(viewer), event.zone
    return (SECRETARIAT_ZONE, event.zone) if clock == Clock.SECRETARIAT else (event.zone, zone_of(viewer))


def shown_times(event: Event, second: str, labels: Mapping[str, str], *, first: str = "") -> ShownTimes | None:
    """By the clock of `first` (else of the event), and by that of `second` where it differs."""
    first, at = first or event.zone, event.starts_at
    if at is None:
        return None
    if _offset(first, at) == _offset(second, at):
        # One and the same clock goes by the name of where the event takes place.
        return ShownTimes(_hours(event, event.zone), zone_words(event.zone, labels, at=at))
    return ShownTimes(
        _hours(event, first), zone_words(first, labels, at=at), _hours(event, second), zone_words(second, labels, at=at)
    )


def zone_words(zone: str, labels: Mapping[str, str], *, at: datetime) -> str:
    """The Secretariat's label of the zone, else its offset; never the name in the zone database."""
    return labels.get(zone) or offset_words(_offset(zone, at))


def offset_words(hours: float) -> str:
    whole, minutes = divmod(round(abs(hours) * 60), 60)
    sign = "−" if hours < 0 else "+"
    return f"UTC{sign}{whole}" + (f":{minutes:02}" if minutes else "")


def _offset(zone: str, at: datetime) -> float:
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return offset.total_seconds() / SECONDS_IN_HOUR


def _hours(event: Event, zone: str) -> str:
    """ "09:30–17:00" on one day; over several days when it opens on the first and closes on the last."""
    assert event.starts_at is not None
    opens = _clock(event.starts_at, zone, event.earliest)
    if event.ends_at is None:
        return opens
    closes = _clock(event.ends_at, zone, event.latest)
    if event.earliest == event.latest:
        return f"{opens}–{closes}"
    return gettext("opens %(opens)s, closes %(closes)s") % {"opens": opens, "closes": closes}


def _clock(at: datetime, zone: str, day: date | None) -> str:
    """The hour, with its day where that is another one than the event's own."""
    local = at.astimezone(ZoneInfo(zone))
    if local.date() == day:
        return clock_words(local)
    there = Period(local.date(), local.date(), Precision.DAY)
    return f"{clock_words(local)} ({describe(there, page_language(), with_year=False, short=True)})"
