"""The events of one year, one mark each, by dimension."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cbm_events.models import Event, Status
from cica_portal.common.viewer import Viewer
from members.models import Dimension

UNDER_WAY = "now"
LEGEND = ("held", UNDER_WAY, "confirmed", "planned", "proposed", "postponed", "cancelled")


@dataclass(frozen=True)
class Mark:
    event: Event
    status: str
    label: str


@dataclass(frozen=True)
class Row:
    """The events of a dimension, of governing bodies, or of neither; the last two have no dimension."""

    name: str
    key: str
    dimension: Dimension | None
    marks: list[Mark]

    @property
    def held(self) -> int:
        return sum(mark.status == Status.HELD for mark in self.marks)


@dataclass(frozen=True)
class YearBoard:
    year: int
    rows: list[Row]
    counts: Counter[str]
    samples: int

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def held(self) -> int:
        return self.counts[Status.HELD]

    @property
    def under_way(self) -> int:
        return self.counts[UNDER_WAY]

    @property
    def cancelled(self) -> int:
        return self.counts[Status.CANCELLED]

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Only the marks that are drawn."""
        return [(status, status_label(status)) for status in LEGEND if self.counts[status]]


def year_board(viewer: Viewer, year: int, today: date) -> YearBoard:
    events = list(Event.objects.visible_to(viewer).for_year(year).select_related("dimension").in_order())
    marks = [Mark(event, event.status_on(today), status_label(event.status_on(today))) for event in events]
    return YearBoard(
        year=year,
        rows=rows_of(marks, list(Dimension.objects.visible_to(viewer))),
        counts=Counter(mark.status for mark in marks),
        samples=sum(event.is_sample for event in events),
    )


def rows_of(marks: Sequence[Mark], dimensions: Sequence[Dimension]) -> list[Row]:
    def of(dimension: Any) -> list[Mark]:
        return [mark for mark in marks if mark.event.dimension_id == dimension]

    without = of(None)
    others = [
        Row(_("Governing bodies"), "gb", None, [mark for mark in without if mark.event.is_statutory]),
        Row(_("No dimension"), "none", None, [mark for mark in without if not mark.event.is_statutory]),
    ]
    rows = [Row(dimension.short, dimension.key, dimension, of(dimension.pk)) for dimension in dimensions]
    return [*rows, *(row for row in others if row.marks)]


def status_label(status: str) -> str:
    return _("Under way") if status == UNDER_WAY else str(Status(status).label)
