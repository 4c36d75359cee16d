"""The start page: one address, three pages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cbm_events.permissions import may
from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from cica_portal.home.boards.liaison import liaison_board
from cica_portal.home.boards.mine import news_for
from cica_portal.home.boards.plans import plan_board
from cica_portal.home.boards.staff import staff_board
from cica_portal.home.boards.visitor import visitor_board
from members.models import MemberState


@require_safe
def home(request: ViewerRequest) -> HttpResponse:
    viewer, at = request.viewer, timezone.now()
    today = today_in(SECRETARIAT_ZONE, at)
    plans = plan_board(viewer, today)
    if viewer.is_secretariat:
        context = {"board": staff_board(viewer, today, at), "plans": plans, "may_add_event": may(viewer, "add_event")}
        return render(request, "home/staff.html", context)
    if isinstance(viewer.state, MemberState):
        news, since = news_for(request.user, viewer, at, today)  # type: ignore[arg-type]
        board = liaison_board(viewer.state, viewer, today, at)
        context = {"board": board, "plans": plans, "news": news, "since": since}
        return render(request, "home/liaison.html", context)
    return render(request, "home/visitor.html", {"board": visitor_board(viewer, today), "plans": plans})
