"""The own calendar of a member state's liaison."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from cica_portal.common.viewer import ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from cica_portal.home.boards.mine import own_calendar
from members.models import MemberState, User
from members.services import mark_looked


@login_required
@require_safe
def mine(request: ViewerRequest) -> HttpResponse:
    state, user = liaison_of(request)
    at = timezone.now()
    board = own_calendar(state, user, request.viewer, at, today_in(SECRETARIAT_ZONE, at))
    return render(request, "home/mine.html", {"board": board, "read_at": at.isoformat()})


@login_required
@require_POST
def mark_seen(request: ViewerRequest) -> HttpResponse:
    """Up to the moment of which the page told: what came in since is still new."""
    _state, user = liaison_of(request)
    moment = min(_moment(request.POST.get("until", "")), timezone.now())
    mark_looked(user, at=moment)
    return redirect("calendar_mine")


def liaison_of(request: ViewerRequest) -> tuple[MemberState, User]:
    """Only who speaks for a state has a calendar of its own."""
    state, user = request.viewer.state, request.user
    if not (isinstance(state, MemberState) and isinstance(user, User)):
        raise Http404
    return state, user


def _moment(text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or timezone.is_naive(found):
        raise Http404
    return found
