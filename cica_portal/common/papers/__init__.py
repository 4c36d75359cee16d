"""What is printed or handed out as a file: one description of a paper, rendered to PDF, DOCX and XLSX.

    paper = Paper(title=…, language="en", created=now, footer=…, parts=[Heading(…), Table(columns, rows), …])
    to_pdf(paper), to_docx(paper), to_xlsx(paper)       # bytes; the same paper gives the same bytes

Text is text: nothing that people write is markup or a formula in any of the three. Give it in the language of the
paper; line breaks in it stay. Numbers and days are given as such: PDF and DOCX print them in that language, XLSX
keeps them; a code is text. Headings step down one level at a time. A character that no font of the PDF has is printed
as □. XLSX holds the tables only, a sheet each, named by its caption. Pictures are SVG with plain attributes, their
text in any family; `alternative` says in words what they show. `created` knows its zone. Render outside a transaction.
"""

from cica_portal.common.papers.docx import to_docx
from cica_portal.common.papers.parts import (
    Column,
    Contents,
    Heading,
    Orientation,
    PageBreak,
    Paper,
    Paragraph,
    Part,
    Picture,
    Size,
    Table,
    Tone,
    Value,
)
from cica_portal.common.papers.pdf import to_pdf
from cica_portal.common.papers.xlsx import to_xlsx

__all__ = [
    "Column",
    "Contents",
    "Heading",
    "Orientation",
    "PageBreak",
    "Paper",
    "Paragraph",
    "Part",
    "Picture",
    "Size",
    "Table",
    "Tone",
    "Value",
    "to_docx",
    "to_pdf",
    "to_xlsx",
]
