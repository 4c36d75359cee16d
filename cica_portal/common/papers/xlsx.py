"""The tables of a paper as XLSX: a sheet each, with real numbers and days, and text that is never a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache

import xlsxwriter
from django.utils.translation import gettext, override
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from cica_portal.common.papers.parts import Paper, Table, Value
from cica_portal.common.papers.printing import author, clean, secretariat_clock
from cica_portal.common.spreadsheets import FORMULA_STARTS

NARROW, WIDE = 8, 60
# What Excel refuses in the name of a sheet, and how long name and text may be.
REFUSED = re.compile(r"[\[\]:*?/\\]")
NAME_LENGTH = 31
TEXT_LENGTH = 32_767
DAY, MOMENT = "d mmm yyyy", "d mmm yyyy hh:mm"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def to_xlsx(paper: Paper) -> bytes:
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, OPTIONS)
    _set_properties(workbook, paper)
    tables = [part for part in paper.parts if isinstance(part, Table)]
    writer = _Writer(workbook)
    for table, name in zip(tables, _sheet_names(paper, tables), strict=True):
        writer.write(workbook.add_worksheet(name), table)
    workbook.close()
    return file.getvalue()


def _set_properties(workbook: Workbook, paper: Paper) -> None:
    workbook.set_properties(
        {
            "title": clean(paper.title)[:255],
            "subject": clean(paper.subtitle)[:255],
            "keywords": ", ".join(paper.keywords)[:255],
            "comments": clean(paper.footer)[:255],
            "author": author(paper.language),
            "created": paper.created.astimezone(UTC).replace(tzinfo=None, microsecond=0),
        }
    )


def _sheet_names(paper: Paper, tables: Sequence[Table]) -> list[str]:
    names: list[str] = []
    with override(paper.language):
        numbered = gettext("Table {number}")
    for number, table in enumerate(tables, 1):
        name = REFUSED.sub(" ", clean(table.caption)).strip(" '")[:NAME_LENGTH].strip(" '")
        if not name or name.casefold() in {used.casefold() for used in [*names, "History"]}:
            name = numbered.format(number=number)
        names.append(name)
    return names


class _Writer:
    def __init__(self, workbook: Workbook) -> None:
        self.format = cache(lambda **look: workbook.add_format({"font_size": 10, "valign": "top", **look}))

    def write(self, sheet: Worksheet, table: Table) -> None:
        for place, column in enumerate(table.columns):
            title = self.format(bold=True, bottom=1, text_wrap=True, align=column.align)
            sheet.write_string(0, place, clean(column.title), title)
            sheet.set_column(place, place, _width([column.title, *(row[place] for row in table.rows)]))
        for number, row in enumerate(table.rows):
            for place, value in enumerate(row):
                self._cell(sheet, number + 1, place, value, bold=number in table.emphasised)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)

    def _cell(self, sheet: Worksheet, row: int, place: int, value: Value, *, bold: bool) -> None:
        match value:
            case datetime():
                sheet.write_datetime(row, place, secretariat_clock(value), self.format(bold=bold, num_format=MOMENT))
            case date():
                sheet.write_datetime(row, place, value, self.format(bold=bold, num_format=DAY))
            case int() | float():
                sheet.write_number(row, place, value, self.format(bold=bold))
            case str() if value:
                sheet.write_string(row, place, clean(value)[:TEXT_LENGTH], self._text_format(value, bold=bold))

    def _text_format(self, text: str, *, bold: bool) -> Format:
        """Text that looks like a formula keeps an invisible apostrophe, also when somebody edits the cell."""
        return self.format(bold=bold, text_wrap=True, quote_prefix=text.lstrip().startswith(FORMULA_STARTS))


def _width(values: Sequence[Value]) -> int:
    longest = max((len(line) for value in values for line in str(value or "").splitlines()), default=0)
    return min(max(longest + 2, NARROW), WIDE)
