"""What a report says, ready to be rendered: pages, PDF, DOCX, XLSX, CSV and JSON print these and count nothing.

Made by `composing.contents_of`, in the language that is active at the call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Value = int | Decimal | None
Chart = Literal["bars", "columns", "stacked", ""]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number. `cut` names the list of rows behind it, and is empty if there is none; None is "not stated"."""

    value: Value
    cut: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """`key` is the code of what the row is about (a dimension, a state …), for its colour or address."""

    label: str
    figures: tuple[Figure, ...]
    is_total: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class FigureTable:
    """`columns` begins with the heading of the labels: it is one longer than the figures of a row."""

    key: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    chart: Chart = ""

    def figures(self) -> Iterator[tuple[str, str, Figure]]:
        """Each figure, with the label of its row and the heading of its column."""
        for row in self.rows:
            for heading, figure in zip(self.columns[1:], row.figures, strict=True):
                yield row.label, heading, figure

    @property
    def is_wide(self) -> bool:
        """Whether a page gives it the whole width."""
        return len(self.columns) > 2 or self.chart == "columns"


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of words: sources of counts, decisions, lines of a plan. As wide as `columns`.

    `cut` names the list of the rows, where there is one.
    """

    key: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    cut: str = ""


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as the edition stored it. `language` is that of the title; `why` is empty if it is counted.

    Of an event that was withdrawn from the audience since, neither title nor place is told.
    """

    public_id: str
    title: str
    language: str
    when: str
    earliest: date
    latest: date
    precision: str
    status: str
    dimension: str
    area: str
    kind: str
    mode: str
    city: str
    organisers: tuple[str, ...]
    why: str = ""
    dimension_code: str = ""
    is_withdrawn: bool = False
    inferred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """What somebody published about the period, and how far it is from what is recorded here; never merged."""

    period: str
    words: str
    source: str
    said: str
    metric: str
    value: int
    recorded: int | None
    detail: str = ""

    @property
    def gap(self) -> int | None:
        return None if self.recorded is None else self.value - self.recorded


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text: words, or a figure of the edition."""

    text: str
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """`narrative` is text with its figures in place, paragraphs divided by blank lines; `paragraphs` is the same, cut.

    `events` are the first of those behind `cut`; `more` says how many others the list has.
    """

    key: str
    title: str
    narrative: str
    tables: tuple[FigureTable, ...] = ()
    events: tuple[EventLine, ...] = ()
    texts: tuple[TextTable, ...] = ()
    cut: str = ""
    more: int = 0
    narrative_language: str = ""
    paragraphs: tuple[tuple[Passage, ...], ...] = ()

    @property
    def event_ids(self) -> list[str]:
        return [event.public_id for event in self.events]


@dataclass(frozen=True, slots=True)
class Rule:
    """The counting rule in words, a sentence each; `code` is what the edition stores."""

    code: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """One edition. `stage`, `audience` and `period` are words; the codes stand beside them."""

    public_id: str
    title: str
    period: str
    first_year: int
    last_year: int
    audience: str
    audience_code: str
    edition: int
    stage: str
    stage_code: str
    as_of: datetime
    is_interim: bool
    rule: Rule
    digest: str
    language: str
    withdrawn: int
    published: tuple[Published, ...]
    chapters: tuple[Chapter, ...]

    def tables(self) -> Iterator[FigureTable]:
        for chapter in self.chapters:
            yield from chapter.tables

    def table(self, key: str) -> FigureTable | None:
        return next((table for table in self.tables() if table.key == key), None)
