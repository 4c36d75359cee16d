"""Which changes of an event are told, and what the event was before them."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cbm_events.models import Event, Status
from cica_portal.common.fuzzy import Period, Precision, narrows
from cica_portal.common.models import Change
from cica_portal.common.models.recorded import json_ready
from members.models import MemberState

Values = Mapping[str, Any]
LOCALLY = ("earliest", "latest", "precision", "start_time", "end_time", "zone")
# Another offset with the same local time: the rules of the zone have changed.
WHEN = (*LOCALLY, "utc_offset")
WHERE = ("mode", "venue_en", "venue_ru", "city_en", "city_ru", "country", "country_other")
TOLD = ("status", *WHEN, *WHERE)
CALLED_OFF = frozenset({Status.POSTPONED, Status.CANCELLED})
# Proposals are nobody's news, and what has been held is over.
OPEN = frozenset({Status.PLANNED, Status.CONFIRMED}) | CALLED_OFF


def told_values(event: Event) -> dict[str, Any]:
    """As history keeps them."""
    return {name: json_ready(getattr(event, name)) for name in TOLD}


def is_told(before: Values, after: Values, *, today: date) -> bool:
    """Whether people are to hear of it: an event that is not over is off, on again, moved, or elsewhere."""
    return concerns_an_open_event(before, after, today=today) and is_news(before, after)


def concerns_an_open_event(before: Values, after: Values, *, today: date) -> bool:
    if not {before["status"], after["status"]} <= OPEN:
        return False
    return any(values["latest"] is None or values["latest"] >= today.isoformat() for values in (before, after))


def is_news(before: Values, after: Values) -> bool:
    if called_off(before) != called_off(after):
        return True
    if after["status"] == Status.CANCELLED:
        return False
    # A place that becomes known is no news, one that becomes another is.
    replaced = any(before[name] and before[name] != after[name] for name in WHERE)
    return replaced or any(before[name] != after[name] for name in WHEN)


def is_narrowing(before: Values, after: Values) -> bool:
    """Whether the dates have only become more exact."""
    return narrows(period_in(before), period_in(after))


def period_in(values: Values) -> Period:
    earliest, latest = (date.fromisoformat(day) if (day := values[name]) else None for name in ("earliest", "latest"))
    return Period(earliest, latest, Precision(values["precision"]))


def called_off(values: Values) -> str:
    """ "postponed", "cancelled" or neither."""
    return values["status"] if values["status"] in CALLED_OFF else ""


def earlier_values(event: Event, changes: Iterable[Change]) -> dict[str, Any]:
    """The told values before the oldest of these changes, which come newest first."""
    values = told_values(event)
    for change in changes:
        values |= {name: value for name, value in change.before.items() if name in values}
    return values


def as_it_was(event: Event, values: Values) -> Event:
    """The event with its earlier dates, place and status, to be read only."""
    earlier = copy.copy(event)
    for name in TOLD:
        if name != "country":
            setattr(earlier, name, Event._meta.get_field(name).to_python(values[name]))  # type: ignore[union-attr]
    if values["country"] != json_ready(event.country):
        earlier.country = MemberState.objects.filter(code=values["country"]).first()
    earlier.derive()
    earlier.utc_offset = values["utc_offset"]
    return earlier


def is_by_new_zone_rules(before: Event, after: Event) -> bool:
    """Whether the same local time is another moment now."""
    same_time = all(getattr(before, name) == getattr(after, name) for name in LOCALLY)
    return same_time and before.utc_offset != after.utc_offset
