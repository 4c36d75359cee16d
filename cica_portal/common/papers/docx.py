"""A paper as DOCX that people go on writing in: real styles, tables and fields, the same bytes for the same paper."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC

import docx
from docx.document import Document
from docx.shared import Emu
from docx.text.paragraph import Paragraph as DocxParagraph

from cica_portal.common.papers.docx_styles import (
    BREAK_STYLE,
    CELL_STYLE,
    CONTENTS_STYLES,
    COVER_HEAD_STYLE,
    COVER_STYLE,
    TABLE_STYLE,
    TONE_STYLES,
    inner_width,
    set_cover_styles,
    set_page,
    set_styles,
)
from cica_portal.common.papers.docx_xml import element, field, field_end, field_start, row, run
from cica_portal.common.papers.parts import Contents, Heading, PageBreak, Paper, Paragraph, Part, Picture, Table, Tone
from cica_portal.common.papers.pdf import to_png
from cica_portal.common.papers.printing import author, clean, page_words, printed

# Size of the text, in points.
BODY, LETTER_BODY = 11, 13
LANGUAGES = {"en": "en-GB", "ru": "ru-RU"}
# The rows of a table that stay on one page.
MOST_TOGETHER = 14
# What a ZIP archive says of its members instead of the moment at which it was packed.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def to_docx(paper: Paper) -> bytes:
    document = docx.Document()
    language = LANGUAGES[paper.language]
    set_page(document.sections[0], paper.size, paper.orientation)
    set_styles(document, language, body=BODY if paper.titled else LETTER_BODY)
    if paper.cover:
        set_cover_styles(document)
    _set_properties(document, paper, language)
    _Writer(document, paper, language).write()
    file = io.BytesIO()
    document.save(file)
    return _without_clock(file)


def _set_properties(document: Document, paper: Paper, language: str) -> None:
    about = document.core_properties
    about.title, about.subject = clean(paper.title)[:255], clean(paper.subtitle)[:255]
    about.keywords, about.comments = ", ".join(paper.keywords)[:255], clean(paper.footer)[:255]
    about.author = about.last_modified_by = author(paper.language)
    about.language = language
    about.created = about.modified = paper.created.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _without_clock(file: io.BytesIO) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


class _Writer:
    def __init__(self, document: Document, paper: Paper, language: str) -> None:
        self.document = document
        self.paper = paper
        self.language = language

    def write(self) -> None:
        if self.paper.cover:
            self._cover()
        elif self.paper.titled:
            self._heads("Title", "Subtitle")
        for place, part in enumerate(self.paper.parts):
            self._part(part, self.paper.parts[place + 1 :])
        self._footer()

    def _heads(self, title: str, subtitle: str) -> None:
        self._paragraph(self.paper.title, title)
        if self.paper.subtitle:
            self._paragraph(self.paper.subtitle, subtitle)

    def _cover(self) -> None:
        """The first page has a footer of its own, which stays empty."""
        self.document.sections[0].different_first_page_header_footer = True
        self._paragraph(author(self.paper.language), COVER_HEAD_STYLE)
        self._heads("Title", "Subtitle")
        for line in self.paper.cover:
            self._paragraph(line, COVER_STYLE)
        self.document.add_paragraph(style=BREAK_STYLE)

    def _part(self, part: Part, following: Sequence[Part]) -> None:
        match part:
            case Heading():
                self._paragraph(part.text, f"Heading {part.level}")
            case Paragraph():
                self._paragraph(part.text, TONE_STYLES[part.tone])
            case Table():
                self._table(part)
            case Picture():
                self._picture(part)
            case Contents():
                self._contents(part, [later for later in following if isinstance(later, Heading)])
            case PageBreak():
                self.document.add_paragraph(style=BREAK_STYLE)

    def _paragraph(self, text: str, style: str) -> DocxParagraph:
        paragraph = self.document.add_paragraph(style=style)
        paragraph._p.append(run(clean(text), self.language))
        return paragraph

    def _contents(self, contents: Contents, headings: list[Heading]) -> None:
        """Word fills in the pages when it opens the file; until then the headings stand there."""
        self._paragraph(contents.title, "TOC Heading")
        lines = [self._paragraph(heading.text, CONTENTS_STYLES[heading.level]) for heading in headings]
        lines = lines or [self.document.add_paragraph(style=CONTENTS_STYLES[1])]
        start = field_start(r'TOC \o "1-3" \h \z \u', self.language, to_be_updated=True)
        for place, step in enumerate(start, 1):
            lines[0]._p.insert(place, step)
        lines[-1]._p.append(field_end(self.language))

    def _table(self, table: Table) -> None:
        if table.caption:
            self._paragraph(table.caption, "Caption").paragraph_format.keep_with_next = True
        made = self.document.add_table(rows=0, cols=len(table.columns))
        made.style, made.autofit = self.document.styles[TABLE_STYLE], False
        room = inner_width(self.document.sections[0])
        whole = sum(column.share for column in table.columns)
        for grid, column in zip(made._tbl.tblGrid.gridCol_lst, table.columns, strict=True):
            grid.w = Emu(int(room * column.share / whole))
        style = self.document.styles[CELL_STYLE].style_id
        aligned = [column.align for column in table.columns]
        titles = [clean(column.title) for column in table.columns]
        made._tbl.append(row(titles, aligned, style, self.language, bold=True, is_header=True, stays=True))
        together = len(table.rows) - 1 if len(table.rows) <= MOST_TOGETHER else 1
        for number, values in enumerate(table.rows):
            texts = [printed(value, self.paper.language) for value in values]
            is_bold, stays = number in table.emphasised, number < together
            made._tbl.append(row(texts, aligned, style, self.language, bold=is_bold, stays=stays))
        self.document.add_paragraph(style=TONE_STYLES[Tone.NOTE])

    def _picture(self, picture: Picture) -> None:
        png = io.BytesIO(to_png(picture.svg))
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = bool(picture.caption)
        shape = paragraph.add_run().add_picture(png)
        room = inner_width(self.document.sections[0])
        if shape.width > room:
            shape.width, shape.height = room, Emu(int(shape.height * room / shape.width))
        shape._inline.docPr.set("descr", clean(picture.alternative))
        if picture.caption:
            self._paragraph(picture.caption, "Caption")

    def _footer(self) -> None:
        paragraph = self.document.sections[0].footer.paragraphs[0]
        before, between, after = page_words(self.paper)
        words = [
            run(clean(self.paper.footer), self.language),
            element("r", element("tab")),
            run(before, self.language),
            *field("PAGE", "1", self.language),
            run(between, self.language),
            *field("NUMPAGES", "1", self.language),
            run(after, self.language),
        ]
        for part in words:
            paragraph._p.append(part)
