"""Undoing one change, or all of one act: first what it restores, then the act."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cica_portal.common.access import require
from cica_portal.common.audit.acts import changes_for
from cica_portal.common.audit.kinds import may_undo
from cica_portal.common.audit.undo import Step, UndoRefusedError, plan_undo, undo
from cica_portal.common.date_words import moment_words, page_language
from cica_portal.common.forms import UndoForm
from cica_portal.common.history import Act, StaleVersion
from cica_portal.common.models import Change, Door
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.views.log import for_log

NOT_ACCEPTED, CONFLICT = 422, 409
SHOWN_STEPS = 100


@require_http_methods(["GET", "HEAD", "POST"])
@for_log
def undo_act(request: ViewerRequest, batch: uuid.UUID) -> HttpResponse:
    return answer(request, find_changes(request, batch=batch))


@require_http_methods(["GET", "HEAD", "POST"])
@for_log
def undo_change(request: ViewerRequest, pk: int) -> HttpResponse:
    """What one act did to one row, of which `pk` is one change."""
    change = changes_for(request.viewer).filter(pk=pk).first()
    if change is None:
        raise Http404
    found = find_changes(request, batch=change.batch)
    return answer(request, [row for row in found if (row.kind, row.subject_id) == (change.kind, change.subject_id)])


def find_changes(request: ViewerRequest, *, batch: uuid.UUID) -> list[Change]:
    """All that one act wrote; what of it the viewer may not see counts as well."""
    if not changes_for(request.viewer).filter(batch=batch).exists():
        raise Http404
    return list(Change.objects.filter(batch=batch).select_related("actor"))


def answer(request: ViewerRequest, changes: Sequence[Change]) -> HttpResponse:
    require(may_undo(request.viewer, {change.kind for change in changes}))
    if request.method != "POST":
        return show(request, changes, UndoForm())
    form = UndoForm(request.POST)
    if not form.is_valid():
        return show(request, changes, form, status=NOT_ACCEPTED)
    return carry_out(request, changes, form, at=timezone.now())


def carry_out(request: ViewerRequest, changes: Sequence[Change], form: UndoForm, *, at: datetime) -> HttpResponse:
    reason = _("Undo of the change of %(moment)s.") % {"moment": moment_words(changes[0].at, page_language())}
    act = Act(door=Door.PAGE, at=at, actor=request.viewer.user, reason=reason, note=form.cleaned_data["note"])
    try:
        batch = undo(changes=changes, act=act)
    except UndoRefusedError as refused:
        return show(request, changes, form, steps=refused.steps, status=CONFLICT)
    except StaleVersion:
        return show(request, changes, form, status=CONFLICT)
    messages.success(request, _("Undone. The undoing is a change of its own and stands in the log."))
    return redirect(reverse("common:act", args=[batch.id]))


def show(
    request: ViewerRequest,
    changes: Sequence[Change],
    form: UndoForm,
    *,
    steps: list[Step] | None = None,
    status: int = 200,
) -> HttpResponse:
    steps = plan_undo(changes) if steps is None else steps
    in_order = sorted(steps, key=lambda step: not step.obstacles)
    context = {
        "change": changes[0],
        "form": form,
        "steps": in_order[:SHOWN_STEPS],
        "more": max(len(in_order) - SHOWN_STEPS, 0),
        "is_refused": any(step.obstacles for step in steps),
        "is_stale": status == CONFLICT,
    }
    return render(request, "audit/undo.html", context, status=status)
