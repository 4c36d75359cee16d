"""Which files are read at all: judged by their name, their first bytes and the directory of the zip that they are.

Every part is unpacked once, to nothing, so that no size that the directory declares has to be believed.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cica_portal.common.files import (
    BROKEN_ZIP,
    MACROS,
    TOO_MUCH,
    FileType,
    check_file,
    check_office,
    check_package,
)

MOST_BYTES = 10_000_000
MOST_UNPACKED = 100 * 1_048_576
CHUNK = 65_536
# As long as the longest mark, so that one is found across the border of two pieces.
OVERLAP = 32
LOCKED = _("The file is protected by a password, or was saved by an old program. Save it without a password as XLSX.")
OLD_FORMAT = _("Save the file as XLSX: the old XLS format is not read.")
OUTSIDE_LINKS = _("The file takes values from other files. Save a copy of it with the values alone.")
FORBIDDEN = _("The file holds declarations that no spreadsheet needs. Save it again with a spreadsheet program.")
OFTEN_SENT = {"xls": OLD_FORMAT, "xlsm": MACROS, "xlsb": MACROS, "xltm": MACROS}

COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
MARKS = {
    b"<!DOCTYPE": FORBIDDEN,
    b"<!ENTITY": FORBIDDEN,
    b"encryption-data": LOCKED,
    b"<table:table-source": OUTSIDE_LINKS,
    b"<table:dde-link": OUTSIDE_LINKS,
}
FORMULAS = (b"<f>", b"<f ", b"<f/", b"table:formula=")
ERRORS = (b't="e"', b"t='e'")
OUTSIDE_PARTS = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
MACRO_PARTS = ("basic/", "scripts/", "xl/macrosheets/")


@dataclass(frozen=True)
class Content:
    """A file that may be read. Of formulas the last value is read, a cell with an error is read as empty."""

    extension: str
    data: bytes
    has_formulas: bool = False
    has_errors: bool = False

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def check_opendocument(kind: FileType, file: IO[bytes]) -> None:
    check_package(kind, file, parts={"mimetype", kind.marks})


def check_later(kind: FileType, file: IO[bytes]) -> None:
    """Text is judged when its encoding is known."""


TYPES = {
    "xlsx": FileType("xlsx", "", check_office, "xl/workbook.xml"),
    "ods": FileType("ods", "application/vnd.oasis.opendocument.spreadsheet", check_opendocument, "content.xml"),
    "csv": FileType("csv", "text/csv", check_later),
}


def accept_file(file: Any) -> Content:
    """What an uploaded file holds. Raises ValidationError for what is not read."""
    extension = file.name.rpartition(".")[2].lower()
    if extension in OFTEN_SENT:
        raise ValidationError(OFTEN_SENT[extension], code=extension)
    file.seek(0)
    if file.read(len(COMPOUND_FILE)) == COMPOUND_FILE:
        raise ValidationError(LOCKED, code="locked")
    kind = check_file(name=file.name, file=file, most_bytes=MOST_BYTES, among=TYPES)
    data = file.read()
    if kind.extension == "csv":
        return Content(kind.extension, data)
    found = _marks_in(file)
    return Content(kind.extension, data, not found.isdisjoint(FORMULAS), not found.isdisjoint(ERRORS))


def _marks_in(file: IO[bytes]) -> set[bytes]:
    """Which marks the parts of a package hold. Raises ValidationError for what no part may hold."""
    found: set[bytes] = set()
    unpacked = 0
    try:
        with zipfile.ZipFile(file) as archive:
            for entry in archive.infolist():
                _refuse_part(entry.filename.lower())
                with archive.open(entry) as part:
                    unpacked = _look_through(part, found, unpacked)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise ValidationError(BROKEN_ZIP, code="zip") from error
    for mark, words in MARKS.items():
        if mark in found:
            raise ValidationError(words, code="content")
    return found


def _refuse_part(name: str) -> None:
    if name.startswith(OUTSIDE_PARTS):
        raise ValidationError(OUTSIDE_LINKS, code="links")
    if name.startswith(MACRO_PARTS):
        raise ValidationError(MACROS, code="macros")


def _look_through(part: IO[bytes], found: set[bytes], unpacked: int) -> int:
    """Unpack one part to its end, which proves its size; returns how much all parts held so far."""
    end = b""
    while chunk := part.read(CHUNK):
        unpacked += len(chunk)
        if unpacked > MOST_UNPACKED:
            raise ValidationError(TOO_MUCH, code="bomb")
        piece = end + chunk
        found.update(mark for mark in (*MARKS, *FORMULAS, *ERRORS) if mark not in found and mark in piece)
        end = piece[-OVERLAP:]
    return unpacked
