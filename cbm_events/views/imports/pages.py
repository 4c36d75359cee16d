"""The list of imports, taking in a file, and matching its columns."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cbm_events.forms.entries import problems_of
from cbm_events.forms.imports import COLUMN, MatchingForm, UploadForm
from cbm_events.imports import previews
from cbm_events.imports.tables import text_of
from cbm_events.models import ImportRun
from cbm_events.permissions import may
from cbm_events.views.imports.seen import NOT_ACCEPTED, for_staff, with_run
from cica_portal.common.viewer import ViewerRequest

PAGE, SAMPLES = 25, 3


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def import_list(request: ViewerRequest) -> HttpResponse:
    if request.method != "POST":
        return show_list(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_list(request, form, status=NOT_ACCEPTED)
    values = form.cleaned_data
    try:
        run = previews.take_in(file=values["file"], sender=values["sender"], viewer=request.viewer, at=timezone.now())
    except ValidationError as error:
        form.add_error("file", error)
        return show_list(request, form, status=NOT_ACCEPTED)
    return redirect("cbm_events:import" if run.is_checked else "cbm_events:import_columns", run.public_id)


def show_list(request: ViewerRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    runs = ImportRun.objects.visible_to(request.viewer).exclude(state=ImportRun.State.DISCARDED)
    shown = runs.exclude(state=ImportRun.State.OPEN, expires_at__lte=timezone.now())
    context = {
        "form": form if may(request.viewer, "import_events") else None,
        "page": Paginator(shown.select_related("author", "sender"), PAGE).get_page(request.GET.get("page")),
        "problems": list(problems_of(form)) if form.is_bound else [],
    }
    return render(request, "cbm_events/imports/list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@with_run
def columns(request: ViewerRequest, run: ImportRun) -> HttpResponse:
    """Another sheet or row of headings is looked at by its address; nothing is stored until the columns are sent."""
    if not run.is_open:
        return redirect("cbm_events:import", run.public_id)
    seen = looked_at(request, run)
    if request.method != "POST":
        return show_columns(request, seen, MatchingForm(headings=headings_of(seen), initial=initial_of(seen)))
    form = MatchingForm(request.POST, headings=headings_of(seen))
    if not form.is_valid():
        return show_columns(request, seen, form, status=NOT_ACCEPTED)
    matching = form.matching(sheet=seen.sheet, heading_row=seen.heading_row)
    try:
        previews.match_columns(run, matching, viewer=request.viewer, at=timezone.now())
    except previews.Superseded:
        messages.warning(request, _("Somebody else has changed this import meanwhile. This is how it is now."))
    return redirect("cbm_events:import", run.public_id)


def looked_at(request: ViewerRequest, run: ImportRun) -> ImportRun:
    """The import with the sheet and the row of headings that the address names, and the columns guessed for them."""
    said = {name: request.GET.get(name, "") for name in ("sheet", "row")}
    sheet = int(said["sheet"]) if said["sheet"].isdecimal() else run.sheet
    row = int(said["row"]) if said["row"].isdecimal() else 0
    if not said["sheet"] and not row:
        return run
    run.sheet = sheet if sheet < len(run.sheets) else run.sheet
    cells = list(run.rows.filter(sheet=run.sheet).order_by("number").values_list("cells", flat=True))
    previews.guess_columns(
        run, cells, run.sender.matching if run.sender else {}, heading=row if row <= len(cells) else 0
    )
    return run


def headings_of(run: ImportRun) -> list[str]:
    headings = previews.headings_of(run)
    return headings + [""] * (len(run.targets) - len(headings))


def initial_of(run: ImportRun) -> dict[str, Any]:
    return run.options | {f"{COLUMN}{place}": target for place, target in enumerate(run.targets)}


def show_columns(request: ViewerRequest, run: ImportRun, form: MatchingForm, *, status: int = 200) -> HttpResponse:
    rows = run.rows.filter(sheet=run.sheet, number__gt=run.heading_row).order_by("number")[:SAMPLES]
    samples = [[text_of(cell) for cell in row.cells] for row in rows]
    context = {
        "run": run,
        "form": form,
        "columns": [
            (column, [row[place] for row in samples if place < len(row) and row[place]])
            for place, column in enumerate(form.columns())
        ],
        "sheets": list(enumerate(run.sheets)),
        "problems": list(problems_of(form)) if form.is_bound else [],
    }
    return render(request, "cbm_events/imports/columns.html", context, status=status)
