"""Events as a file that is taken in once: one event for a calendar, or a list as an export."""

from __future__ import annotations

from cbm_events.feeds.calendars import Zones, write_calendar
from cbm_events.feeds.renderings import write_events
from cbm_events.querysets import EventQuerySet
from cica_portal.common.viewer import Viewer


def write_file(events: EventQuerySet, viewer: Viewer, language: str) -> bytes:
    """These events, which the viewer sees, in the order of their days; those without any date are left out."""
    dated = events.filter(earliest__isnull=False).order_by("earliest", "latest", "pk")
    rows = list(dated.values_list("pk", "zone", "earliest", "latest"))
    zones = Zones()
    for _pk, zone, earliest, latest in rows:
        zones.need(zone, earliest, latest)
    texts = write_events([pk for pk, *_rest in rows], viewer, language)
    return write_calendar((texts[pk] for pk, *_rest in rows if pk in texts), zones).encode()
