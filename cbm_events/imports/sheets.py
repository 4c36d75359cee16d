"""The rows of a file as they came, with a column that says what is to be put right."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from cbm_events.imports.previews import headings_of
from cbm_events.imports.problems import Remark
from cbm_events.imports.tables import Cell
from cbm_events.models import ImportRow, ImportRun

DAY_FORMAT = "dd.mm.yyyy"
# Spreadsheets know no earlier one.
FIRST_DAY = "1900-03-01"
WIDTH, WIDE = 18, 60


def error_sheet(run: ImportRun) -> bytes:
    """An XLSX file; nothing in it is a formula or a link, whatever the cells say."""
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": DAY_FORMAT})
        wrapped = book.add_format({"text_wrap": True, "font_color": "#a3221b"})
        last = len(run.targets)
        sheet.set_column(0, last - 1, WIDTH)
        sheet.set_column(last, last, WIDE)
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate([*_wide(headings_of(run), last), _("To be put right")]):
            sheet.write_string(0, column, heading, bold)
        rows = run.rows.filter(sheet=run.sheet, number__gt=run.heading_row).order_by("number")
        for place, row in enumerate(rows.iterator(chunk_size=2000), start=1):
            for column, cell in enumerate(_cells(row, run)):
                _write(sheet, place, column, cell, day)
            if words := what_is_wrong(row):
                sheet.write_string(place, last, words, wrapped)
    return buffer.getvalue()


def _wide(headings: list[str], width: int) -> list[str]:
    return [*headings, *[""] * (width - len(headings))][:width]


def _cells(row: ImportRow, run: ImportRun) -> list[Cell]:
    """What was read, with what was put right in the portal."""
    places = {target: place for place, target in enumerate(run.targets) if target}
    cells = [*row.cells, *[""] * (len(run.targets) - len(row.cells))]
    for target, text in row.corrections.items():
        if target in places:
            cells[places[target]] = text
    return cells


def _write(sheet: Any, place: int, column: int, cell: Cell, day: Any) -> None:
    if isinstance(cell, list) and cell[0] == "d" and cell[1] >= FIRST_DAY:
        sheet.write_datetime(place, column, datetime.fromisoformat(cell[1]), day)
    elif isinstance(cell, list):
        sheet.write_string(place, column, cell[1])
    elif isinstance(cell, str):
        sheet.write_string(place, column, cell)
    else:
        sheet.write(place, column, cell)


def what_is_wrong(row: ImportRow) -> str:
    """Each remark with the column that it is about."""
    remarks = [Remark.from_json(stored) for stored in row.result.get("problems", ())]
    return "\n".join(f"{remark.label}: {remark.words}" if remark.label else remark.words for remark in remarks)
