"""The files of a report, each for whoever sees its page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from cbm_events.models import YearlySummary
from cbm_events.reports.editions import edition_report
from cbm_events.reports.files import FILES, name_of
from cbm_events.reports.report import Report
from cbm_events.views.summaries import seen_edition
from cica_portal.common.viewer import ViewerRequest


@require_safe
def edition_file(request: ViewerRequest, public_id: str, name: str, extension: str) -> HttpResponseBase:
    edition = seen_edition(request, public_id)
    if edition.state != YearlySummary.State.DONE:
        raise Http404
    return file_answer(lambda: edition_report(edition), name, extension)


def file_answer(report_of: Callable[[], Report], name: str, extension: str) -> HttpResponseBase:
    """The report is read only if there is such a file."""
    file = f"{name}.{extension}"
    if file not in FILES:
        raise Http404
    report, form = report_of(), FILES[file]
    answer = StreamingHttpResponse if form.long else HttpResponse
    return answer(
        form.portions(report),
        content_type=form.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name_of(report, file)}"',
            "Cache-Control": "private, no-store",
        },
    )
