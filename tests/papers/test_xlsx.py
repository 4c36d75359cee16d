"""Papers as XLSX, read back with openpyxl."""

import io
from datetime import UTC, date, datetime

import openpyxl
from openpyxl.workbook import Workbook

from cica_portal.common.papers import Column, Paper, Table, to_xlsx
from tests.papers.samples import HOSTILE, make_paper, make_table, whole_paper


def read(paper: Paper) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(paper)))


def test_each_table_is_a_sheet_with_a_frozen_head_and_a_filter():
    book = read(make_paper([make_table(), make_table(2, caption="Planned: 2025/26 [draft]?")]))
    assert book.sheetnames == ["Held in 2024", "Planned  2025 26  draft"]
    sheet = book["Held in 2024"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:D4", "$1:$1")
    assert [cell.value for cell in sheet[1]] == ["No.", "Event", "Held on", "Persons"]


def test_names_of_sheets_are_unique_short_and_in_the_language_of_the_paper():
    captions = ["", "Events", "EVENTS", "'", "History", "x" * 40]
    book = read(make_paper([make_table(1, caption=caption) for caption in captions], language="ru"))
    assert book.sheetnames == ["Таблица 1", "Events", "Таблица 3", "Таблица 4", "Таблица 5", "x" * 31]


def test_numbers_days_and_moments_stay_what_they_are():
    table = Table([Column("a")], [(7,), (2.5,), (date(2024, 8, 27),), (datetime(2026, 3, 16, 9, tzinfo=UTC),)])
    cells = [row[0] for row in read(make_paper([table])).worksheets[0].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == [7, 2.5, datetime(2024, 8, 27), datetime(2026, 3, 16, 14)]
    assert [cell.is_date for cell in cells] == [False, False, True, True]


def test_text_is_never_a_formula_a_link_or_a_number():
    lines = [*HOSTILE, "+1", "@SUM(1)", "http://example.org", "007", "-"]
    rows = [(1, line, None, None) for line in lines]
    cells = [row[1] for row in read(make_paper([make_table(rows=rows)])).worksheets[0].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == lines
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    assert [cell.quotePrefix for cell in cells if cell.value == "+1"] == [True]


def test_totals_are_bold():
    sheet = read(whole_paper())["Held in 2024"]
    assert [sheet.cell(row, 2).font.bold for row in (2, 3, 4)] == [False, False, True]


def test_columns_are_as_wide_as_their_text_within_limits():
    table = Table([Column("n"), Column("long")], [("1", "x" * 500), ("2", "short")])
    sheet = read(make_paper([table])).worksheets[0]
    assert 8 <= sheet.column_dimensions["A"].width < 10
    assert 60 <= sheet.column_dimensions["B"].width < 62


def test_table_without_rows_and_paper_without_tables_are_files_that_open():
    assert read(make_paper([make_table(0)])).worksheets[0].max_row == 1
    assert len(read(make_paper([])).worksheets) == 1


def test_properties_say_title_and_as_of():
    about = read(whole_paper()).properties
    assert (about.title, about.subject, about.creator) == ("Events of 2024", "As of 16 March 2026", "CICA Secretariat")
    assert about.created == datetime(2026, 3, 16, 9)


def test_same_paper_gives_the_same_bytes():
    assert to_xlsx(whole_paper()) == to_xlsx(whole_paper())
