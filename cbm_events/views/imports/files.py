"""The rows of an import as a file to be put right and sent back."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from cbm_events.imports.sheets import error_sheet
from cbm_events.models import ImportRun
from cbm_events.views.imports.seen import with_run
from cica_portal.common.files import content_type_of, download_name
from cica_portal.common.viewer import ViewerRequest


@require_safe
@with_run
def errors(request: ViewerRequest, run: ImportRun) -> HttpResponse:
    if not run.is_checked or not run.rows.exists():
        raise Http404
    answer = HttpResponse(error_sheet(run), content_type=content_type_of("x.xlsx"))
    name = download_name(run.file_name.rpartition(".")[0], "x.xlsx")
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer
