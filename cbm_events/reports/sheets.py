"""A report as tables for machines and spreadsheets: figures as numbers, days as days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from typing import Literal, cast

from django.utils.translation import gettext as _

from cbm_events.reports.report import Report
from cbm_events.reports.values import value_of
from cbm_events.summaries.contents import EventLine, FigureTable, TextTable
from cica_portal.common.fuzzy import Precision
from cica_portal.common.papers import Column, Paper, Table, Value
from cica_portal.common.spreadsheets import csv_lines

# A workbook is made in memory; the CSV of events holds them all, however many.
MOST_EVENTS = 5_000


def workbook_of(report: Report) -> Paper:
    return Paper(
        title=report.title,
        subtitle=report.subtitle,
        language=cast(Literal["en", "ru"], report.language),
        parts=list(sheets_of(report)),
        created=report.as_of,
        footer=report.footer,
    )


def sheets_of(report: Report) -> Iterator[Table]:
    yield about_sheet(report)
    for chapter in report.chapters:
        yield from map(figure_sheet, chapter.tables)
        yield from map(text_sheet, chapter.texts)
    yield event_sheet(report)


def about_sheet(report: Report) -> Table:
    rows: list[Sequence[Value]] = [(_("Title"), report.title), (_("Period"), report.subtitle), *report.about]
    rows += [(chapter.title, chapter.narrative) for chapter in report.chapters if chapter.narrative]
    return Table([Column(_("About")), Column(_("Value"))], rows, _("About"))


def figure_sheet(table: FigureTable) -> Table:
    return Table(
        columns=[Column(table.columns[0]), *(Column(title, 1, "right") for title in table.columns[1:])],
        rows=[[row.label, *map(value_of, row.figures)] for row in table.rows],
        caption=table.title,
        emphasised=frozenset(place for place, row in enumerate(table.rows) if row.is_total),
    )


def text_sheet(table: TextTable) -> Table:
    return Table([Column(title) for title in table.columns], table.rows, table.title)


def event_sheet(report: Report) -> Table:
    rows = list(islice(event_rows(report), MOST_EVENTS + 1))
    if len(rows) > MOST_EVENTS:
        told = _("The first %(count)s events; the CSV file holds all.") % {"count": MOST_EVENTS}
        rows[MOST_EVENTS:] = [[told, *[None] * (len(event_headings()) - 1)]]
    return Table([Column(heading) for heading in event_headings()], rows, _("Events"))


def event_headings() -> list[str]:
    return [
        _("Identifier"),
        _("First day"),
        _("Last day"),
        _("How precisely it is known"),
        _("When"),
        _("Title"),
        _("Status"),
        _("Dimension"),
        _("Priority area"),
        _("Kind of event"),
        _("Format"),
        _("City"),
        _("Organisers"),
        _("Why not counted"),
        _("Inferred"),
    ]


def event_rows(report: Report) -> Iterator[list[Value]]:
    precisions = {precision.value: str(precision.label) for precision in Precision}
    return (event_row(event, precisions) for event in report.listed())


def event_row(event: EventLine, precisions: Mapping[str, str]) -> list[Value]:
    return [
        event.public_id,
        event.earliest,
        event.latest,
        precisions[event.precision],
        event.when,
        event.title,
        event.status,
        event.dimension,
        event.area,
        event.kind,
        event.mode,
        event.city,
        "; ".join(event.organisers),
        event.why,
        "; ".join(event.inferred),
    ]


def figures_csv(report: Report) -> Iterator[str]:
    """One figure a line, under the chapter, table, row and column in which it stands."""
    return csv_lines(figure_lines(report))


def figure_lines(report: Report) -> Iterator[Iterable[object]]:
    yield _("Chapter"), _("Table"), _("Row"), _("Column"), _("Value")
    for chapter in report.chapters:
        for table in chapter.tables:
            for label, heading, figure in table.figures():
                value = value_of(figure)
                yield chapter.title, table.title, label, heading, "" if value is None else value


def events_csv(report: Report) -> Iterator[str]:
    return csv_lines(chain([event_headings()], (map(plain, row) for row in event_rows(report))))


def plain(value: Value) -> object:
    return value.isoformat() if isinstance(value, date) else "" if value is None else value
