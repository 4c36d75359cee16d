"""The list behind a number of an edition: events as event lines, other rows as words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from cbm_events.models import SummaryRow, YearlySummary
from cbm_events.summaries.chapters import beside
from cbm_events.summaries.chapters.reading import Reading
from cbm_events.summaries.cuts import EVENTS, cut_words, parsed, rows_behind
from cbm_events.summaries.figures import states_in

Part = SummaryRow.Part
Words = Callable[[Reading, SummaryRow], tuple[str, ...]]


@dataclass(frozen=True)
class Shown:
    """`total` is the number that led here; it differs from how many rows there are where rows weigh otherwise."""

    read: Reading
    part: str
    words: list[str]
    rows: QuerySet[SummaryRow]
    total: int

    @property
    def is_of_events(self) -> bool:
        return self.part in EVENTS

    @property
    def columns(self) -> tuple[str, ...]:
        return COLUMNS[self.part]() if self.part in COLUMNS else ()

    def line(self, row: SummaryRow) -> Any:
        return self.read.line(row) if self.is_of_events else WORDS[self.part](self.read, row)


def list_context(edition: YearlySummary, cut: str) -> Shown:
    asked = parsed(cut)
    read, rows = Reading.of(edition), rows_behind(edition, cut)
    return Shown(read, asked["part"], cut_words(cut, read.names), rows, _total(asked, rows))


def _total(asked: dict[str, str], rows: QuerySet[SummaryRow]) -> int:
    """A joint event may weigh more than one; of an organiser's own events each is one. States are counted as such."""
    if "states" in asked:
        return len(states_in(rows.values_list("organisers", flat=True)))
    weighs = (
        asked["part"] in EVENTS and not {"organiser", "why", "status", "moved", "meeting", "distinct"} & asked.keys()
    )
    if not weighs:
        return rows.count()
    return rows.aggregate(total=Sum("weight"))["total"] or 0


WORDS: dict[str, Words] = {
    Part.COUNT: beside.count_words,
    Part.DECISION: beside.adopted_words,
    Part.DOCUMENT: beside.adopted_words,
    Part.PLAN_LINE: beside.plan_line_words,
    Part.DUTY: beside.duty_words,
}
COLUMNS: dict[str, Callable[[], tuple[str, ...]]] = {
    Part.COUNT: lambda: (_("Event"), _("Counted"), _("Count"), _("Added"), _("Source")),
    Part.DECISION: lambda: (_("On"), _("Title"), _("At")),
    Part.DOCUMENT: lambda: (_("On"), _("Title"), _("At")),
    Part.PLAN_LINE: lambda: (_("No."), _("Planned"), _("By"), _("Outcome")),
    Part.DUTY: lambda: (_("State"), _("Subject"), _("Role"), _("Term")),
}
