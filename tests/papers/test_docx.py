"""Papers as DOCX, read back with python-docx and as XML."""

import io
import re
import zipfile
from functools import cache

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from cica_portal.common.papers import Heading, Orientation, Paper, Paragraph, Size, to_docx
from tests.papers.samples import CREATED, HOSTILE, make_paper, make_table, whole_paper


def read(paper: Paper) -> Document:
    return docx.Document(io.BytesIO(to_docx(paper)))


@cache
def whole(language: str = "en") -> bytes:
    return to_docx(whole_paper(language))


def read_whole(language: str = "en") -> Document:
    return docx.Document(io.BytesIO(whole(language)))


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def instructions(element) -> list[str]:
    return [(field.text or "").split()[0] for field in element.iter(qn("w:instrText"))]


def test_headings_have_the_styles_that_word_knows():
    styles = {paragraph.text: paragraph.style.name for paragraph in read_whole().paragraphs if paragraph.style}
    assert styles["Events of 2024"] == "Title"
    assert (styles["Overview"], styles["Figures"], styles["List"]) == ("Heading 1", "Heading 2", "Heading 3")


def test_properties_say_title_author_day_and_language():
    about = read_whole("ru").core_properties
    assert (about.title, about.subject) == ("Events of 2024", "As of 16 March 2026")
    assert (about.author, about.language, about.keywords) == ("Секретариат СВМДА", "ru-RU", "CICA, CBM")
    assert about.created == about.modified == CREATED


@pytest.mark.parametrize(("language", "code"), [("en", "en-GB"), ("ru", "ru-RU")])
def test_each_run_names_its_language(language, code):
    body = read_whole(language).element.body
    runs = [run for run in body.iter(qn("w:r")) if run.find(qn("w:t")) is not None]
    assert runs
    assert {run.find(f"{qn('w:rPr')}/{qn('w:lang')}").get(qn("w:val")) for run in runs} == {code}


def test_contents_are_a_field_that_already_shows_the_headings():
    document = read_whole()
    assert instructions(document.element.body) == ["TOC"]
    begin = next(document.element.body.iter(qn("w:fldChar")))
    assert begin.get(qn("w:dirty")) == "true"
    shown = [p.text for p in document.paragraphs if p.style and p.style.name.startswith("Paper Contents")]
    assert shown == ["Overview", "Figures", "List"]


def test_footer_counts_pages_by_fields():
    footer = read_whole().sections[0].footer
    assert instructions(footer._element) == ["PAGE", "NUMPAGES"]
    assert footer.paragraphs[0].text == "For member states\tPage 1 of 1"


def test_table_has_a_repeated_head_and_bold_totals():
    table = read_whole().tables[0]
    assert table.style is not None
    assert table.style.name == "Paper Table"
    head, *rows = table.rows
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in rows[0].cells] == ["1", "Seminar 1", "27 Aug 2024", "12,345.5"]
    assert [row.cells[1].paragraphs[0].runs[0].bold for row in rows] == [None, None, True]


def test_long_and_empty_tables_keep_all_their_rows():
    assert [len(table.rows) for table in read(make_paper([make_table(500), make_table(0)])).tables] == [501, 1]


def test_picture_has_its_alternative_text():
    document = read_whole()
    shape = document.inline_shapes[0]
    assert shape._inline.docPr.get("descr") == "Bars: military-political 12"
    assert shape.width <= document.sections[0].page_width
    images = [part.blob[:4] for part in document.part.package.iter_parts() if "media" in str(part.partname)]
    assert images == [b"\x89PNG"]


def test_what_people_write_is_never_markup():
    lines = [(1, line, None, None) for line in HOSTILE]
    document = read(make_paper([*(Paragraph(line) for line in HOSTILE), make_table(rows=lines, caption="")]))
    assert texts(document)[1:-1] == HOSTILE
    assert [row.cells[1].text for row in document.tables[0].rows[1:]] == HOSTILE


def test_control_characters_are_left_out_and_line_breaks_kept():
    assert texts(read(make_paper([Paragraph("a\x00b\x0bc\nd\te")])))[1] == "ab\nc\nd e"


def test_page_has_the_asked_size():
    section = read(make_paper([], size=Size.A3, orientation=Orientation.LANDSCAPE)).sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (420, 297)


def test_letter_begins_without_its_title():
    document = read(make_paper([Paragraph("Text")], titled=False))
    assert texts(document) == ["Text"]
    assert document.core_properties.title == "Events of 2024"


def test_same_paper_gives_the_same_bytes():
    first = whole()
    assert first == to_docx(whole_paper())
    assert {entry.date_time[0] for entry in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {1980}


def test_identifiers_of_drawings_and_styles_are_unique():
    document = read(make_paper([Heading("One"), *whole_paper().parts, *whole_paper().parts]))
    drawings = [node.get("id") for node in document.element.body.iter(qn("wp:docPr"))]
    styles = re.findall(r'w:styleId="([^"]+)"', document.styles.element.xml)
    assert len(set(drawings)) == len(drawings) == 2
    assert len(set(styles)) == len(styles)


def test_cover_is_a_page_of_its_own_without_footer():
    document = read(make_paper([Heading("Overview")], cover=["For member states", "Edition 3"], footer="Kept here"))
    assert texts(document) == ["CICA Secretariat", "Events of 2024", "For member states", "Edition 3", "", "Overview"]
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_footer.paragraphs[0].text == ""
    assert section.footer.paragraphs[0].text.startswith("Kept here")
