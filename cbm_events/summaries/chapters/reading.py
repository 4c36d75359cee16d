"""What every chapter is written from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cbm_events.models import SummaryRow, SummaryText, YearlySummary
from cbm_events.summaries.contents import (
    Chapter,
    Chart,
    EventLine,
    Figure,
    FigureRow,
    FigureTable,
    TextTable,
)
from cbm_events.summaries.counting import NOT_STATED
from cbm_events.summaries.cuts import cut_of, rows_behind
from cbm_events.summaries.lines import event_line
from cbm_events.summaries.narrative import narrative_figures, passages_of, words_of
from cbm_events.summaries.rows import Part, facts_from
from cbm_events.summaries.withdrawals import withdrawn_from
from cbm_events.summaries.wording import Names
from cica_portal.common.date_words import page_language
from cica_portal.common.text import pick

MOST_EVENTS = 300
# Headings whose tables show every line, with its zero.
COMPLETE = frozenset({"dimension", "month"})


@dataclass(frozen=True)
class Reading:
    edition: YearlySummary
    names: Names
    texts: Mapping[str, SummaryText]
    placeholders: Mapping[str, Figure]
    withdrawn: frozenset[str]

    @classmethod
    def of(cls, edition: YearlySummary) -> Reading:
        names = Names(edition.figures.get("labels", {}), page_language())
        texts = {row.chapter: row for row in edition.texts.all()}
        return cls(edition, names, texts, narrative_figures(edition.figures), withdrawn_from(edition))

    @property
    def figures(self) -> Mapping[str, Any]:
        figures: Mapping[str, Any] = self.edition.figures
        return figures

    def counts(self, heading: str) -> Mapping[str, int]:
        found: Mapping[str, int] = self.figures.get("counts", {}).get(heading, {})
        return found

    @property
    def dimensions(self) -> list[str]:
        """Every dimension, and last the events that state none, if there are any."""
        codes = list(self.names.all("dimension"))
        return [*codes, NOT_STATED] if NOT_STATED in self.figures.get("by_dimension", {}) else codes

    def chapter(
        self,
        key: str,
        title: str,
        tables: Iterable[FigureTable] = (),
        *,
        texts: Iterable[TextTable] = (),
        cut: str = "",
    ) -> Chapter:
        row = self.texts.get(key)
        text, language = pick(page_language(), row.text_en, row.text_ru) if row else ("", "")
        paragraphs = passages_of(text, self.placeholders)
        events, more = self.first_events(cut) if cut else ((), 0)
        return Chapter(
            key, title, words_of(paragraphs), tuple(table for table in tables if table.rows), events,
            tuple(table for table in texts if table.rows), cut, more, language if text else "", paragraphs,
        )  # fmt: skip

    def first_events(self, cut: str) -> tuple[tuple[EventLine, ...], int]:
        rows = rows_behind(self.edition, cut)
        shown = tuple(self.line(row) for row in rows[:MOST_EVENTS])
        return shown, max(rows.count() - MOST_EVENTS, 0) if len(shown) == MOST_EVENTS else 0

    def line(self, row: SummaryRow) -> EventLine:
        facts = facts_from(row.subject_id, row.facts)
        return event_line(facts, row.why, self.names, is_withdrawn=row.subject_id in self.withdrawn)

    def event_named(self, row: SummaryRow) -> str:
        """The title of the event that a row is about, unless it was withdrawn."""
        if row.facts["event"] in self.withdrawn:
            return _("Event withdrawn from view")
        return pick(page_language(), row.facts["event_en"], row.facts["event_ru"])[0]

    def lines(self, heading: str, counts: Mapping[str, int], **cut: Any) -> Iterator[FigureRow]:
        """In the order of the names, "not stated" last; dimensions and months with their zeros."""
        every = self.names.all(heading)
        codes = list(every) if heading in COMPLETE else [code for code in every if code in counts]
        for code in [*codes, *([NOT_STATED] if NOT_STATED in counts else [])]:
            number = counts.get(code, 0)
            figure = Figure(number, cut_of(part=Part.EVENT, **cut, **{heading: code}) if number else "")
            yield FigureRow(self.names.of(heading, code), (figure,), key=code)


def table(
    key: str, title: str, columns: Sequence[str], rows: Iterable[FigureRow], *, note: str = "", chart: Chart = ""
) -> FigureTable:
    found = tuple(rows)
    return FigureTable(key, title, note, tuple(columns), found, chart if len(found) > 1 else "")


def held_column(heading: str) -> tuple[str, str]:
    return (heading, _("Held"))
