"""The week as an agenda, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cbm_events.calendar_month import DAYS_IN_WEEK
from cbm_events.calendar_weeks import days_of_week, monday_of, perhaps_in_week
from cbm_events.filters import EventFilter
from cbm_events.forms.days import DayField
from cbm_events.models import Event
from cbm_events.models.contents import FIRST_YEAR, LAST_YEAR
from cbm_events.times import with_times
from cbm_events.views.addresses import filters_in, with_query
from cbm_events.views.clocks import carried_clock, clock_links, clock_of, with_clock
from cica_portal.common.fuzzy import Period, Precision
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

# Not one of the filters.
JUMP = "to_day"


class JumpForm(forms.Form):
    """To the week of any day."""

    to_day = DayField(label=_("Day"), required=True)


@require_safe
def week(request: ViewerRequest) -> HttpResponse:
    """The present week, or a jump to another one."""
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    if JUMP not in request.GET:
        return _show(request, monday_of(today), today)
    jump = JumpForm(request.GET)
    if not jump.is_valid():
        return _show(request, monday_of(today), today, jump)
    return redirect(address_of(jump.cleaned_data[JUMP], _filters(request)))


@require_safe
def week_of(request: ViewerRequest, day: str) -> HttpResponse:
    """The week of one day, written as 2026-05-31."""
    try:
        found = parse_date(day)
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Http404
    return _show(request, monday_of(found), today_in(SECRETARIAT_ZONE, timezone.now()))


def _show(request: ViewerRequest, monday: date, today: date, jump: JumpForm | None = None) -> HttpResponse:
    query = _filters(request)
    sunday = monday + timedelta(days=DAYS_IN_WEEK - 1)
    shown = EventFilter(query, queryset=Event.objects.visible_to(request.viewer), request=request)
    events = with_times(
        shown.qs.overlapping(monday, sunday).with_parties().in_order(), request.viewer, clock_of(request)
    )
    context = {
        "monday": monday,
        "week": Period(monday, sunday, Precision.DAY),
        "number": monday.isocalendar().week,
        "days": days_of_week(monday, events, today=today),
        "fuzzy": perhaps_in_week(monday, events),
        "today": today,
        "count": len(events),
        "has_samples": any(event.is_sample for event in events),
        "filter": shown,
        "query": query,
        "jump": jump or JumpForm(initial={JUMP: monday}),
        "clocks": clock_links(request, query),
        "carried": carried_clock(query),
    }
    return render(request, "cbm_events/event_week.html", context | addresses(monday, query))


def _filters(request: ViewerRequest) -> QueryDict:
    return with_clock(filters_in(request.GET, without={"year"}), request)


def address_of(day: date, query: QueryDict) -> str:
    return with_query(reverse("cbm_events:week_of", args=[monday_of(day).isoformat()]), query)


def addresses(monday: date, query: QueryDict) -> dict[str, Any]:
    """Where the links of the page lead; each keeps the filters. The middle of the week says its month and year."""
    middle = monday + timedelta(days=3)
    near = {"previous": monday - timedelta(days=DAYS_IN_WEEK), "next": monday + timedelta(days=DAYS_IN_WEEK)}
    return {
        "neighbours": {
            side: address_of(day, query) for side, day in near.items() if FIRST_YEAR <= day.year <= LAST_YEAR
        },
        "today_url": with_query(reverse("cbm_events:week"), query),
        "month_url": with_query(reverse("cbm_events:month", args=[middle.year, middle.month]), query),
        "year_url": with_query(reverse("cbm_events:year", args=[middle.year]), query),
        "list_url": with_query(reverse("cbm_events:list"), query, year=middle.year),
    }
