"""The log of all changes, for the Secretariat: read, exported, never deleted."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cica_portal.common.audit.acts import act_of, changes_for, entries_of, page_of, subjects_of
from cica_portal.common.audit.export import table_of
from cica_portal.common.audit.kinds import kind_of, may_undo
from cica_portal.common.date_words import page_language
from cica_portal.common.filters import ChangeFilter
from cica_portal.common.permissions import may
from cica_portal.common.spreadsheets import csv_lines
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

logger = structlog.get_logger(__name__)

PAGE, ROWS_OF_AN_ACT = 40, 100
LONGEST_NUMBER = 18

View = Callable[..., HttpResponseBase]


def for_log(view: View) -> View:
    """The log exists for the Secretariat only: else 404."""

    @wraps(view)
    def guarded(request: ViewerRequest, **kwargs: Any) -> HttpResponseBase:
        if not may(request.viewer, "see_log"):
            raise Http404
        return view(request, **kwargs)

    return never_cache(guarded)


@require_safe
@for_log
def log(request: ViewerRequest) -> HttpResponse:
    shown = ChangeFilter(request.GET, queryset=changes_for(request.viewer), request=request)
    page = page_of(shown.qs, size=PAGE, before=number_in(request, "before"), after=number_in(request, "after"))
    return render(request, "audit/log.html", {"page": page, "filter": shown, "query": filters_in(request.GET)})


@require_safe
@for_log
def act(request: ViewerRequest, batch: uuid.UUID) -> HttpResponse:
    """One act with every row that it wrote."""
    changes = changes_for(request.viewer).filter(batch=batch)
    found = act_of(changes, batch)
    if found is None:
        raise Http404
    page = Paginator(changes.order_by("id"), ROWS_OF_AN_ACT).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    kinds = {group.kind for group in found.groups}
    context = {
        "act": found,
        "page": page,
        "entries": entries_of(rows, subjects_of(rows)),
        "undoable": {kind for kind in kinds if kind_of(kind).undoer and may_undo(request.viewer, [kind])},
    }
    return render(request, "audit/act.html", context | {"may_undo_all": context["undoable"] == kinds})


@require_safe
@for_log
def export(request: ViewerRequest) -> StreamingHttpResponse:
    """The filtered log as a file for spreadsheets; a filter with bad values exports nothing."""
    shown = ChangeFilter(request.GET, queryset=changes_for(request.viewer), request=request)
    changes = shown.qs if shown.is_valid() else shown.qs.none()
    logger.info("log_exported", user=getattr(request.viewer.user, "public_id", ""), filters=request.GET.urlencode())
    name = f"cica-log-{today_in(SECRETARIAT_ZONE, timezone.now())}.csv"
    return StreamingHttpResponse(
        csv_lines(table_of(changes, page_language())),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def filters_in(data: QueryDict) -> str:
    """The filters that are set, as they stand in an address."""
    kept = QueryDict(mutable=True)
    for name in ChangeFilter.base_filters:
        if value := data.get(name):
            kept[name] = value
    return kept.urlencode()


def number_in(request: ViewerRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0
