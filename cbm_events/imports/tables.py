"""A file as tables of cells, whichever format it has."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cbm_events.imports import reader
from cbm_events.imports.delimited import read_text
from cbm_events.imports.files import LOCKED, Content
from cica_portal.common.files import TOO_MUCH

# A text, a number, a yes or no, or a pair of "d" or "t" with a day or a clock time.
Cell = Any
MOST_SECONDS = 30
NO_ROWS = _("There is nothing in the file but headings. Choose a file with rows of events.")
UNREADABLE = _("The file is damaged and cannot be read. Save it again with a spreadsheet program.")
ERRORS = {reader.TOO_MUCH: TOO_MUCH, reader.BROKEN: UNREADABLE, reader.LOCKED: LOCKED}


@dataclass(frozen=True)
class Table:
    """One sheet; `rows` begin with the first one of the file."""

    name: str
    rows: list[list[Cell]]

    @property
    def is_empty(self) -> bool:
        return sum(1 for row in self.rows if any(not is_blank(cell) for cell in row)) < 2


def read_tables(content: Content) -> list[Table]:
    """The sheets that hold more than one line. Raises ValidationError."""
    if content.extension == "csv":
        tables = [Table("", read_text(content.data))]
    else:
        tables = [Table(sheet["name"], sheet["rows"]) for sheet in _read_apart(content.data)]
    filled = [table for table in tables if not table.is_empty]
    if not filled:
        raise ValidationError(NO_ROWS, code="empty")
    return filled


def _read_apart(data: bytes) -> list[dict[str, Any]]:
    """In a process of its own, which ends alone when the file takes too much."""
    command = [sys.executable, "-I", str(Path(reader.__file__))]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=MOST_SECONDS, env={}, check=False)
    except subprocess.TimeoutExpired as error:
        raise ValidationError(TOO_MUCH, code="bomb") from error
    if done.returncode:
        raise ValidationError(TOO_MUCH, code="bomb")
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise ValidationError(ERRORS[answer["error"]], code=answer["error"])
    sheets: list[dict[str, Any]] = answer["sheets"]
    return sheets


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell: Cell) -> str:
    """A cell as the text that a person reads in it; a day without its hour."""
    if isinstance(cell, list):
        return str(cell[1]).partition("T")[0]
    if isinstance(cell, bool):
        return str(cell).upper()
    return "" if cell is None else str(cell).strip()
