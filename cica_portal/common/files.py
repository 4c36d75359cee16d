"""What a file may be before it is stored: judged by its name and its first bytes, nothing is unpacked or decoded."""

from __future__ import annotations

import codecs
import re
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 150
LONGEST_STEM = 100
CHUNK = 65_536
END_RECORD = struct.Struct("<4s4H2LH")
ZIP_ENTRIES = 2_000
ZIP_DIRECTORY_BYTES = 1_048_576
ZIP_UNPACKED_BYTES = 200 * 1_048_576
ZIP_RATIO = 200
MARKUP = re.compile(r"<\s*(?:!doctype|\?xml|html|head|body|svg|script|iframe)\b", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")

BAD_NAME = _("Rename the file: its name has characters that a name of a file cannot have.")
LONG_NAME = _("Rename the file: its name is longer than %(limit)s characters.")
BAD_TYPE = _("Choose a file of one of these types: %(types)s.")
NOT_ITS_TYPE = _("The contents of the file are not what its name says (%(type)s). Save it again in this format.")
BROKEN_ZIP = _("The file is damaged, or packed in a way that is not accepted. Save it again.")
TOO_MUCH = _("The file holds too much when unpacked. Divide it.")
MACROS = _("The file holds macros. Save it without them.")
NOT_TEXT = _("Save the text in UTF-8, without markup and control characters.")
TOO_LARGE = _("The file is larger than %(limit)s MB. Make it smaller or give its address.")
EMPTY = _("The file is empty.")


@dataclass(frozen=True)
class FileType:
    """One accepted type: its extension, what it is served as, and how its contents are known."""

    extension: str
    content_type: str
    check: Callable[[FileType, IO[bytes]], None]
    marks: str = ""


def check_signature(kind: FileType, file: IO[bytes]) -> None:
    signature = SIGNATURES[kind.extension]
    if file.read(len(signature)) != signature:
        raise not_its_type(kind)


def check_office(kind: FileType, file: IO[bytes]) -> None:
    names = check_package(kind, file, parts={"[Content_Types].xml", kind.marks})
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError(MACROS, code="macros")


def check_package(kind: FileType, file: IO[bytes], *, parts: Collection[str]) -> set[str]:
    """The names in a zip that has these parts; sizes are those that its directory declares."""
    if file.read(4) != b"PK\x03\x04":
        raise not_its_type(kind)
    entries = read_directory(file)
    names = {entry.filename for entry in entries}
    if not names.issuperset(parts):
        raise not_its_type(kind)
    unpacked, packed = (sum(getattr(entry, size) for entry in entries) for size in ("file_size", "compress_size"))
    if unpacked > ZIP_UNPACKED_BYTES or unpacked > ZIP_RATIO * max(packed, 1):
        raise ValidationError(TOO_MUCH, code="bomb")
    return names


def read_directory(file: IO[bytes]) -> list[zipfile.ZipInfo]:
    """The directory of a zip, after its own end record said that it is small. No zip64, nothing after the end."""
    size = file.seek(0, 2)
    tail_size = min(size, END_RECORD.size + 20)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    if len(tail) < END_RECORD.size or b"PK\x06\x07" in tail:
        raise ValidationError(BROKEN_ZIP, code="zip")
    mark, _disk, _start, _here, count, directory, _offset, comment = END_RECORD.unpack(tail[-END_RECORD.size :])
    if mark != b"PK\x05\x06" or comment:
        raise ValidationError(BROKEN_ZIP, code="zip")
    if count > ZIP_ENTRIES or directory > ZIP_DIRECTORY_BYTES:
        raise ValidationError(TOO_MUCH, code="bomb")
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise ValidationError(BROKEN_ZIP, code="zip") from error
    if len(entries) != count or any(is_outside(entry.filename) for entry in entries):
        raise ValidationError(BROKEN_ZIP, code="zip")
    return entries


def is_outside(name: str) -> bool:
    """Whether an entry would leave the folder into which somebody unpacks it."""
    return name.startswith("/") or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts


def check_text(kind: FileType, file: IO[bytes]) -> None:
    try:
        start = "".join(refuse_controls(file))
    except UnicodeDecodeError as error:
        raise ValidationError(NOT_TEXT, code="text") from error
    if MARKUP.search(start) or start.startswith("%PDF"):
        raise ValidationError(NOT_TEXT, code="text")


def refuse_controls(file: IO[bytes]) -> Iterator[str]:
    """The text, piece by piece, as UTF-8 without control characters."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    while chunk := file.read(CHUNK):
        text = decoder.decode(chunk)
        if CONTROLS.search(text):
            raise ValidationError(NOT_TEXT, code="text")
        yield text
    yield decoder.decode(b"", final=True)


def not_its_type(kind: FileType) -> ValidationError:
    return ValidationError(NOT_ITS_TYPE, code="signature", params={"type": kind.extension})


SIGNATURES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = (
    FileType("pdf", "application/pdf", check_signature),
    FileType("docx", f"{OFFICE}.wordprocessingml.document", check_office, "word/document.xml"),
    FileType("xlsx", f"{OFFICE}.spreadsheetml.sheet", check_office, "xl/workbook.xml"),
    FileType("pptx", f"{OFFICE}.presentationml.presentation", check_office, "ppt/presentation.xml"),
    FileType("png", "image/png", check_signature),
    FileType("jpg", "image/jpeg", check_signature),
    FileType("txt", "text/plain; charset=utf-8", check_text),
    FileType("csv", "text/csv; charset=utf-8", check_text),
)
BY_EXTENSION = {kind.extension: kind for kind in TYPES} | {"jpeg": next(k for k in TYPES if k.extension == "jpg")}


def check_file(*, name: str, file: Any, most_bytes: int, among: Mapping[str, FileType] = BY_EXTENSION) -> FileType:
    """The type of an uploaded file. Raises ValidationError for what is not accepted."""
    kind = type_of(name, among)
    if not file.size:
        raise ValidationError(EMPTY, code="empty")
    if file.size > most_bytes:
        raise ValidationError(TOO_LARGE, code="size", params={"limit": most_bytes // 1_000_000})
    file.seek(0)
    kind.check(kind, file)
    file.seek(0)
    return kind


def type_of(name: str, among: Mapping[str, FileType] = BY_EXTENSION) -> FileType:
    if len(name) > LONGEST_NAME:
        raise ValidationError(LONG_NAME, code="long_name", params={"limit": LONGEST_NAME})
    if "%00" in name or any(char in '/\\:*?"<>|' or is_invisible(char) for char in name):
        raise ValidationError(BAD_NAME, code="name")
    stem, dot, extension = name.rpartition(".")
    kind = among.get(extension.lower()) if stem and dot else None
    if kind is None:
        types = ", ".join(dict.fromkeys(kind.extension for kind in among.values()))
        raise ValidationError(BAD_TYPE, code="type", params={"types": types})
    return kind


def is_invisible(char: str) -> bool:
    """Control characters and those that turn the direction of what is read."""
    return unicodedata.category(char).startswith(("C", "Z")) and char != " "


def content_type_of(stored_name: str) -> str:
    kind = BY_EXTENSION.get(stored_name.rpartition(".")[2])
    return kind.content_type if kind else "application/octet-stream"


def download_name(title: str, stored_name: str) -> str:
    """A name for the reader's disk out of the title; the extension is that of the contents."""
    clean = "".join("_" if char in '/\\:*?"<>|' else char for char in title if char == " " or not is_invisible(char))
    stem = " ".join(clean.split())[:LONGEST_STEM].strip(". ") or "document"
    extension = stored_name.rpartition(".")[2]
    return stem if stem.lower().endswith(f".{extension}") else f"{stem}.{extension}"
