"""The start page of somebody who is not signed in, and of partners."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cbm_events.models import Event
from cica_portal.common.viewer import Viewer
from members.models import Dimension

SHOWN_EVENTS = 8


@dataclass(frozen=True)
class VisitorBoard:
    """What is on now or comes next, the events after it, and the five dimensions."""

    under_way: list[Event]
    next_event: Event | None
    events: list[Event]
    dimensions: list[Dimension]


def visitor_board(viewer: Viewer, today: date) -> VisitorBoard:
    events = list(Event.objects.visible_to(viewer).with_parties().ahead(today)[:SHOWN_EVENTS])
    under_way = [event for event in events if event.status_on(today) == "now"]
    later = [event for event in events if event.earliest and event.earliest > today]
    return VisitorBoard(
        under_way=under_way,
        next_event=later[0] if later else None,
        events=events,
        dimensions=list(Dimension.objects.visible_to(viewer)),
    )
