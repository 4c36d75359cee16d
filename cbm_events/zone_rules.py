"""Another version of the zone database: the moments of events to come follow anew from their local times."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_noop

from cbm_events.batches import EventToSave, write_entries
from cbm_events.models import Event
from cica_portal.common import history
from cica_portal.common.zones import ZONE_RULES

NEW_RULES = gettext_noop("The rules of the time zone have changed.")
ONE_DAY = timedelta(days=1)
ATTEMPTS = 5


def apply_zone_rules(*, today: date, act: history.Act) -> int:
    """Look at each event once for each version; returns how many take place at another moment now.

    The local time stays. What is another moment is a change like any other: it has its history, raises
    SEQUENCE and is told to those concerned; the planner shifts what is not yet sent.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _apply(today, act)
        except history.StaleVersion:
            # Somebody saves an event at this moment, by the new rules.
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("the last attempt raises")


def _apply(today: date, act: history.Act) -> int:
    coming = Event.objects.filter(start_time__isnull=False, latest__gte=today - ONE_DAY).exclude(zone="")
    events = list(coming.exclude(zone_rules=ZONE_RULES))
    moved = [event for event in events if is_moved(event)]
    with history.batch(act) as batch:
        write_entries([EventToSave(event=event) for event in moved], batch)
        # What is derived alike needs no new version of the row.
        coming.exclude(zone_rules=ZONE_RULES).update(zone_rules=ZONE_RULES)
    return len(moved)


def is_moved(event: Event) -> bool:
    """Derives the event by the rules of today."""
    before = event.utc_offset
    event.derive()
    return event.utc_offset != before
