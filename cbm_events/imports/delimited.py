"""Tables in text: its encoding, what stands between the cells, and the cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cbm_events.imports.reader import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from cica_portal.common.files import CONTROLS, TOO_MUCH
from cica_portal.common.spreadsheets import bare_cell

UNKNOWN_ENCODING = _("The text of the file cannot be read. Save it as “CSV UTF-8”, or as XLSX.")
UNEVEN = _("A quotation mark near line %(line)s is not closed. Save the file again, or as XLSX.")
DELIMITERS = ",;\t|"
SAMPLE_LINES, SAMPLE_BYTES = 30, 4096
CHOSEN = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+")
LATIN, CYRILLIC = re.compile("[A-Za-z]"), re.compile("[А-Яа-яЁё]")
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# A few stand in a cell that is refused; more are no text.
CONTROLS_IN, FEW_CONTROLS = 1000, 20


def read_text(data: bytes) -> list[list[str]]:
    """The cells of each line. Raises ValidationError."""
    text = decoded(data)
    chosen = CHOSEN.match(text)
    if chosen:
        text = text[chosen.end() :]
    delimiter = chosen[1] if chosen else delimiter_of(text)
    rows = _rows(text, delimiter)
    if len(rows) > MOST_ROWS or max(map(len, rows), default=0) > MOST_COLUMNS or sum(map(len, rows)) > MOST_CELLS:
        raise ValidationError(TOO_MUCH, code="bomb")
    return rows


def decoded(data: bytes) -> str:
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and len(CONTROLS.findall(text)) <= max(len(text) // CONTROLS_IN, FEW_CONTROLS):
            return text
    raise ValidationError(UNKNOWN_ENCODING, code="encoding")


def _encodings(data: bytes) -> tuple[str, ...]:
    """Those that the text may be in, the likeliest first."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return (encoding,)
    if b"\0" in data:
        start = data[:SAMPLE_BYTES]
        return ("utf-16-be",) if start[::2].count(0) > start[1::2].count(0) else ("utf-16-le",)
    return "utf-8", _of_windows(data)


def _of_windows(data: bytes) -> str:
    """Russian, unless that would put Cyrillic letters into Latin words ("Tьrkiye")."""
    words = WORD.findall(data.decode("cp1251", errors="replace"))
    russian = sum(1 for word in words if CYRILLIC.search(word) and not LATIN.search(word))
    mixed = sum(1 for word in words if CYRILLIC.search(word) and LATIN.search(word))
    return "cp1251" if russian >= mixed else "cp1252"


def delimiter_of(text: str) -> str:
    """The one that cuts most of the first lines into as many cells, and these into most."""
    sample = "".join(text.splitlines(keepends=True)[:SAMPLE_LINES])

    def fit(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if len(row) > 1)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(DELIMITERS, key=fit)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [[bare_cell(cell) for cell in row] for row in reader]
    except csv.Error as error:
        raise ValidationError(UNEVEN, code="quotes", params={"line": reader.line_num}) from error
