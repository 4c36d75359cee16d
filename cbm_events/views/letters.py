"""The register of letters, one letter, and the files."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from cbm_events.correspondence.filing import archive_name, archive_of, documents_of
from cbm_events.correspondence.paper import docx_of, file_name
from cbm_events.filters import LetterFilter
from cbm_events.forms.letters import SentForm
from cbm_events.forms.reasons import ReasonForm
from cbm_events.models import Letter
from cbm_events.permissions import may
from cbm_events.views.documents import HEADERS
from cica_portal.common.access import require
from cica_portal.common.files import BY_EXTENSION
from cica_portal.common.viewer import ViewerRequest

PAGE = 50
DOCX = BY_EXTENSION["docx"].content_type
ZIP = "application/zip"
LONGEST_ARCHIVE = 100
# What becomes of a draft: the names of the forms in the template.
SENT, ANNULLED = "sent", "annulling"


@require_safe
def register(request: ViewerRequest) -> HttpResponse:
    require(may(request.viewer, "see_letters"))
    shown = LetterFilter(request.GET, queryset=Letter.objects.visible_to(request.viewer), request=request)
    page = Paginator(shown.qs.newest_first().with_subjects(), PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": shown,
        "page": page,
        "series": request.GET.get("series", ""),
        "query": query_of(request.GET),
        "may_edit_templates": may(request.viewer, "edit_letter_template"),
    }
    return render(request, "cbm_events/letters/register.html", context)


def query_of(data: QueryDict) -> str:
    """The filters that are set, as they stand in an address before the page's number."""
    kept = QueryDict(mutable=True)
    for name in LetterFilter.base_filters:
        if value := data.get(name):
            kept[name] = value
    return f"{kept.urlencode()}&" if kept else ""


@require_safe
def letter(request: ViewerRequest, public_id: str) -> HttpResponse:
    return show_letter(request, seen_letter(request, public_id))


def show_letter(
    request: ViewerRequest, found: Letter, *, refused: Mapping[str, ReasonForm] | None = None, status: int = 200
) -> HttpResponse:
    """`refused` are the forms, by their names in the template, that are shown again with what is wrong."""
    start = {"version": found.version, "sent_on": found.dated}
    context = {
        "letter": found,
        "states": found.states.all(),
        "documents": documents_of(found),
        "may_write": may(request.viewer, "write_letter"),
        SENT: SentForm(initial=start, auto_id="sent_%s"),
        ANNULLED: ReasonForm(initial=start, auto_id="annul_%s"),
    }
    return render(request, "cbm_events/letters/letter.html", context | dict(refused or {}), status=status)


def seen_letter(request: ViewerRequest, public_id: str) -> Letter:
    found: Letter = get_object_or_404(Letter.objects.visible_to(request.viewer).with_subjects(), public_id=public_id)
    return found


@require_safe
def file(request: ViewerRequest, public_id: str) -> HttpResponse:
    """The draft as it was numbered; what was edited since is among the documents of the event."""
    found = seen_letter(request, public_id)
    return download(docx_of(found), file_name(found), DOCX)


@require_safe
def archive(request: ViewerRequest, series: str) -> HttpResponse:
    """All letters that were written together."""
    letters = list(Letter.objects.visible_to(request.viewer).filter(series=series).order_by("number")[:LONGEST_ARCHIVE])
    if not letters:
        raise Http404
    return download(archive_of(letters), archive_name(letters), ZIP)


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    headers = HEADERS | {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(content, content_type=content_type, headers=headers)
