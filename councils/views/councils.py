"""Bodies of CICA: all of them by kind, and one with its chair, members, meetings and decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cica_portal.common.text import pick
from cica_portal.common.viewer import Viewer, ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from councils.models import Council, Seat, SilenceStage
from councils.permissions import may
from councils.views.silence import Shown, shown
from members.duties import Duty, chairmanship_duty, chairs_of_body, seat_duty
from members.models import Chairmanship

Kind, Role = Council.Kind, Seat.Role
S = SilenceStage
SHOWN_MEETINGS = 20
GROUPS = (
    ("governing", _("Governing bodies"), {Kind.GOVERNING}),
    ("working", _("Working bodies"), {Kind.WORKING}),
    ("advisory", _("Advisory bodies"), {Kind.ADVISORY}),
    ("network", _("Networks"), {Kind.NETWORK}),
    ("other", _("Other bodies"), {Kind.CONSULTATIVE, Kind.FORUM, Kind.MECHANISM, Kind.EXECUTIVE}),
)


@dataclass(frozen=True)
class Chairs:
    """Who chairs a body and who did. The chair of a governing body is the state that chairs CICA."""

    now: list[Duty]
    earlier: list[Duty]
    is_of_cica: bool


@dataclass(frozen=True)
class CouncilGroup:
    key: str
    title: str | Promise
    councils: list[Council]


@require_safe
def council_list(request: ViewerRequest) -> HttpResponse:
    seen = sorted(Council.objects.visible_to(request.viewer).select_related("dimension"), key=lambda row: row.name)
    groups = [CouncilGroup(key, title, [row for row in seen if row.kind in kinds]) for key, title, kinds in GROUPS]
    context = {
        "groups": [group for group in groups if group.councils],
        "sees_silence": may(request.viewer, "see_silence"),
    }
    return render(request, "councils/council_list.html", context)


@require_safe
def council(request: ViewerRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Council.objects.visible_to(request.viewer).select_related("dimension"), code=code)
    today = today_in(SECRETARIAT_ZONE, timezone.now())
    seats = list(found.seats.visible_to(request.viewer).known_by(today).with_parties())
    language = get_language() or "en"
    context = {
        "council": found,
        "membership": pick(language, found.membership_en, found.membership_ru),
        "rhythm": pick(language, found.rhythm_en, found.rhythm_ru),
        "chairs": chairs_of(found, seats, today, request.viewer),
        "members": members_of(seats, today),
        "decisions": found.decisions.visible_to(request.viewer),
        "procedures": open_procedures(found, request.viewer),
        "may_circulate": may(request.viewer, "edit_silence"),
        **meetings_of(found, request.viewer, today),
    }
    return render(request, "councils/council.html", context)


def open_procedures(found: Council, viewer: Viewer) -> list[Shown]:
    """Silence procedures without an outcome, the nearest deadline first."""
    rows = found.silence_procedures.visible_to(viewer).with_parties().filter(stage__in=[S.DRAFT, S.CIRCULATED])
    return shown(rows.order_by("deadline_at", "id"), timezone.now()) if may(viewer, "see_silence") else []


def chairs_of(found: Council, seats: list[Seat], day: date, viewer: Viewer) -> Chairs:
    is_of_cica = found.kind == Kind.GOVERNING
    if is_of_cica:
        rows = Chairmanship.objects.visible_to(viewer).select_related("state").filter(starts_on__lte=day)
        duties = [chairmanship_duty(row, day) for row in rows]
    else:
        duties = chairs_of_body([seat for seat in seats if seat.role == Role.CHAIR], day)
    now = [duty for duty in duties if not duty.is_earlier]
    return Chairs(now, [duty for duty in duties if duty.is_earlier], is_of_cica)


def members_of(seats: list[Seat], day: date) -> list[Duty]:
    """Co-chairs, vice-chairs and members, by role and then alphabetically."""
    duties = [seat_duty([seat], day) for seat in seats if seat.role != Role.CHAIR]
    order = list(Role.values)
    held = [duty for duty in duties if not duty.is_earlier]
    return sorted(held, key=lambda duty: (order.index(duty.role), duty.state.name if duty.state else duty.institution))


def meetings_of(found: Council, viewer: Viewer, day: date) -> dict[str, Any]:
    seen = found.events.visible_to(viewer).with_parties()
    return {"ahead": seen.ahead(day)[:SHOWN_MEETINGS], "past": seen.past(day)[:SHOWN_MEETINGS]}
