"""The year on one page: twelve months by dimension, priority area, state or body."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from cbm_events.adviser.checks import shared_by
from cbm_events.adviser.facts import OtherEvent
from cbm_events.adviser.findings import Shared
from cbm_events.adviser.gathering import coordinators_on, other_event
from cbm_events.calendar_year import YearRow, rows_of, weeks_of, without_days
from cbm_events.filters import EventFilter
from cbm_events.models import Event, EventRole, Status
from cbm_events.models.contents import FIRST_YEAR, LAST_YEAR
from cbm_events.times import with_times
from cbm_events.views.addresses import filters_in, with_query
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

BY = "by"
CALLED_OFF = {Status.CANCELLED, Status.POSTPONED}


@dataclass(frozen=True)
class Head:
    """What a row is about; `order` puts the rows in theirs."""

    order: tuple[Any, ...]
    title: str
    code: str = ""
    kind: str = ""
    url: str = ""


@dataclass(frozen=True)
class Clash:
    """Two events on the same days that have something in common."""

    number: int
    one: Event
    other: Event
    first: date
    last: date
    shared: tuple[str, ...]


WAYS = {
    "dimension": gettext_lazy("By dimension"),
    "area": gettext_lazy("By priority area"),
    "state": gettext_lazy("By state"),
    "body": gettext_lazy("By body"),
}
SHARED = {
    Shared.ORGANISER: gettext_lazy("the same organiser"),
    Shared.AREA: gettext_lazy("the same priority area"),
    Shared.COUNCIL: gettext_lazy("the same body"),
    Shared.COORDINATOR: gettext_lazy("the same coordinator"),
}


@require_safe
def this_year(request: ViewerRequest) -> HttpResponse:
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    return redirect(with_query(address_of(today.year), carried(request)))


@require_safe
def year(request: ViewerRequest, year: int) -> HttpResponse:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    query = carried(request)
    shown = EventFilter(query, queryset=Event.objects.visible_to(request.viewer), request=request)
    events = with_times(shown.qs.for_year(year).with_parties().in_order(), request.viewer)
    context = {
        "year": year,
        "months": [date(year, month, 1) for month in range(1, 13)],
        "today": today,
        "rows": planner_rows(year, events, way_of(query)),
        "weeks": weeks_of(year, [event for event in events if event.status not in CALLED_OFF]),
        "undated": without_days(events),
        "clashes": clashes_among(events, today) if request.viewer.is_signed_in else [],
        "count": len(events),
        "has_samples": any(event.is_sample for event in events),
        "filter": shown,
        "query": query,
    }
    return render(request, "cbm_events/event_year.html", context | addresses(year, query))


def way_of(query: QueryDict) -> str:
    way = query.get(BY, "")
    return way if way in WAYS else "dimension"


def carried(request: ViewerRequest) -> QueryDict:
    """The filters and what the rows are; the page has a year of its own."""
    query = filters_in(request.GET, without={"year"})
    if request.GET.get(BY) in WAYS:
        query[BY] = request.GET[BY]
    return query


def address_of(year: int) -> str:
    return reverse("cbm_events:year", args=[year])


def addresses(year: int, query: QueryDict) -> dict[str, Any]:
    """Where the links of the page lead; each keeps the filters and the rows."""
    timeless = query.copy()
    timeless.pop(BY, None)
    near = {"previous": year - 1, "next": year + 1}
    return {
        "neighbours": {
            side: (other, with_query(address_of(other), query)) for side, other in near.items() if in_range(other)
        },
        "ways": [
            (label, with_query(address_of(year), query, by=way), way == way_of(query)) for way, label in WAYS.items()
        ],
        "carried": [(BY, query[BY])] if BY in query else [],
        "today_url": with_query(reverse("cbm_events:this_year"), query),
        "pdf_url": with_query(reverse("cbm_events:year_pdf", args=[year]), query),
        "month_url": with_query(reverse("cbm_events:month", args=[year, 1]), timeless),
        "week_url": with_query(reverse("cbm_events:week_of", args=[date(year, 1, 4).isoformat()]), timeless),
        "list_url": with_query(reverse("cbm_events:list"), timeless, year=year),
    }


def in_range(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def planner_rows(year: int, events: Iterable[Event], way: str) -> list[YearRow[Event, Head]]:
    """A row for each subject that has an event; an event with several stands in each."""
    grouped: dict[Head, list[Event]] = {}
    for event in events:
        for head in HEADS[way](event):
            grouped.setdefault(head, []).append(event)
    return rows_of(year, dict(sorted(grouped.items(), key=lambda item: item[0].order)))


def dimension_heads(event: Event) -> list[Head]:
    dimension = event.dimension
    if dimension:
        url = reverse("members:dimension", args=[dimension.code])
        return [Head((0, dimension.position), dimension.short, dimension.code, "dimension", url)]
    if event.is_statutory:
        return [Head((1,), _("Governing bodies"), "GB", "dimension")]
    return [Head((2,), _("No dimension"))]


def area_heads(event: Event) -> list[Head]:
    if event.area is None:
        return [Head((1,), _("No priority area"))]
    return [Head((0, event.area.code), event.area.name, url=reverse("members:area", args=[event.area.code]))]


def body_heads(event: Event) -> list[Head]:
    if event.council is None:
        return [Head((1,), _("No body"))]
    council = event.council
    return [Head((0, council.name), council.name, url=reverse("councils:detail", args=[council.code]))]


def state_heads(event: Event) -> list[Head]:
    """The states that organise, and the Secretariat; last what has no such party."""
    found: dict[Hashable, Head] = {}
    for role in event.roles.all():
        if role.role not in EventRole.ORGANISING:
            continue
        if role.state:
            state = role.state
            url = reverse("members:state", args=[state.code])
            found[state.code] = Head((0, state.name), state.name, state.code, "state", url)
        elif role.party == EventRole.Party.SECRETARIAT:
            found[role.party] = Head((1,), pgettext("party", "CICA Secretariat"))
    return list(found.values()) or [Head((2,), _("Another organiser, or not known"))]


HEADS = {"dimension": dimension_heads, "area": area_heads, "state": state_heads, "body": body_heads}


def clashes_among(events: Iterable[Event], today: date) -> list[Clash]:
    """Pairs of events with exact days, not called off, that meet on a day and have something in common."""
    coordinators = coordinators_on(today)
    dated = [event for event in events if event.is_exact and event.earliest and event.status not in CALLED_OFF]
    facts = [(event, other_event(event, coordinators)) for event in dated]
    found: list[Clash] = []
    for (one, its), (other, others) in combinations(facts, 2):
        shared = shared_by(its, others)[0] if overlap(its, others) else ()
        if shared:
            days = max(its.first, others.first), min(its.last, others.last)
            found.append(Clash(len(found) + 1, one, other, *days, tuple(str(SHARED[part]) for part in shared)))
    return found


def overlap(one: OtherEvent, other: OtherEvent) -> bool:
    return one.first <= other.last and other.first <= one.last
