"""The page on which the rows of a file are checked and put right, and entering them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from cbm_events.forms.entries import problems_of
from cbm_events.forms.imports import EnterForm
from cbm_events.imports import previews
from cbm_events.imports.committing import PreviewChanged, commit_run, needy, written
from cbm_events.imports.effects import Answer, Effect
from cbm_events.models import ImportRow, ImportRun
from cbm_events.permissions import may
from cbm_events.views.addresses import with_query
from cbm_events.views.imports.lines import lines_for, said_in
from cbm_events.views.imports.seen import CONFLICT, NOT_ACCEPTED, with_run
from cica_portal.common.history import Act, StaleVersion
from cica_portal.common.models import Door
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

PAGE = 50
LONGEST_CELL = 5000
PARTS: dict[str, tuple[str, ...]] = {
    "needy": Effect.NEEDY,
    "new": (Effect.NEW,),
    "changed": (Effect.CHANGED,),
    "same": (Effect.SAME,),
}
STALE = "stale"


@require_http_methods(["GET", "HEAD", "POST"])
@with_run
def preview(request: ViewerRequest, run: ImportRun) -> HttpResponse:
    if run.state == ImportRun.State.DONE:
        return show_result(request, run)
    if not run.is_checked:
        return redirect("cbm_events:import_columns", run.public_id)
    if request.method == "POST":
        return receive(request, run)
    return show_preview(request, run)


def receive(request: ViewerRequest, run: ImportRun) -> HttpResponse:
    """What was put right and answered in the rows of one page."""
    if str(run.revision) != request.POST.get("version"):
        return moved_on(request, run)
    corrections, answers = typed_in(request.POST, run)
    if corrections or answers:
        try:
            previews.put_right(run, corrections=corrections, answers=answers, viewer=request.viewer, at=timezone.now())
        except previews.Superseded:
            return moved_on(request, run)
    return redirect(with_query(reverse("cbm_events:import", args=[run.public_id]), shown_part(request)))


def typed_in(data: QueryDict, run: ImportRun) -> tuple[dict[int, dict[str, str]], dict[int, str]]:
    """The cells that were changed and the answers that were given, by row."""
    numbers = {
        int(parts[1]) for name in data if (parts := name.split("-", 2))[0] in {"cell", "answer"} and is_number(parts)
    }
    offered = data.get("offer", "").split(":")
    if len(offered) == 3 and offered[0].isdecimal():
        numbers.add(int(offered[0]))
    columns = {target: place for place, target in enumerate(run.targets) if target}
    corrections: dict[int, dict[str, str]] = defaultdict(dict)
    answers: dict[int, str] = {}
    for row in run.rows.filter(sheet=run.sheet, number__in=numbers):
        for problem in row.result.get("problems", ()):
            target = problem.get("target", "")
            said, typed = said_in(row, target, columns), data.get(f"cell-{row.number}-{target}")
            if typed is not None and typed[:LONGEST_CELL].strip() != said:
                corrections[row.number][target] = typed[:LONGEST_CELL].strip()
        if offered[0] == str(row.number):
            corrections[row.number] |= accepted(row, offered, columns)
        answer = data.get(f"answer-{row.number}", row.answer)
        if answer != row.answer and answer in allowed_answers(row):
            answers[row.number] = answer
    return dict(corrections), answers


def is_number(parts: list[str]) -> bool:
    return len(parts) > 1 and parts[1].isdecimal() and len(parts[1]) < 9


def accepted(row: ImportRow, offered: list[str], columns: dict[str, int]) -> dict[str, str]:
    """The text of a cell with what was offered in place of what is not known."""
    try:
        problem = row.result["problems"][int(offered[1])]
        text = problem["offers"][int(offered[2])]
    except (KeyError, IndexError, ValueError):
        return {}
    said = said_in(row, problem["target"], columns)
    return {problem["target"]: said.replace(problem["value"], text) if problem["value"] in said else text}


def allowed_answers(row: ImportRow) -> set[str]:
    return {"", Answer.NEW, Answer.FILE, Answer.LEAVE_OUT, *row.result.get("candidates", ())}


def moved_on(request: ViewerRequest, run: ImportRun) -> HttpResponse:
    messages.warning(request, _("Somebody else has changed this import meanwhile. This is how it is now."))
    run.refresh_from_db()
    return redirect("cbm_events:import", run.public_id)


@require_POST
@with_run
def enter(request: ViewerRequest, run: ImportRun) -> HttpResponse:
    """What was typed and not checked yet is checked first: nobody imports what he has not seen."""
    if not run.is_open:
        return redirect("cbm_events:import", run.public_id)
    form = EnterForm(request.POST, needy=needy(run))
    if any(typed_in(request.POST, run)):
        return receive(request, run)
    if not form.is_valid():
        return show_preview(request, run, form, status=NOT_ACCEPTED)
    values = form.cleaned_data
    note = "\n".join(part for part in (origin_words(run), values["note"]) if part)
    act = Act(door=Door.IMPORT, at=timezone.now(), actor=request.viewer.user, reason=values["reason"], note=note)
    try:
        commit_run(run=run, revision=values["version"], viewer=request.viewer, act=act)
    except previews.Superseded:
        return moved_on(request, run)
    except (PreviewChanged, StaleVersion):
        run.refresh_from_db()
        return show_preview(request, run, EnterForm(initial=first_values(run), needy=needy(run)), status=CONFLICT)
    messages.success(request, _("The rows are imported."))
    return redirect("cbm_events:import", run.public_id)


def origin_words(run: ImportRun) -> str:
    """For the internal note: the file, its sheet, and who sent it."""
    words = f"{run.file_name}, {run.sheet_name}" if run.sheet_name else run.file_name
    return f"{words} ({run.sender.name})" if run.sender else words


def first_values(run: ImportRun) -> dict[str, Any]:
    return {"version": run.revision}


def shown_part(request: ViewerRequest) -> QueryDict:
    """The filter and the page, as they stand in the address."""
    kept = QueryDict(mutable=True)
    for name in ("show", "page"):
        if value := request.GET.get(name):
            kept[name] = value
    return kept


def show_preview(
    request: ViewerRequest, run: ImportRun, form: EnterForm | None = None, *, status: int = 200
) -> HttpResponse:
    part = request.GET.get("show", "")
    rows = run.rows.filter(sheet=run.sheet).exclude(effect="").order_by("number")
    if part in PARTS:
        rows = rows.filter(effect__in=PARTS[part])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    form = form or EnterForm(initial=first_values(run), needy=needy(run))
    context = {
        "run": run,
        "page": page,
        "lines": lines_for(list(page.object_list), run, request.viewer, today_in(SECRETARIAT_ZONE, timezone.now())),
        "part": part if part in PARTS else "",
        "parts": parts_of(run),
        "counts": counts_of(run),
        "form": form,
        "may_import": may(request.viewer, "import_events"),
        "problems": list(problems_of(form)) if form.is_bound else [],
        "is_stale": status == CONFLICT,
        "earlier": earlier_import(run),
        "query": "".join(f"show={part}&" for _only in [part] if part in PARTS),
    }
    return render(request, "cbm_events/imports/preview.html", context, status=status)


def parts_of(run: ImportRun) -> list[tuple[str, str, int]]:
    """The views of the rows: the word in the address, the label and how many there are."""
    labels = {
        "needy": pgettext("rows", "Need you"),
        "new": pgettext("rows", "New"),
        "changed": pgettext("rows", "Changes"),
        "same": pgettext("rows", "Unchanged"),
    }
    parts = [(name, labels[name], written(run.counts, effects)) for name, effects in PARTS.items()]
    return [("", pgettext("rows", "All"), counts_of(run)["total"]), *parts]


def counts_of(run: ImportRun) -> dict[str, int]:
    counts = run.counts
    every = (*Effect.READY, *Effect.NEEDY, Effect.LEFT_OUT)
    return {
        "total": written(counts, every),
        "needy": needy(run),
        "ready": written(counts),
        "without": needy(run) + counts.get(Effect.LEFT_OUT, 0),
        "new": counts.get(Effect.NEW, 0),
        "changed": counts.get(Effect.CHANGED, 0),
        "same": counts.get(Effect.SAME, 0),
        "left_out": counts.get(Effect.LEFT_OUT, 0),
        "notes": counts.get(previews.NOTES, 0),
    }


def earlier_import(run: ImportRun) -> ImportRun | None:
    """The last import of the very same file."""
    done = ImportRun.objects.filter(digest=run.digest, state=ImportRun.State.DONE).exclude(pk=run.pk)
    return done.select_related("done_by").order_by("-done_at").first()


def show_result(request: ViewerRequest, run: ImportRun) -> HttpResponse:
    context = {
        "run": run,
        "counts": counts_of(run),
        "may_undo": may(request.viewer, "undo_event"),
        "has_rows": run.rows.exists(),
    }
    return render(request, "cbm_events/imports/result.html", context)


@require_POST
@with_run
def discard(request: ViewerRequest, run: ImportRun) -> HttpResponse:
    try:
        previews.discard(run)
    except previews.Superseded:
        return moved_on(request, run)
    messages.success(request, _("Discarded: nothing of the file is kept."))
    return redirect("cbm_events:imports")
