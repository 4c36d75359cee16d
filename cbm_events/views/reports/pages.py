"""The years of states, dimensions, priority areas and bodies, and the days ahead: pages and files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cbm_events.models.contents import FIRST_YEAR
from cbm_events.reports.ahead import ahead_report
from cbm_events.reports.coordinators import subject_report
from cbm_events.reports.councils import council_report
from cbm_events.reports.living import Asked
from cbm_events.reports.report import Report
from cbm_events.reports.states import state_report
from cbm_events.views.reports.files import file_answer
from cica_portal.common.date_words import page_language
from cica_portal.common.viewer import ViewerRequest
from councils.models import Council
from members.models import Dimension, MemberState, PriorityArea


@dataclass(frozen=True)
class Kind:
    """Reports on one kind of rows. `address` names their pages, `page` that of the row itself."""

    title: str | Promise
    model: type[Model]
    build: Callable[[Any, int, Asked], Report]
    address: str
    page: str


KINDS: dict[str, Kind] = {
    "states": Kind(_("Member states"), MemberState, state_report, "cbm_events:state_year", "members:state"),
    "dimensions": Kind(_("Dimensions"), Dimension, subject_report, "cbm_events:dimension_year", "members:dimension"),
    "areas": Kind(_("Priority areas"), PriorityArea, subject_report, "cbm_events:area_year", "members:area"),
    "councils": Kind(_("Councils and bodies"), Council, council_report, "cbm_events:council_year", "councils:detail"),
}


@require_safe
def sheets(request: ViewerRequest) -> HttpResponse:
    """All of which there is a report, with the address of this year's."""
    lists = [(kind, in_order(rows_of(kind, request))) for kind in KINDS.values()]
    return render(request, "cbm_events/reports/sheets.html", {"lists": lists, "year": asked_by(request).today.year})


@require_safe
def this_year(request: ViewerRequest, kind: str, code: str) -> HttpResponse:
    """For links that know no year."""
    return redirect(KINDS[kind].address, row_of(KINDS[kind], code, request).code, asked_by(request).today.year)


@require_safe
def year(request: ViewerRequest, kind: str, code: str, year: int) -> HttpResponse:
    about, asked = KINDS[kind], asked_by(request)
    row = row_of(about, code, request)
    last = asked.today.year + 1
    check_year(year, last)
    context = {
        "report": about.build(row, year, asked),
        "kind": about,
        "row": row,
        "earlier": year - 1 if year > FIRST_YEAR else None,
        "later": year + 1 if year < last else None,
    }
    return render(request, "cbm_events/reports/year.html", context)


@require_safe
def year_file(request: ViewerRequest, kind: str, code: str, year: int, name: str, extension: str) -> HttpResponseBase:
    about, asked = KINDS[kind], asked_by(request)
    row = row_of(about, code, request)
    check_year(year, asked.today.year + 1)
    return file_answer(lambda: about.build(row, year, asked), name, extension)


@require_safe
def ahead(request: ViewerRequest) -> HttpResponse:
    return render(request, "cbm_events/reports/ahead.html", {"report": ahead_report(asked_by(request))})


@require_safe
def ahead_file(request: ViewerRequest, name: str, extension: str) -> HttpResponseBase:
    return file_answer(lambda: ahead_report(asked_by(request)), name, extension)


def asked_by(request: ViewerRequest) -> Asked:
    return Asked(request.viewer, timezone.now())


def rows_of(kind: Kind, request: ViewerRequest) -> Any:
    manager: Any = kind.model._default_manager
    return manager.visible_to(request.viewer)


def in_order(rows: Any) -> Any:
    return rows.in_order(page_language()) if hasattr(rows, "in_order") else rows


def row_of(kind: Kind, code: str, request: ViewerRequest) -> Any:
    return get_object_or_404(rows_of(kind, request), code=code)


def check_year(year: int, last: int) -> None:
    if not FIRST_YEAR <= year <= last:
        raise Http404
