"""The month calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cbm_events.calendar_month import Month, falls_in, lay_out, sometime_in
from cbm_events.filters import EventFilter
from cbm_events.models import Event
from cbm_events.models.contents import FIRST_YEAR, LAST_YEAR
from cbm_events.times import with_times
from cbm_events.views.addresses import filters_in, with_query
from cbm_events.views.clocks import carried_clock, clock_links, clock_of, with_clock
from cica_portal.common.date_words import month_name, page_language
from cica_portal.common.fuzzy import month_period
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in


class JumpForm(forms.Form):
    """To any month; its names are not those of filters."""

    to_month = forms.TypedChoiceField(label=_("Month"), coerce=int)
    to_year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def __init__(self, *args: object, language: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        names = [(number, month_name(date(FIRST_YEAR, number, 1), language)) for number in range(1, 13)]
        self.fields["to_month"].choices = names  # type: ignore[attr-defined]


@require_safe
def calendar(request: ViewerRequest) -> HttpResponse:
    """The current month, or a jump to another one."""
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    if "to_month" not in request.GET:
        return _show(request, Month(today.year, today.month), today)
    jump = JumpForm(request.GET, language=page_language())
    if not jump.is_valid():
        return _show(request, Month(today.year, today.month), today, jump)
    month = Month(jump.cleaned_data["to_year"], jump.cleaned_data["to_month"])
    return redirect(with_query(_address(month), _filters(request)))


@require_safe
def month(request: ViewerRequest, year: int, month: int) -> HttpResponse:
    """One month of any year."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise Http404
    return _show(request, Month(year, month), today_in(SECRETARIAT_ZONE, timezone.now()))


def _show(request: ViewerRequest, month: Month, today: date, jump: JumpForm | None = None) -> HttpResponse:
    query = _filters(request)
    shown = EventFilter(query, queryset=Event.objects.visible_to(request.viewer), request=request)
    # Put in order here: asked for it, SQLite would walk through the events of all years.
    events = shown.qs.overlapping(month.grid_first, month.grid_last).with_parties().order_by()
    found = sorted(events, key=lambda event: (event.sort_on, event.pk))
    context = {
        "month": month,
        "period": month_period(month.year, month.month),
        "filter": shown,
        "query": query,
        "jump": jump or _jump_from(month),
        "clocks": clock_links(request, query),
        "carried": carried_clock(query),
        "neighbours": _neighbours(month, query),
        "list_url": with_query(reverse("cbm_events:list"), query, year=month.year),
        "week_url": with_query(reverse("cbm_events:week_of", args=[month.first.isoformat()]), query),
        "year_url": with_query(reverse("cbm_events:year", args=[month.year]), query),
        "pdf_url": with_query(reverse("cbm_events:month_pdf", args=[month.year, month.month]), query),
    }
    laid_out = _lay_out(month, with_times(found, request.viewer, clock_of(request)), today)
    return render(request, "cbm_events/event_month.html", context | laid_out)


def _lay_out(month: Month, events: list[Event], today: date) -> dict[str, Any]:
    """The events as bars, as the list beside them, and as those without days."""
    fuzzy = sometime_in(month, events)
    exact = [event for event in events if event.is_exact and falls_in(month, event)]
    return {
        "weeks": lay_out(month, events, today=today),
        "exact": exact,
        "fuzzy": fuzzy,
        "count": len(exact) + sum(len(group.events) for group in fuzzy),
        "has_samples": any(event.is_sample for event in events),
    }


def _jump_from(month: Month) -> JumpForm:
    return JumpForm(initial={"to_month": month.month, "to_year": month.year}, language=page_language())


def _filters(request: ViewerRequest) -> QueryDict:
    """The filters and the clock; the page has a year of its own."""
    return with_clock(filters_in(request.GET, without={"year"}), request)


def _address(month: Month) -> str:
    return reverse("cbm_events:month", args=[month.year, month.month])


def _neighbours(month: Month, query: QueryDict) -> dict[str, tuple[date, str] | None]:
    """The first day and the address of the month before and of the one after, within the years of the calendar."""
    both = {"previous": month.shifted(-1), "next": month.shifted(1)}
    return {
        side: (other.first, with_query(_address(other), query)) if FIRST_YEAR <= other.year <= LAST_YEAR else None
        for side, other in both.items()
    }
