"""Which import a page is about, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from cbm_events.forms.starts import is_public_id
from cbm_events.models import ImportRun
from cbm_events.permissions import may
from cica_portal.common.access import require
from cica_portal.common.viewer import ViewerRequest

View = Callable[..., HttpResponse]
NOT_ACCEPTED, CONFLICT, GONE = 422, 409, 410


def for_staff(view: View) -> View:
    """Imports exist for the Secretariat only: else 404. To change anything takes an editor: else 403."""

    @wraps(view)
    def guarded(request: ViewerRequest, **kwargs: Any) -> HttpResponse:
        if not may(request.viewer, "see_imports"):
            raise Http404
        require(request.method in {"GET", "HEAD"} or may(request.viewer, "import_events"))
        return view(request, **kwargs)

    return never_cache(guarded)


def with_run(view: View) -> View:
    """Hands the import to the view; one that is not kept any more has a page that says so."""

    @wraps(view)
    def found(request: ViewerRequest, public_id: str) -> HttpResponse:
        if not is_public_id(public_id):
            raise Http404
        rows = ImportRun.objects.visible_to(request.viewer).select_related("author", "sender", "done_by")
        run: ImportRun = get_object_or_404(rows, public_id=public_id)
        is_over = run.is_open and run.expires_at <= timezone.now()
        if is_over or run.state == ImportRun.State.DISCARDED:
            return render(request, "cbm_events/imports/gone.html", {"run": run}, status=GONE)
        return view(request, run)

    return for_staff(found)
