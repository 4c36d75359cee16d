"""The plan and its implementation as PDF, DOCX or XLSX: what the page prints, for who reads the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cbm_events.plans.implementation import implementation_of
from cbm_events.plans.papers import Kind, paper_of
from cbm_events.views.plans.seen import chosen_version, seen_plan, today, versions_of
from cica_portal.common.date_words import page_language
from cica_portal.common.papers import Paper
from cica_portal.common.papers.docx import to_docx
from cica_portal.common.papers.pdf import to_pdf
from cica_portal.common.papers.xlsx import to_xlsx
from cica_portal.common.viewer import ViewerRequest

OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Format:
    render: Callable[[Paper], bytes]
    content_type: str


FORMATS: dict[str, Format] = {
    "pdf": Format(to_pdf, "application/pdf"),
    "docx": Format(to_docx, f"{OFFICE}.wordprocessingml.document"),
    "xlsx": Format(to_xlsx, f"{OFFICE}.spreadsheetml.sheet"),
}


@require_safe
def file(request: ViewerRequest, public_id: str, kind: str, extension: str) -> HttpResponse:
    found = seen_plan(request.viewer, public_id)
    version = chosen_version(request.GET.get("version", ""), versions_of(found, request.viewer))
    if version is None or kind not in set(Kind) or extension not in FORMATS:
        raise Http404
    read = implementation_of(version, request.viewer, today())
    paper, form = paper_of(Kind(kind), read, request.viewer, timezone.now()), FORMATS[extension]
    name = f"cica-{kind}-{found.year}-{version.number}-{page_language()}.{extension}"
    return HttpResponse(
        form.render(paper),
        content_type=form.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )
