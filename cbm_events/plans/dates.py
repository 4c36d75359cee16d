"""Every earlier date of a planned event, with why it changed: from the history of the event and the plan's versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cbm_events.models import Event, Status
from cica_portal.common.fuzzy import Period, Precision, left_by_moves
from cica_portal.common.models import Change
from cica_portal.common.viewer import Viewer

DATES = frozenset({"earliest", "latest", "precision"})


@dataclass(frozen=True)
class Earlier:
    """A period that held until somebody changed it, and the published reason."""

    period: Period
    until: datetime
    reason: str


@dataclass(frozen=True)
class Past:
    """What history tells of one event: its earlier dates, the latest first, and why it was called off."""

    dates: list[Earlier] = field(default_factory=list)
    called_off: str = ""


def pasts_of(events: Collection[Event], viewer: Viewer) -> Mapping[str, Past]:
    """By public identifier, in one query, from the changes that the viewer's audience saw."""
    changes = Change.objects.visible_to(viewer).filter(
        kind=Event.record_kind, subject_id__in=[event.public_id for event in events], action=Change.Action.UPDATED
    )
    by_event: dict[str, list[Change]] = defaultdict(list)
    for change in changes.only("subject_id", "before", "after", "at", "reason").order_by("-id"):
        by_event[change.subject_id].append(change)
    return {event.public_id: past_of(event, by_event[event.public_id]) for event in events}


def past_of(event: Event, changes: Iterable[Change]) -> Past:
    """Changes, the latest first. A field that a change does not name was the same before it."""
    values: dict[str, Any] = {
        "earliest": event.earliest.isoformat() if event.earliest else None,
        "latest": event.latest.isoformat() if event.latest else None,
        "precision": event.precision,
    }
    found: list[Earlier] = []
    called_off = ""
    for change in changes:
        if not called_off and change.after.get("status") in {Status.CANCELLED, Status.POSTPONED}:
            called_off = change.reason
        if DATES.isdisjoint(change.before):
            continue
        values |= {name: value for name, value in change.before.items() if name in DATES}
        found.append(Earlier(_period(values), change.at, change.reason))
    return Past(_given_up(found, event.period), called_off)


def _period(values: Mapping[str, Any]) -> Period:
    earliest, latest = (date.fromisoformat(day) if (day := values[name]) else None for name in ("earliest", "latest"))
    return Period(earliest, latest, Precision(values["precision"]))


def _given_up(found: Sequence[Earlier], now: Period) -> list[Earlier]:
    """Each date once, with how it was given up last; not those that only became more exact."""
    moves = left_by_moves(now, [earlier.period for earlier in found])
    last = {earlier.period: earlier for earlier in reversed(found)}
    return [last[period] for period in moves]
