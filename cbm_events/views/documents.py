"""Files of events, for those who may see the document and its event."""

from __future__ import annotations

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cbm_events.models import Event
from cica_portal.common.files import content_type_of, download_name
from cica_portal.common.models import Document
from cica_portal.common.text import pick
from cica_portal.common.viewer import Viewer, ViewerRequest

# Opened in the browser all the same, a file runs nothing and is not kept.
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


@require_safe
def document(request: ViewerRequest, public_id: str) -> FileResponse:
    found, _event = seen_document(request.viewer, public_id)
    name = found.file.name
    if not name:
        raise Http404
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    title, _language = pick(found.language, found.title_en, found.title_ru)
    return FileResponse(
        content,
        as_attachment=True,
        filename=download_name(title, name),
        content_type=content_type_of(name),
        headers=HEADERS,
    )


def seen_document(viewer: Viewer, public_id: str) -> tuple[Document, Event]:
    """A document of an event, both of which this viewer sees."""
    visible = Document.objects.visible_to(viewer).filter(subject_kind=Event.record_kind)
    found: Document = get_object_or_404(visible, public_id=public_id)
    event: Event = get_object_or_404(Event.objects.visible_to(viewer), public_id=found.subject_key)
    return found, event
