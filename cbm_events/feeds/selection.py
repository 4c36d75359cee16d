"""Which events stand in a feed: those of a window round today, as many as every calendar program takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, Q

from cbm_events.feeds.stamps import numbers_of
from cbm_events.models import Status
from cbm_events.querysets import EventQuerySet
from cica_portal.common.audiences import Audience
from cica_portal.common.fuzzy import Period, Precision, month_period

# Google drops events of larger files without a word.
MOST_EVENTS, MOST_OCTETS = 999, 1_000_000
# What stands round the events.
FRAME_OCTETS = 60_000
# So long a cancelled event stays after its last day, and after it was cancelled.
CANCELLED_STAYS = timedelta(days=30)
# A bar of half a year or more would lie over everything else.
TOO_LONG = (Precision.HALF_YEAR, Precision.YEAR)


@dataclass(frozen=True)
class Window:
    first: date
    last: date


class Row(NamedTuple):
    """An event of the feed, as far as the feed itself must know it, and its text if it was kept."""

    pk: int
    earliest: date
    latest: date
    zone: str
    number: int | None
    kept_number: int | None
    kept_text: str | None

    @property
    def text(self) -> str:
        """What was kept of it, if that is of its last change."""
        return self.kept_text or "" if self.kept_number == (self.number or 0) else ""


class Entry(NamedTuple):
    row: Row
    text: str


def window_of(today: date) -> Window:
    """Whole months, so that a feed does not change from day to day."""
    first = shifted_month(today, -settings.FEED_MONTHS_BACK).earliest
    last = shifted_month(today, settings.FEED_MONTHS_AHEAD).latest
    assert first is not None
    assert last is not None
    return Window(first, last)


def shifted_month(day: date, months: int) -> Period:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return month_period(years, month + 1)


def rows_of(events: EventQuerySet, audience: Audience, *, today: date) -> list[Row]:
    """The events `with_renderings` that can stand in a calendar, in the order of their days; one query."""
    found = can_stand(events).exclude(is_long_cancelled(audience, today=today)).order_by("earliest", "latest", "pk")
    return [Row(*row) for row in found.values_list(*Row._fields)]


def can_stand(events: EventQuerySet) -> EventQuerySet:
    return events.filter(earliest__isnull=False).exclude(precision__in=TOO_LONG)


def without_place(events: EventQuerySet, *, today: date) -> int:
    """How many are still to come, but stand in no calendar, for nobody knows enough of when."""
    vague = Q(earliest=None) | Q(precision__in=TOO_LONG, latest__gte=today)
    return events.filter(vague).exclude(status__in=[Status.CANCELLED, Status.HELD]).count()


def is_long_cancelled(audience: Audience, *, today: date) -> Q:
    """Cancelled, and every calendar has had the time to learn it."""
    limit = today - CANCELLED_STAYS
    moment = datetime.combine(limit, time.min, tzinfo=UTC)
    changed_since = Exists(numbers_of(audience).filter(at__gte=moment))
    return Q(status=Status.CANCELLED, latest__lt=limit) & ~Q(changed_since)


def within_limits(entries: list[Entry], *, today: date) -> list[Entry]:
    """Those that a feed has room for, in their order: what is ahead comes first, then the latest past."""
    room = MOST_OCTETS - FRAME_OCTETS
    lengths = [len(entry.text.encode()) for entry in entries]
    if len(entries) <= MOST_EVENTS and sum(lengths) <= room:
        return entries
    nearest = by_nearness(entries, today)[:MOST_EVENTS]
    filled = accumulate(lengths[place] for place in nearest)
    return [entries[place] for place, octets in sorted(zip(nearest, filled, strict=True)) if octets <= room]


def by_nearness(entries: list[Entry], today: date) -> list[int]:
    ahead = [place for place, entry in enumerate(entries) if entry.row.latest >= today]
    past = [place for place, entry in enumerate(entries) if entry.row.latest < today]
    return ahead + sorted(past, key=lambda place: entries[place].row.latest, reverse=True)
