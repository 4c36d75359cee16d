"""Papers as PDF, read back with another library."""

import io
import unicodedata
from functools import cache
from typing import Any

import pypdf
import pytest

from cica_portal.common.papers import Column, Heading, Orientation, Paper, Paragraph, Size, Table, to_pdf
from cica_portal.common.papers.glyphs import DRAWN, MISSING
from tests.papers.samples import COLUMNS, CREATED, HOSTILE, LETTERS, make_paper, make_table, whole_paper


def read(paper: Paper) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(to_pdf(paper)))


@cache
def whole(language: str = "en") -> bytes:
    return to_pdf(whole_paper(language))


def read_whole(language: str = "en") -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(whole(language)))


def words(paper: Paper) -> str:
    """The text of all pages, without the line breaks of the layout."""
    return " ".join(" ".join(page.extract_text() for page in read(paper).pages).split())


def claims_pdf_ua(file: pypdf.PdfReader) -> bool:
    root: Any = file.root_object
    return b"pdfuaid" in root["/Metadata"].get_data()


def tags(node: Any) -> list[Any]:
    """The structure elements below this one."""
    children = node.get("/K", [])
    children = children if isinstance(children, list) else [children]
    inner = [child.get_object() for child in children if not isinstance(child, int)]
    elements = [child for child in inner if isinstance(child, dict) and "/S" in child]
    return [*elements, *(below for child in elements for below in tags(child))]


def test_title_language_keywords_and_day_stand_in_the_file():
    file = read_whole("ru")
    about: Any = file.metadata
    assert (about.title, about.author) == ("Events of 2024", "Секретариат СВМДА")
    assert about["/Keywords"] == "CICA, CBM"
    assert about.creation_date == CREATED
    assert file.root_object["/Lang"] == "ru"


def test_file_claims_pdf_ua_and_is_tagged_with_headings_table_heads_and_alternatives():
    file = read_whole()
    assert claims_pdf_ua(file)
    elements = tags(file.root_object["/StructTreeRoot"])
    kinds = [element["/S"] for element in elements]
    assert {"/H1", "/H2", "/H3", "/Table", "/TOC"} <= set(kinds)
    assert kinds.count("/TH") == len(COLUMNS)
    assert "Bars: military-political 12" in [element.get("/Alt") for element in elements]


@pytest.mark.parametrize(("language", "number"), [("en", "Page 2 of 2"), ("ru", "Страница 2 из 2")])
def test_each_page_gives_its_number_and_the_footer(language, number):
    pages = read_whole(language).pages
    last = " ".join(pages[-1].extract_text().split())
    assert number in last
    assert all("For member states" in page.extract_text() for page in pages)


def test_contents_give_the_page_of_each_heading():
    contents = read_whole().pages[0].extract_text()
    for heading in ("Overview", "Figures", "List"):
        line = next(line for line in contents.splitlines() if line.startswith(heading))
        assert line.rstrip().endswith("2")


def test_what_people_write_is_never_markup():
    text = words(make_paper([Paragraph(line) for line in HOSTILE], title=HOSTILE[0], footer=HOSTILE[1]))
    for line in HOSTILE:
        assert " ".join(line.split()) in text


def test_what_people_write_is_never_markup_in_a_table():
    lines = [(number, line, None, None) for number, line in enumerate(HOSTILE)]
    text = words(make_paper([make_table(rows=lines, caption="#caption[*]"), Heading("= #heading")]))
    assert "#caption[*]" in text
    assert "= #heading" in text
    for line in HOSTILE:
        assert " ".join(line.split()) in text


def test_letters_of_the_member_states_are_drawn():
    assert " ".join(LETTERS.split()) in words(make_paper([Paragraph(LETTERS)]))


def test_letters_without_a_font_become_a_visible_mark():
    assert f"A {MISSING * 2} B {MISSING} C" in words(make_paper([Paragraph("A 中国 B 한 C")], title="ไทย"))


def test_head_of_a_long_table_repeats_on_each_page():
    pages = read(make_paper([make_table(200)])).pages
    assert len(pages) > 3
    assert all("Held on" in page.extract_text() for page in pages)
    assert "Seminar 200" in pages[-1].extract_text()


def test_calendar_begins_under_its_title_and_cuts_no_row():
    """Rows that fill more than a page leave the first one neither empty nor a cell in two."""
    long_cell = "\n".join(f"{number} March, event" for number in range(12))
    calendar = Table([Column(""), Column("March")], [[f"Row {number}", long_cell] for number in range(7)], grid=20)
    file = read(make_paper([calendar]))
    first, *others = [page.extract_text() for page in file.pages]
    assert "Row 0" in first
    assert all(page.count("Row ") == page.count("11 March, event") for page in (first, *others))
    assert claims_pdf_ua(file)


def test_rows_of_a_calendar_have_a_least_height():
    low, high = (len(read(make_paper([Table([Column("")], [["1"]] * 12, grid=least)])).pages) for least in (5, 60))
    assert (low, high) == (1, 4)


def test_table_without_rows_prints_its_head():
    assert "No. Event Held on Persons" in words(make_paper([make_table(0)]))


def test_numbers_and_days_are_printed_in_the_language_of_the_paper():
    assert "27 Aug 2024 12,345.5" in words(make_paper([make_table(1)]))
    assert "27 авг 2024 г. 12 345,5" in words(make_paper([make_table(1)], language="ru"))


def test_heading_that_skips_a_level_does_not_stop_the_paper():
    assert "Deep" in words(make_paper([Heading("Deep", 3)]))


@pytest.mark.parametrize(
    ("size", "orientation", "width"),
    [
        (Size.A4, Orientation.PORTRAIT, 595),
        (Size.A4, Orientation.LANDSCAPE, 842),
        (Size.A3, Orientation.PORTRAIT, 842),
        (Size.A3, Orientation.LANDSCAPE, 1191),
    ],
)
def test_sheet_has_the_asked_size(size, orientation, width):
    page = read(make_paper([], size=size, orientation=orientation)).pages[0]
    assert round(page.mediabox.width) == width


def test_letter_begins_without_its_title():
    assert "Events of 2024" not in words(make_paper([Paragraph("Text")], titled=False))


def test_same_paper_gives_the_same_bytes():
    assert whole() == to_pdf(whole_paper())


def test_each_character_of_the_table_is_drawn_by_the_fonts():
    """The compiler refuses a PDF/UA file with a character that no font has."""
    chars = [chr(code) for first, last in DRAWN for code in range(first, last + 1)]
    marked = [f"e{char} и{char}" if unicodedata.combining(char) else char for char in chars]
    file = read(make_paper([Heading(" ".join(marked)), Paragraph(" ".join(marked))]))
    assert claims_pdf_ua(file)


def test_paper_that_cannot_be_pdf_ua_is_still_a_tagged_pdf(monkeypatch):
    monkeypatch.setattr("cica_portal.common.papers.pdf.drawable", lambda text: text)
    file = read(make_paper([Paragraph("中国")]))
    root: Any = file.root_object
    assert not claims_pdf_ua(file)
    assert root["/MarkInfo"]["/Marked"]


def test_cover_is_a_page_of_its_own_without_footer():
    file = read(make_paper([Heading("Overview")], cover=["For member states", "Edition 3"], footer="Kept here"))
    first, second = (" ".join(page.extract_text().split()) for page in file.pages)
    assert first == "CICA Secretariat Events of 2024 For member states Edition 3"
    assert "Kept here Page 2 of 2" in second
    assert claims_pdf_ua(file)
