"""Text for spreadsheets: no cell of it is ever run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

# A spreadsheet takes a cell that begins so for a formula, some of them after spaces and full-width forms too.
FORMULA_STARTS = tuple("=+-@\t\r\n|%＝＋－＠")
BYTE_ORDER_MARK = "\ufeff"


class Echo:
    """A file that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def safe_cell(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if text and text.lstrip(" \u00a0").startswith(FORMULA_STARTS) else text


def bare_cell(text: str) -> str:
    """The text that `safe_cell` was given."""
    return text[1:] if text.startswith("'") and safe_cell(text[1:]) == text else text


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Lines of a CSV file in UTF-8 that spreadsheets recognise as such."""
    writer = csv.writer(Echo())
    yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow(safe_cell(str(cell)) for cell in row)
