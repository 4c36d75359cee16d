"""The annual table as a page prints it: the lines of a version under their dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cbm_events.models import Event
from cbm_events.plans.implementation import by_dimension
from cbm_events.plans.rows import Row
from cbm_events.plans.wording import area_words, notes_of, outcome_words, where_words
from cica_portal.common.viewer import Viewer
from members.models import Dimension

# The mark beside an outcome, in the shapes that events have.
MARKS = {
    "held": "held", "moved": "held", "merged": "held", "split": "held", "in_part": "now", "carried_over": "postponed",
    "cancelled": "cancelled", "withdrawn": "cancelled", "ahead": "planned", "not_reported": "proposed",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """One row of the table."""

    row: Row
    area: str
    where: str
    status: str
    mark: str
    notes: Sequence[str]

    @property
    def events(self) -> Sequence[Event]:
        return self.row.events


@dataclass(frozen=True)
class Group:
    dimension: Dimension | None
    rows: Sequence[Shown]


def groups_of(rows: Sequence[Row], viewer: Viewer) -> list[Group]:
    return [Group(found.dimension, [shown(row, viewer) for row in found.rows]) for found in by_dimension(rows)]


def shown(row: Row, viewer: Viewer) -> Shown:
    return Shown(
        row=row,
        area=area_words(row.line),
        where=where_words(row.line),
        status=outcome_words(row.outcome, viewer.audience),
        mark=MARKS[row.outcome],
        notes=notes_of(row),
    )
