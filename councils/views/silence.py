"""Silence procedures: all that the reader may see, and the page of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cica_portal.common import history
from cica_portal.common.access import require
from cica_portal.common.models import Door
from cica_portal.common.viewer import Viewer, ViewerRequest
from councils.models import Objection, SilenceProcedure, SilenceStage, SilenceStep
from councils.permissions import may
from councils.silence.objecting import refusal_to_object
from councils.silence.steps import SOURCES
from members.models import MemberState, ZoneLabel

PAGE = 50
Action = SilenceStep.Action


@dataclass(frozen=True)
class Shown:
    """A procedure as it stands at the moment of the page."""

    procedure: SilenceProcedure
    standing: SilenceProcedure.Standing
    zone: str


@dataclass(frozen=True)
class ShownObjection:
    """An objection, and what this reader may do with it."""

    objection: Objection
    may_withdraw: bool
    may_release: bool


def seen_procedure(viewer: Viewer, public_id: str) -> SilenceProcedure:
    require(may(viewer, "see_silence"))
    rows = SilenceProcedure.objects.visible_to(viewer).with_parties()
    procedure: SilenceProcedure = get_object_or_404(rows, public_id=public_id)
    return procedure


@require_safe
def silence_list(request: ViewerRequest) -> HttpResponse:
    viewer, at = request.viewer, timezone.now()
    require(may(viewer, "see_silence"))
    seen = SilenceProcedure.objects.visible_to(viewer).with_parties()
    page = Paginator(seen.settled(), PAGE).get_page(request.GET.get("page"))
    context = {
        "running": shown(seen.running(at), at),
        "awaiting": shown(seen.awaiting_chair(at), at),
        "drafts": shown(seen.filter(stage=SilenceStage.DRAFT), at),
        "settled": shown(page.object_list, at),
        "page": page,
        "may_edit": may(viewer, "edit_silence"),
    }
    return render(request, "councils/silence_list.html", context)


def shown(procedures: Any, at: datetime) -> list[Shown]:
    labels = {row.zone: row.label for row in ZoneLabel.objects.all()}
    return [Shown(row, row.standing(at), labels.get(row.zone, row.zone)) for row in procedures]


@require_safe
def silence(request: ViewerRequest, public_id: str) -> HttpResponse:
    viewer, at = request.viewer, timezone.now()
    found = seen_procedure(viewer, public_id)
    context = {
        "shown": shown([found], at)[0],
        "procedure": found,
        "steps": found.steps.select_related("actor"),
        "objections": list(shown_objections(found, viewer)),
        "actions": [action for action in Action if is_offered(found, action, viewer, at)],
        "may_edit": may(viewer, "edit_silence") and found.stage == SilenceStage.DRAFT,
        "may_enter_note": may(viewer, "enter_objection") and found.stage == SilenceStage.CIRCULATED,
        "may_object": may_object(found, viewer, at),
        "sees_actors": may(viewer, "see_silence_actors"),
    }
    return render(request, "councils/silence.html", context)


def is_offered(procedure: SilenceProcedure, action: Action, viewer: Viewer, at: datetime) -> bool:
    """What the stage allows; why it cannot be done after all, its page says."""
    if action == Action.ADOPT and procedure.runs(at):
        return False
    return may(viewer, "edit_silence") and procedure.stage == SOURCES[action]


def may_object(procedure: SilenceProcedure, viewer: Viewer, at: datetime) -> bool:
    if not isinstance(viewer.state, MemberState) or refusal_to_object(procedure, at):
        return False
    return not procedure.objections.standing().filter(state=viewer.state).exists()


def shown_objections(procedure: SilenceProcedure, viewer: Viewer) -> Iterator[ShownObjection]:
    rows = procedure.objections.visible_to(viewer).select_related("state", "procedure")
    is_open = procedure.stage == SilenceStage.CIRCULATED
    for row in rows:
        yield ShownObjection(
            objection=row,
            may_withdraw=is_open and row.withdrawn_at is None and may(viewer, "withdraw_objection", row),
            may_release=row.released_at is None and may(viewer, "release_objection", row),
        )


def act_of(request: ViewerRequest) -> history.Act:
    return history.Act(door=Door.PAGE, at=timezone.now(), actor=request.viewer.user)


def stale_words() -> str:
    return _("Somebody else saved this in the meantime. Look at it as it is now.")
