"""Pages of a list of events, each from the event where the last one ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cbm_events.models import Event
from cbm_events.querysets import EventQuerySet

Edge = tuple[date, int]


@dataclass(frozen=True)
class Page:
    """`previous` and `next` are public ids of the events at its ends, or empty."""

    events: list[Event]
    previous: str = ""
    next: str = ""


def page_of(events: EventQuerySet, *, size: int, after: str = "", before: str = "") -> Page:
    """The events after one event, or before one, in order. An event that is gone means the first page."""
    if edge := _edge(events, before):
        return _page_before(events, edge, size)
    edge = _edge(events, after)
    following = events.filter(_beyond(edge, "gt")) if edge else events
    rows = list(following.in_order()[: size + 1])
    return Page(
        rows[:size],
        previous=rows[0].public_id if edge and rows else "",
        next=rows[size - 1].public_id if len(rows) > size else "",
    )


def _page_before(events: EventQuerySet, edge: Edge, size: int) -> Page:
    rows = list(events.filter(_beyond(edge, "lt")).order_by("-sort_on", "-id")[: size + 1])
    shown = rows[:size][::-1]
    if not shown:
        return page_of(events, size=size)
    return Page(shown, previous=shown[0].public_id if len(rows) > size else "", next=shown[-1].public_id)


def _edge(events: EventQuerySet, public_id: str) -> Edge | None:
    if not public_id:
        return None
    return events.filter(public_id=public_id).values_list("sort_on", "id").first()


def _beyond(edge: Edge, lookup: str) -> Q:
    day, pk = edge
    return Q(**{f"sort_on__{lookup}": day}) | Q(sort_on=day, **{f"id__{lookup}": pk})
