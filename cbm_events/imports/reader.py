"""Reads an XLSX or ODS file from standard input and writes its cells as JSON: python reader.py.

It runs in a process of its own, with little memory and time and without the portal's settings: what a hostile file
makes the parser do ends here. A day is ["d", "2026-05-12"], a clock time ["t", "09:30"]; everything else is itself.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MOST_MEMORY, MOST_SECONDS = 768 * 1_048_576, 10
MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_LETTERS = 10_100, 100, 1_000_000, 20_000_000
SHEETS = 20
TOO_MUCH, BROKEN, LOCKED = "too_much", "broken", "locked"


class Refused(Exception):
    pass


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(answer(sys.stdin.buffer.read()), sys.stdout, ensure_ascii=False)


def answer(content: bytes) -> dict[str, Any]:
    try:
        return {"sheets": list(read_sheets(content))}
    except Refused as refused:
        return {"error": str(refused)}
    except PasswordError:
        return {"error": LOCKED}
    except (CalamineError, ValueError, OSError):
        return {"error": BROKEN}


def read_sheets(content: bytes) -> Iterator[dict[str, Any]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    letters = cells = 0
    for name in shown[:SHEETS]:
        rows = read_rows(workbook.get_sheet_by_name(name))
        letters += sum(len(cell) for row in rows for cell in row if isinstance(cell, str))
        cells += sum(map(len, rows))
        if letters > MOST_LETTERS or cells > MOST_CELLS:
            raise Refused(TOO_MUCH)
        yield {"name": name, "rows": rows}


def read_rows(sheet: CalamineSheet) -> list[list[Any]]:
    """From the first row and column on, so that a row has here the number that it has in the file."""
    last_row, last_column = sheet.end or (0, 0)
    if last_row >= MOST_ROWS or last_column >= MOST_COLUMNS:
        raise Refused(TOO_MUCH)
    rows = [[plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if left == right and top < len(rows) and left < len(rows[top]):
            fill_down(rows[top : bottom + 1], left)
    return rows


def fill_down(rows: list[list[Any]], column: int) -> None:
    """A cell that stands over several rows says the same of each."""
    for row in rows[1:]:
        row[column] = rows[0][column]


def plain(cell: Any) -> Any:
    if isinstance(cell, datetime | date):
        return ["d", cell.isoformat()]
    if isinstance(cell, time):
        return ["t", cell.isoformat("minutes")]
    if isinstance(cell, timedelta):
        return ["t", (datetime.min + cell).time().isoformat("minutes")]
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell


if __name__ == "__main__":
    main()
