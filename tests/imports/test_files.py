"""Which files are read, how, and which are refused with which words."""

import io
import resource
import struct
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from cbm_events.imports import files
from cbm_events.imports.files import Content, accept_file
from cbm_events.imports.tables import read_tables
from tests.imports.files import (
    HEADINGS,
    ROW,
    bare_xlsx,
    csv_bytes,
    ods_bytes,
    upload,
    xlsx_bytes,
    zipped,
)

pytestmark = pytest.mark.slow
PLAN = [HEADINGS, ROW]
RUSSIAN = [["Название", "Даты"], ["Семинар по торговле", "12 мая 2026 г."], ["Форум молодёжи", "май 2026"]]
MEGABYTE = 1024 * 1024


def accepted(content: bytes, name: str = "plan.xlsx") -> Content:
    return accept_file(upload(content, name))


def read(content: bytes, name: str = "plan.xlsx") -> list[list[Any]]:
    """The rows of the first sheet."""
    return read_tables(accepted(content, name))[0].rows


def refusal(content: bytes, name: str = "plan.xlsx") -> str:
    with pytest.raises(ValidationError) as refused:
        read(content, name)
    return " ".join(refused.value.messages)


def written(fill: Callable[[Any], None]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        fill(book)
    return buffer.getvalue()


def test_workbook_is_read_with_its_days_numbers_and_times():
    cells: list[Any] = ["Seminar", date(2026, 5, 12), 7, 2.5, True, time(9, 30)]
    rows = [["Title", "Day", "Number", "Part", "Yes", "At"], cells]
    assert read(xlsx_bytes(rows))[1] == ["Seminar", ["d", "2026-05-12"], 7, 2.5, True, ["t", "09:30"]]


def test_days_counted_from_1904_are_the_same_days():
    rows: list[list[Any]] = [["Title", "Day"], ["Seminar", datetime(2026, 5, 12)]]
    assert read(xlsx_bytes(rows, date_1904=True))[1] == ["Seminar", ["d", "2026-05-12"]]


def test_rows_keep_their_numbers_below_and_beside_empty_ones():
    found = read(xlsx_bytes([[], [], ["", *HEADINGS], ["", *ROW]]))
    assert (found[2][1], found[3][1]) == ("Title", "Seminar on trade")


def test_cell_that_stands_over_several_rows_says_the_same_of_each():
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Dimension", "Title"])
        sheet.merge_range(1, 0, 3, 0, "ECO")
        sheet.write_column(1, 1, ["One", "Two", "Three"])

    assert [row[0] for row in read(written(fill))[1:]] == ["ECO", "ECO", "ECO"]


def test_hidden_and_empty_sheets_are_passed_over():
    def fill(book: Any) -> None:
        cover, lists, plan = (book.add_worksheet(name) for name in ("Cover", "Lists", "Plan"))
        cover.write(0, 0, "Plan of events")
        lists.write_column(0, 0, ["A", "B", "C"])
        lists.hide()
        for place, cells in enumerate(PLAN):
            plan.write_row(place, 0, cells)

    assert [table.name for table in read_tables(accepted(written(fill)))] == ["Plan"]


def test_formula_is_read_as_its_last_value_and_noted():
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_formula(1, 0, '="Seminar"&" on trade"', None, "Seminar on trade")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")

    content = accepted(written(fill))
    assert (content.has_formulas, content.has_errors) == (True, True)
    assert read_tables(content)[0].rows[1][:2] == ["Seminar on trade", ""]
    assert not accepted(xlsx_bytes(PLAN)).has_formulas


def test_opendocument_is_read():
    rows: list[list[Any]] = [["Title", "Day", "Number"], ["Семинар", date(2026, 5, 12), 7]]
    assert read(ods_bytes(rows), "plan.ods")[1] == ["Семинар", ["d", "2026-05-12"], 7]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_is_read_in_the_encodings_and_with_the_marks_that_programs_write(encoding: str, delimiter: str):
    assert read(csv_bytes(RUSSIAN, encoding=encoding, delimiter=delimiter), "plan.csv") == RUSSIAN


def test_western_letters_are_not_taken_for_russian_ones():
    rows = [["Title", "Organiser"], ["Séance", "Türkiye"]]
    assert read(csv_bytes(rows, encoding="cp1252"), "plan.csv") == rows


def test_delimiter_that_the_file_names_is_used():
    assert read(b"sep=;\r\nTitle;Dates\r\nA, b;May 2026\r\n", "plan.csv") == [["Title", "Dates"], ["A, b", "May 2026"]]


def test_line_breaks_and_quotation_marks_stand_inside_cells():
    rows = [["Title", "Organisers"], ["“Seminar”, first\npart", 'The "House";\nKazakhstan']]
    assert read(csv_bytes(rows), "plan.csv") == rows


def test_apostrophe_that_guards_a_formula_is_taken_away_again():
    assert read(b"Title,Dates\n'=1+1,'quoted'\n", "plan.csv")[1] == ["=1+1", "'quoted'"]


LOCKED = "The file is protected by a password, or was saved by an old program. Save it without a password as XLSX."
MACROS = "The file holds macros. Save it without them."
TOO_MUCH = "The file holds too much when unpacked. Divide it."
DAMAGED = "The file is damaged, or packed in a way that is not accepted. Save it again."
UNREADABLE = "The file is damaged and cannot be read. Save it again with a spreadsheet program."
OLD = b"\xd0\xcf\x11\xe0" + bytes(600)
LINKS = "The file takes values from other files. Save a copy of it with the values alone."
CORNERS = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
ONE_CELL = '<row r="1"><c r="A1" t="str"><v>Title</v></c></row>'
CROWD = '<table:table-row table:number-rows-repeated="{}"><table:table-cell office:value-type="string" ' \
        'table:number-columns-repeated="{}"><text:p>x</text:p></table:table-cell></table:table-row>'  # fmt: skip
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
REFUSED: dict[str, tuple[bytes, str, str]] = {
    "nothing": (b"", "plan.csv", "The file is empty."),
    "another type": (b"%PDF-1.7", "plan.pdf", "Choose a file of one of these types: xlsx, ods, csv."),
    "no type": (b"x", "plan", "Choose a file of one of these types: xlsx, ods, csv."),
    "old workbook": (OLD, "plan.xls", "Save the file as XLSX: the old XLS format is not read."),
    "workbook with macros": (xlsx_bytes(PLAN), "plan.xlsm", MACROS),
    "macros under another name": (bare_xlsx(ONE_CELL, [("xl/vbaProject.bin", b"x")]), "plan.xlsx", MACROS),
    "macros of OpenDocument": (ods_bytes(PLAN, more=[("Basic/Standard/a.xml", "x")]), "plan.ods", MACROS),
    "password": (OLD, "plan.xlsx", LOCKED),
    "password of OpenDocument": (
        ods_bytes(PLAN, more=[("META-INF/more.xml", "<manifest:encryption-data/>")]), "plan.ods", LOCKED,
    ),
    "picture under another name": (
        b"\x89PNG\r\n\x1a\n" + bytes(100), "plan.xlsx",
        "The contents of the file are not what its name says (xlsx). Save it again in this format.",
    ),
    "document under another name": (
        zipped([("[Content_Types].xml", "x"), ("word/document.xml", "x")]), "plan.xlsx",
        "The contents of the file are not what its name says (xlsx). Save it again in this format.",
    ),
    "picture as text": (
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "plan.csv",
        "The text of the file cannot be read. Save it as “CSV UTF-8”, or as XLSX.",
    ),
    "links to other files": (bare_xlsx(ONE_CELL, [("xl/externalLinks/externalLink1.xml", "x")]), "plan.xlsx", LINKS),
    "links of OpenDocument": (
        ods_bytes(PLAN, body='<table:table-source xlink:href="file:///etc/passwd"/>'), "plan.ods", LINKS,
    ),
    "declarations": (
        bare_xlsx(ONE_CELL, [("xl/sharedStrings.xml", ENTITY)]), "plan.xlsx",
        "The file holds declarations that no spreadsheet needs. Save it again with a spreadsheet program.",
    ),
    "damage": (xlsx_bytes(PLAN)[:-40], "plan.xlsx", DAMAGED),
    "no sheet inside": (
        bare_xlsx("<row"), "plan.xlsx", UNREADABLE,
    ),
    "open quotation mark": (
        b'Title,Dates\n"Seminar,May 2026\n', "plan.csv",
        "A quotation mark near line 2 is not closed. Save the file again, or as XLSX.",
    ),
    "headings alone": (
        csv_bytes([HEADINGS]), "plan.csv",
        "There is nothing in the file but headings. Choose a file with rows of events.",
    ),
    "two cells far apart": (bare_xlsx(CORNERS), "plan.xlsx", TOO_MUCH),
    "cells outside every sheet": (bare_xlsx('<row r="1"><c r="ZZZZ9999999"><v>1</v></c></row>'), "plan.xlsx", TOO_MUCH),
    "rows repeated without end": (ods_bytes([], body=CROWD.format(1_000_000, 16_000)), "plan.ods", UNREADABLE),
    "too many rows": (bare_xlsx('<row r="10101"><c r="A10101"><v>1</v></c></row>'), "plan.xlsx", TOO_MUCH),
    "too many columns": (csv_bytes([["x"] * 101, ["y"] * 101]), "plan.csv", TOO_MUCH),
    "too many parts": (zipped([(f"x{number}", "") for number in range(2_001)]), "plan.xlsx", TOO_MUCH),
    "a bomb": (bare_xlsx(ONE_CELL, [("xl/media/a.xml", bytes(60 * MEGABYTE))]), "plan.xlsx", TOO_MUCH),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_file_is_refused_with_words_that_say_what_to_do(case: str):
    content, name, words = REFUSED[case]
    assert refusal(content, name) == words


def test_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 1_000_000)
    assert refusal(b"Title,Dates\n" + b"x" * 1_000_001, "plan.csv") == (
        "The file is larger than 1 MB. Make it smaller or give its address."
    )


def test_sizes_that_the_directory_makes_smaller_are_not_believed():
    """The parser would unpack what there is, whatever the directory says of it."""
    content = bare_xlsx(ONE_CELL, [("xl/media/a.xml", bytes(MEGABYTE))])
    at = content.rindex(b"PK\x01\x02") + 24
    assert refusal(content[:at] + struct.pack("<L", 100) + content[at + 4 :]) == DAMAGED


def test_hostile_file_takes_no_memory_of_the_portal():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for case in ("two cells far apart", "a bomb", "rows repeated without end", "declarations"):
        refusal(*REFUSED[case][:2])
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 64 * 1024
