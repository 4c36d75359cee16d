"""The figures of a report as each of its files prints them, read with other libraries."""

import csv
import html
import io
import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

import docx
import openpyxl
import pypdf
from docx.document import Document
from docx.text.paragraph import Paragraph

from cbm_events.reports.report import Report

# The tables in their order: the title, then the rows, the label first. "–" is a figure that is not stated.
Rows = list[tuple[str, ...]]
Tables = list[tuple[str, Rows]]
UNKNOWN = "–"


def of_report(report: Report) -> Tables:
    return [
        (table.title, [(row.label, *(cell(figure.value) for figure in row.figures)) for row in table.rows])
        for table in report.tables()
    ]


def cell(value: object) -> str:
    return UNKNOWN if value is None or value == "" else f"{float(str(value)):g}"


def number(text: str) -> str:
    bare = text.strip().replace(",", "").replace("\xa0", "")
    return f"{float(bare):g}" if bare.replace(".", "").isdigit() else UNKNOWN if bare == UNKNOWN else text


def of_docx(file: bytes, report: Report) -> Tables:
    """Tables of words stand between them: those are told by the report."""
    document = docx.Document(io.BytesIO(file))
    captions = [
        p.text.split(". ", 1)[1]
        for p in paragraphs_of(document, "Caption")
        if ("Table" in p.text or "Таблица" in p.text)
    ]
    tables = zip(captions, document.tables, strict=True)
    return [
        (caption, [(row.cells[0].text, *(number(one.text) for one in row.cells[1:])) for row in table.rows[1:]])
        for (caption, table), is_figures in zip(tables, kinds_of(report, with_events=True), strict=True)
        if is_figures
    ]


def paragraphs_of(document: Document, style: str) -> list[Paragraph]:
    return [one for one in document.paragraphs if one.style and one.style.name == style]


def kinds_of(report: Report, *, with_events: bool) -> list[bool]:
    """For each table of the report whether it is one of figures."""
    kinds = []
    for chapter in report.chapters:
        kinds += [True] * len(chapter.tables) + [False] * len(chapter.texts)
        kinds += [False] * bool(chapter.events and with_events)
    return kinds


def of_xlsx(file: bytes, report: Report) -> list[Rows]:
    """Without titles: the name of a sheet is short and its own."""
    _about, *sheets, _events = openpyxl.load_workbook(io.BytesIO(file)).worksheets
    return [
        [(str(label), *map(cell, values)) for label, *values in sheet.iter_rows(min_row=2, values_only=True)]
        for sheet, is_figures in zip(sheets, kinds_of(report, with_events=False), strict=True)
        if is_figures
    ]


def of_csv(file: bytes) -> Tables:
    """A new table begins with another title or chapter, a new row with the first column."""
    _head, *lines = csv.reader(io.StringIO(file.decode("utf-8-sig")))
    tables: Tables = []
    for (_chapter, title), group in groupby(lines, key=lambda line: (line[0], line[1])):
        cells = list(group)
        first = cells[0][3]
        rows: Rows = []
        for _one, _two, label, column, value in cells:
            if column == first:
                rows.append((label,))
            rows[-1] = (*rows[-1], cell(value))
        tables.append((title, rows))
    return tables


def of_json(contents: dict[str, Any]) -> Tables:
    return [
        (table["title"], [(row["label"], *(cell(one["value"]) for one in row["figures"])) for row in table["rows"]])
        for chapter in contents["chapters"]
        for table in chapter["tables"]
    ]


def events_of_xlsx(file: bytes) -> dict[str, tuple[date, date]]:
    """First and last day, which are days in the cells too."""
    sheet = openpyxl.load_workbook(io.BytesIO(file)).worksheets[-1]
    return {row[0]: (row[1].date(), row[2].date()) for row in sheet.iter_rows(min_row=2, values_only=True)}


def events_of_csv(file: bytes) -> dict[str, tuple[date, date]]:
    _head, *lines = csv.reader(io.StringIO(file.decode("utf-8-sig")))
    return {line[0]: (date.fromisoformat(line[1]), date.fromisoformat(line[2])) for line in lines}


def words_of_pdf(file: bytes) -> str:
    """All words without the white space between them, which is the layout's."""
    return squeezed(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages)


def squeezed(texts: Iterable[str]) -> str:
    return "".join("".join(text.split()) for text in texts)


def words_of_page(page: str) -> str:
    body = re.sub(r"<(svg|script|title)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return squeezed([html.unescape(re.sub(r"<[^>]+>", "", body))])
