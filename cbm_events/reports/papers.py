"""A report as a paper for PDF and DOCX: title page, contents, chapters, and the numbers beside their charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Literal, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cbm_events.reports.report import Report
from cbm_events.reports.values import value_of
from cbm_events.summaries.charts import PRINT, chart_of, svg_of, words_of
from cbm_events.summaries.contents import Chapter, EventLine, FigureTable, TextTable
from cica_portal.common.date_words import page_language
from cica_portal.common.papers import (
    Column,
    Contents,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Part,
    Picture,
    Table,
    Tone,
    Value,
)
from cica_portal.common.papers.printing import printed

NOT_KNOWN = "–"


def paper_of(report: Report) -> Paper:
    return Paper(
        title=report.title,
        subtitle=report.subtitle,
        language=cast(Literal["en", "ru"], report.language),
        parts=list(Writer().parts(report)),
        created=report.as_of,
        footer=report.footer,
        keywords=("CICA",),
        cover=list(cover_of(report)),
    )


def cover_of(report: Report) -> Iterator[str]:
    if report.signed:
        yield "  ".join((_("Secretary General"), "_" * 36))
        yield ""
    for label, value in report.about:
        yield f"{label}: {printed(value, report.language)}"


class Writer:
    """Figures and tables are numbered through."""

    def __init__(self) -> None:
        self.figures, self.tables = count(1), count(1)

    def parts(self, report: Report) -> Iterator[Part]:
        yield Contents(_("Contents"))
        yield PageBreak()
        for chapter in report.chapters:
            yield from self.chapter(chapter)

    def chapter(self, chapter: Chapter) -> Iterator[Part]:
        yield Heading(chapter.title)
        for paragraph in filter(None, (text.strip() for text in chapter.narrative.split("\n\n"))):
            yield Paragraph(paragraph)
        for table in chapter.tables:
            yield from self.figure_table(table)
        for words in chapter.texts:
            yield from self.text_table(words)
        if chapter.events:
            yield from self.event_table(chapter)
        if not (chapter.narrative or chapter.tables or chapter.texts or chapter.events):
            yield Paragraph(_("Nothing is recorded here."), Tone.NOTE)

    def figure_table(self, table: FigureTable) -> Iterator[Part]:
        chart = chart_of(table)
        if chart:
            caption = _("Figure %(number)s. %(title)s") % {"number": next(self.figures), "title": table.title}
            yield Picture(svg_of(chart, PRINT), f"{table.title}. {words_of(chart)}", caption)
        yield Table(
            columns=[Column(table.columns[0], 3), *(Column(title, 1, "right") for title in table.columns[1:])],
            rows=[[row.label, *(known(value_of(figure)) for figure in row.figures)] for row in table.rows],
            caption=self.caption(table.title),
            emphasised=frozenset(place for place, row in enumerate(table.rows) if row.is_total),
        )
        yield from note(table.note)

    def text_table(self, table: TextTable) -> Iterator[Part]:
        columns = [Column(title, share) for title, share in zip(table.columns, shares_of(table), strict=True)]
        yield Table(columns, table.rows, self.caption(table.title))
        yield from note(table.note)

    def event_table(self, chapter: Chapter) -> Iterator[Part]:
        columns, width = event_columns(), 6 if tells_status(chapter.events) else 5
        rows = [event_cells(event)[:width] for event in chapter.events]
        yield Table(columns[:width], rows, self.caption(_("Events")))
        if chapter.more:
            told = {"count": chapter.more}
            yield Paragraph(
                ngettext(
                    "%(count)s more event stands in the table of events.",
                    "%(count)s more events stand in the table of events.",
                    chapter.more,
                )
                % told,
                Tone.NOTE,
            )

    def caption(self, title: str) -> str:
        return _("Table %(number)s. %(title)s") % {"number": next(self.tables), "title": title}


def note(text: str) -> Iterator[Part]:
    if text:
        yield Paragraph(text, Tone.NOTE)


def known(value: Value) -> Value:
    return NOT_KNOWN if value is None else value


def shares_of(table: TextTable) -> Sequence[float]:
    """Room for each column by the length of what stands in it, within bounds."""
    columns = zip(table.columns, *table.rows, strict=True)
    return [min(max(max(map(len, column)) ** 0.5, 2.5), 9) for column in columns]


def event_columns() -> list[Column]:
    return [
        Column(_("When"), 1.3),
        Column(_("Event"), 3.4),
        Column(_("Place and format"), 1.2),
        Column(_("Dimension"), 1.3),
        Column(_("Organisers"), 1.7),
        Column(_("Status"), 1.2),
    ]


def tells_status(events: Sequence[EventLine]) -> bool:
    """Whether they differ in it, or some are not counted."""
    return len({event.status for event in events}) > 1 or any(event.why for event in events)


def event_cells(event: EventLine) -> list[Value]:
    title = event.title if event.language == page_language() else f"{event.title} ({in_words(event.language)})"
    place = f"{event.city}, {event.mode.lower()}" if event.city and event.mode else event.city or event.mode
    return [event.when, title, place, dimension_words(event), ", ".join(event.organisers), event.why or event.status]


def dimension_words(event: EventLine) -> str:
    inferred = "dimension" in event.inferred
    return f"{event.dimension} ({pgettext('basis', 'inferred')})" if inferred else event.dimension


def in_words(language: str) -> str:
    """Of a text for which there is no translation yet, in the language in which it stands."""
    return "по-русски" if language == "ru" else "in English"
