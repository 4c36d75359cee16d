"""A paper as PDF: tagged for screen readers (PDF/UA-1), the same bytes for the same paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any, Literal

import structlog
import typst

from cica_portal.common.papers.glyphs import drawable
from cica_portal.common.papers.parts import (
    Contents,
    Heading,
    Orientation,
    PageBreak,
    Paper,
    Paragraph,
    Part,
    Picture,
    Table,
)
from cica_portal.common.papers.printing import author, clean, page_words, printed

logger = structlog.get_logger(__name__)
TEMPLATE = Path(__file__).with_name("paper.typ")
PICTURE = Path(__file__).with_name("picture.typ")
PNG_RESOLUTION = 200


def to_pdf(paper: Paper) -> bytes:
    """Text reaches the template as data only, so nothing that people write is markup."""
    try:
        return _compiled(paper, "ua-1")
    except typst.TypstError as error:
        logger.warning("paper_is_not_pdf_ua", reason=str(error))
        return _compiled(paper, None)


def _compiled(paper: Paper, standard: Literal["ua-1"] | None) -> bytes:
    document = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards=standard,
        ignore_system_fonts=True,
        timestamp=paper.created.astimezone(UTC).replace(microsecond=0),
        sys_inputs={"paper": json.dumps(_described(paper))},
    )
    return bytes(document)


def to_png(svg: str) -> bytes:
    """A picture for the formats that do not know SVG."""
    return bytes(
        typst.compile(
            PICTURE.read_bytes(),
            format="png",
            ppi=PNG_RESOLUTION,
            ignore_system_fonts=True,
            sys_inputs={"svg": _text(svg)},
        )
    )


def _described(paper: Paper) -> dict[str, Any]:
    return {
        "title": _text(paper.title),
        "titled": paper.titled,
        "subtitle": _text(paper.subtitle),
        "footer": _text(paper.footer),
        "author": author(paper.language),
        "language": paper.language,
        "keywords": list(paper.keywords),
        "size": paper.size,
        "flipped": paper.orientation == Orientation.LANDSCAPE,
        "page_words": page_words(paper),
        "cover": [_text(line) for line in paper.cover],
        "parts": list(_parts(paper)),
    }


def _parts(paper: Paper) -> Iterator[dict[str, Any]]:
    """PDF/UA refuses a heading that skips a level: it moves up."""
    above = 0
    for part in paper.parts:
        described = _part(part, paper.language)
        if isinstance(part, Heading):
            above = described["level"] = min(part.level, above + 1)
        yield described


def _part(part: Part, language: str) -> dict[str, Any]:
    match part:
        case Heading():
            return {"kind": "heading", "text": _text(part.text)}
        case Paragraph():
            return {"kind": "paragraph", "text": _text(part.text), "tone": part.tone}
        case Table():
            return {"kind": "table", **_table(part, language)}
        case Picture():
            return {
                "kind": "picture",
                "svg": _text(part.svg),
                "alternative": _text(part.alternative),
                "caption": _text(part.caption),
            }
        case Contents():
            return {"kind": "contents", "title": _text(part.title)}
        case PageBreak():
            return {"kind": "page_break"}


def _table(table: Table, language: str) -> dict[str, Any]:
    return {
        "caption": _text(table.caption),
        "columns": [
            {"title": _text(column.title), "share": column.share, "align": column.align} for column in table.columns
        ],
        "rows": [[drawable(printed(value, language)) for value in row] for row in table.rows],
        "emphasised": sorted(table.emphasised),
        "grid": table.grid,
    }


def _text(text: str) -> str:
    return drawable(clean(text))
