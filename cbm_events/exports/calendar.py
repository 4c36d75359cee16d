"""The list as a calendar file that is taken in once, written in portions."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Max, Min

from cbm_events.exports.tables import Order
from cbm_events.exports.walking import portions
from cbm_events.feeds.calendars import BEGIN, END, Zones, frame_lines
from cbm_events.feeds.renderings import write_events
from cbm_events.feeds.timezones import write_timezone


def ics_of(order: Order) -> Iterator[bytes]:
    """Events without any date are left out: a calendar has no place for them."""
    dated = order.events.filter(earliest__isnull=False)
    spans = dated.exclude(zone="").order_by().values("zone").annotate(first=Min("earliest"), last=Max("latest"))
    zones = Zones()
    for span in spans:
        zones.need(span["zone"], span["first"], span["last"])
    yield "".join([BEGIN, *frame_lines("")]).encode()
    for zone, years in sorted(zones.years.items()):
        yield write_timezone(zone, *years).encode()
    for pks in portions(dated):
        texts = write_events(pks, order.viewer, order.language)
        yield "".join(texts[pk] for pk in pks if pk in texts).encode()
    yield END.encode()
