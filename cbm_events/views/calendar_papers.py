"""The month and the year as PDF, with the filters of the page."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cbm_events.calendar_month import Month
from cbm_events.calendar_year import without_days
from cbm_events.exports.grids import month_paper, year_paper
from cbm_events.filters import EventFilter
from cbm_events.models import Event
from cbm_events.models.contents import FIRST_YEAR, LAST_YEAR
from cbm_events.views.addresses import filters_in
from cbm_events.views.calendar_year import carried, planner_rows, way_of
from cbm_events.views.filter_words import chosen_words
from cica_portal.common.papers import Paper, to_pdf
from cica_portal.common.viewer import ViewerRequest


@require_safe
def month_pdf(request: ViewerRequest, year: int, month: int) -> HttpResponse:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise Http404
    shown, place = filtered(request), Month(year, month)
    events = list(shown.qs.overlapping(place.grid_first, place.grid_last).with_parties().in_order())
    paper = month_paper(place, events, chosen=words_of(shown), now=timezone.now())
    return pdf_answer(paper, f"cica-{year}-{month:02}")


@require_safe
def year_pdf(request: ViewerRequest, year: int) -> HttpResponse:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    shown = filtered(request)
    events = list(shown.qs.for_year(year).with_parties().in_order())
    rows = planner_rows(year, events, way_of(carried(request)))
    paper = year_paper(year, rows, without_days(events), chosen=words_of(shown), now=timezone.now())
    return pdf_answer(paper, f"cica-{year}")


def filtered(request: ViewerRequest) -> EventFilter:
    """Bad values of a filter choose nothing more, as on the page, which says so."""
    query = filters_in(request.GET, without={"year"})
    return EventFilter(query, queryset=Event.objects.visible_to(request.viewer), request=request)


def words_of(shown: EventFilter) -> str:
    words: Iterable[str] = chosen_words(shown) if shown.is_valid() else ()
    return ", ".join(words)


def pdf_answer(paper: Paper, name: str) -> HttpResponse:
    response = HttpResponse(to_pdf(paper), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
