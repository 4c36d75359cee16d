"""By whose clock a page shows times: a plain link, kept in the address."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from cbm_events.times import Clock
from cbm_events.views.addresses import with_query
from cica_portal.common.viewer import ViewerRequest

CLOCK = "clock"


@dataclass(frozen=True)
class ClockLink:
    label: str
    url: str
    is_current: bool


def clock_of(request: ViewerRequest) -> Clock:
    """The time of the event, unless a known other one is asked for."""
    asked = request.GET.get(CLOCK, "")
    return Clock(asked) if asked in Clock.values else Clock.EVENT


def with_clock(query: QueryDict, request: ViewerRequest) -> QueryDict:
    """The query with the clock, where it is not the one that pages show by themselves."""
    if clock_of(request) != Clock.EVENT:
        query[CLOCK] = clock_of(request).value
    return query


def clock_links(request: ViewerRequest, query: QueryDict) -> list[ClockLink]:
    """A visitor has no clock of its own beside Astana's."""
    bare = query.copy()
    bare.pop(CLOCK, None)
    offered = [clock for clock in Clock if clock != Clock.MINE or request.viewer.is_signed_in]
    return [
        ClockLink(
            str(clock.label),
            with_query(request.path, bare, **({} if clock == Clock.EVENT else {CLOCK: clock.value})),
            clock == clock_of(request),
        )
        for clock in offered
    ]


def carried_clock(query: QueryDict) -> list[tuple[str, str]]:
    """What the filter form takes along."""
    return [(CLOCK, str(query[CLOCK]))] if CLOCK in query else []
