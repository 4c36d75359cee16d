"""One paper with each part, and text that would be markup or a formula somewhere."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from cica_portal.common.papers import Column, Contents, Heading, PageBreak, Paper, Paragraph, Part, Picture, Table, Tone

CREATED = datetime(2026, 3, 16, 9, tzinfo=UTC)
HOSTILE = [
    "#panic()",
    '#read("/etc/passwd")',
    "*bold* _italic_ `raw` $x$ = heading",
    "@reference <label> [content] // comment",
    "\\ backslash \\u{41}",
    "=cmd|' /C calc'!A0",
    "<w:br/>&amp;</w:t>",
    "{{ title }} %s %(page)s {page}",
]
LETTERS = "Ұлттық қауіпсіздік, Ҷумҳурии Тоҷикистон, Өвөрхангай, Оʻzbekiston, Türkiye, Việt Nam, Äİğş"
CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 80" width="600" height="80">'
    '<rect x="10" y="20" width="300" height="30" fill="#1f3f86"/>'
    '<text x="320" y="40" font-family="PT Serif, serif" font-size="14">Military-political, 12</text></svg>'
)
COLUMNS = (Column("No.", 0.4, "right"), Column("Event", 3), Column("Held on"), Column("Persons", 1, "right"))


def make_paper(parts: Sequence[Part] = (), **values: Any) -> Paper:
    defaults: dict[str, Any] = {"title": "Events of 2024", "language": "en", "created": CREATED}
    return Paper(parts=parts, **defaults | values)


def make_table(length: int = 3, **values: Any) -> Table:
    rows = [(number, f"Seminar {number}", date(2024, 8, 27), 12_345.5) for number in range(1, length + 1)]
    defaults: dict[str, Any] = {"columns": COLUMNS, "rows": rows, "caption": "Held in 2024"}
    return Table(**defaults | values)


def whole_paper(language: str = "en") -> Paper:
    return make_paper(
        [
            Contents("Contents"),
            PageBreak(),
            Heading("Overview"),
            Paragraph("15 of 27 events have been held.", Tone.LEAD),
            Paragraph("Line one\nline two"),
            Heading("Figures", 2),
            Picture(CHART, "Bars: military-political 12", "Events by dimension"),
            Heading("List", 3),
            make_table(emphasised=frozenset({2})),
            Paragraph("As recorded on the day of printing.", Tone.NOTE),
            Paragraph("Astana, 16 March 2026", Tone.ASIDE),
            Paragraph("* * *", Tone.CENTRED),
        ],
        language=language,
        subtitle="As of 16 March 2026",
        footer="For member states",
        keywords=("CICA", "CBM"),
    )
