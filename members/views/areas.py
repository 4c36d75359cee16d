"""The five dimensions and their priority areas, with who coordinates them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cica_portal.common.viewer import Viewer, ViewerRequest
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.duties import Duty, coordination_duty
from members.models import Coordination, Dimension, PriorityArea

SHOWN_EVENTS = 10
STATUS_ORDER = list(PriorityArea.Status)


@dataclass(frozen=True)
class Coordinated:
    """A dimension or an area, with its coordinators now and before."""

    subject: Any
    now: list[Duty] = field(default_factory=list)
    earlier: list[Duty] = field(default_factory=list)

    @property
    def last(self) -> list[Duty]:
        """Of the earlier ones, those whose term ended last."""
        ends = max((duty.ends_on for duty in self.earlier if duty.ends_on), default=None)
        return [duty for duty in self.earlier if duty.ends_on == ends]


@dataclass(frozen=True)
class DimensionRows:
    """One dimension as coordinated itself, and its areas."""

    whole: Coordinated
    areas: list[Coordinated]


@require_safe
def area_list(request: ViewerRequest) -> HttpResponse:
    dimensions = Dimension.objects.visible_to(request.viewer).prefetch_related(areas_seen_by(request.viewer))
    duties = known_coordinations(Coordination.objects.visible_to(request.viewer), today())
    rows = [DimensionRows(coordinated(found, duties), coordinated_areas(found, duties)) for found in dimensions]
    return render(request, "members/area_list.html", {"rows": rows})


@require_safe
def area(request: ViewerRequest, code: str) -> HttpResponse:
    seen = PriorityArea.objects.visible_to(request.viewer).select_related("dimension")
    found = get_object_or_404(seen, code=code)
    duties = known_coordinations(found.coordinations.visible_to(request.viewer), today())
    context = {"area": found, "coordination": coordinated(found, duties)}
    return render(request, "members/area.html", context | events_of(found, request.viewer, today()))


@require_safe
def dimension(request: ViewerRequest, code: str) -> HttpResponse:
    seen = Dimension.objects.visible_to(request.viewer).prefetch_related(areas_seen_by(request.viewer))
    found = get_object_or_404(seen, code=code)
    duties = known_coordinations(Coordination.objects.visible_to(request.viewer).of_dimension(found), today())
    context = {
        "dimension": found,
        "coordination": coordinated(found, duties),
        "areas": coordinated_areas(found, duties),
    }
    return render(request, "members/dimension.html", context | events_of(found, request.viewer, today()))


def today() -> date:
    return today_in(SECRETARIAT_ZONE, timezone.now())


def areas_seen_by(viewer: Viewer) -> Prefetch[Any]:
    return Prefetch("areas", queryset=PriorityArea.objects.visible_to(viewer).in_order(get_language() or "en"))


def known_coordinations(rows: Any, day: date) -> dict[Any, list[Duty]]:
    """Coordinations by what they are of: coordinators first, states in order, of each the newest term first."""
    duties: dict[Any, list[Duty]] = defaultdict(list)
    for row in rows.select_related("state", "dimension", "area__dimension").known_by(day):
        duties[row.subject].append(coordination_duty(row, day))
    for group in duties.values():
        group.sort(key=lambda duty: duty.starts_on or date.min, reverse=True)
        group.sort(key=lambda duty: (duty.role == "co_coordinator", duty.state.name if duty.state else ""))
    return duties


def coordinated(subject: Any, duties: dict[Any, list[Duty]]) -> Coordinated:
    own = duties.get(subject, [])
    return Coordinated(
        subject, [duty for duty in own if not duty.is_earlier], [duty for duty in own if duty.is_earlier]
    )


def coordinated_areas(found: Dimension, duties: dict[Any, list[Duty]]) -> list[Coordinated]:
    """Areas in use before those expected and those of earlier documents; else alphabetical."""
    rows = [coordinated(area, duties) for area in found.areas.all()]
    return sorted(rows, key=lambda row: STATUS_ORDER.index(row.subject.status))


def events_of(subject: Any, viewer: Viewer, day: date) -> dict[str, Any]:
    seen = subject.events.visible_to(viewer).with_parties()
    return {"ahead": seen.ahead(day)[:SHOWN_EVENTS], "past": seen.past(day)[:SHOWN_EVENTS]}
