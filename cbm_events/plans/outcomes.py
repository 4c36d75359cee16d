"""What became of a planned line, from its events and the day: no row is read here, nothing is stored.

A past event never becomes held by itself. What its events do not tell, the Secretariat states, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cbm_events.models import LineOutcome, Status
from cica_portal.common.fuzzy import Period

L = LineOutcome
CARRIED_OUT: frozenset[LineOutcome] = frozenset({L.HELD, L.MOVED})
OF_SEVERAL: frozenset[LineOutcome] = frozenset({L.MERGED, L.SPLIT})


@dataclass(frozen=True)
class EventState:
    """What is asked of an event: its status, its dates as they now are, and whether it stands for other lines too."""

    status: str
    period: Period
    is_shared: bool = False

    @property
    def is_held(self) -> bool:
        return self.status == Status.HELD

    def is_held_in(self, year: int) -> bool:
        return self.is_held and not is_after(self.period, year)


def outcome_of(
    *, year: int, planned: Period, events: Sequence[EventState], stated: str = "", today: date
) -> LineOutcome:
    """Of a line that stands in the plan of the year. What the Secretariat states goes before what is derived."""
    if stated:
        return L(stated)
    if not events:
        return L.NOT_REPORTED if is_over(planned, year, today) else L.AHEAD
    found = [_of_one(year, planned, event, today) for event in events]
    if len(found) > 1:
        return _of_several(found)
    return L.MERGED if events[0].is_shared and found[0] in CARRIED_OUT else found[0]


def _of_several(found: Sequence[LineOutcome]) -> LineOutcome:
    """All called off is called off, all to come is to come; some held and others gone is held in part."""
    if CARRIED_OUT.isdisjoint(found):
        return found[0] if len(set(found)) == 1 else L.SPLIT
    return L.SPLIT if CARRIED_OUT | {L.AHEAD} >= set(found) else L.IN_PART


def _of_one(year: int, planned: Period, event: EventState, today: date) -> LineOutcome:
    if event.status == Status.CANCELLED:
        return L.CANCELLED
    if is_after(event.period, year):
        return L.CARRIED_OVER
    if event.is_held:
        return L.HELD if agrees(planned, event.period) else L.MOVED
    if event.status == Status.POSTPONED:
        return L.NOT_REPORTED if today.year > year else L.AHEAD
    return L.NOT_REPORTED if is_over(event.period, year, today) else L.AHEAD


def is_after(period: Period, year: int) -> bool:
    return period.earliest is not None and period.earliest.year > year


def is_over(period: Period, year: int, today: date) -> bool:
    """Whether its last possible day is past; without a date, whether the year is."""
    return period.latest < today if period.latest else today.year > year


def agrees(planned: Period, actual: Period) -> bool:
    """Whether what took place can be what was planned: dates known only roughly contradict nothing they overlap."""
    if planned.earliest is None or planned.latest is None or actual.earliest is None or actual.latest is None:
        return True
    is_within = planned.earliest <= actual.earliest and actual.latest <= planned.latest
    is_rough = actual.precision != "day" and actual.earliest <= planned.latest and planned.earliest <= actual.latest
    return is_within or is_rough


def is_carried_out(outcome: LineOutcome, events: Sequence[EventState]) -> bool:
    """Held as planned or on other days of the year; merged or split: when each of its events was held."""
    if outcome in CARRIED_OUT:
        return True
    return outcome in OF_SEVERAL and bool(events) and all(event.is_held for event in events)
