"""The elements of WordprocessingML that python-docx has no words for, or is slow to make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

Element = Any


def element(tag: str, *children: Element, text: str = "", **attributes: str) -> Element:
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    for child in children:
        made.append(child)
    if text:
        made.text = text
        made.set(qn("xml:space"), "preserve")
    return made


def run(text: str, language: str, *, bold: bool = False) -> Element:
    """A run that names its language, so that Word checks its spelling in the right one."""
    made = _run_of(language, bold=bold)
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("br"))
        made.append(element("t", text=line))
    return made


def _run_of(language: str, *children: Element, bold: bool = False) -> Element:
    marks = [element("b")] if bold else []
    return element("r", element("rPr", *marks, element("lang", val=language)), *children)


def field_start(instruction: str, language: str, *, to_be_updated: bool = False) -> list[Element]:
    begin = element("fldChar", fldCharType="begin")
    if to_be_updated:
        begin.set(qn("w:dirty"), "true")
    inner = (begin, element("instrText", text=f" {instruction} "), element("fldChar", fldCharType="separate"))
    return [_run_of(language, child) for child in inner]


def field_end(language: str) -> Element:
    return _run_of(language, element("fldChar", fldCharType="end"))


def field(instruction: str, shown: str, language: str) -> list[Element]:
    return [*field_start(instruction, language), run(shown, language), field_end(language)]


def row(
    texts: Sequence[str],
    aligned: Sequence[Literal["left", "right"]],
    style: str,
    language: str,
    *,
    bold: bool = False,
    is_header: bool = False,
    stays: bool = False,
) -> Element:
    """One row of a table, which no page break splits. `style` is the identifier of its paragraphs' style.

    One that `stays` is on the page of the next one.
    """
    about = element("trPr", element("cantSplit"), *([element("tblHeader")] if is_header else []))
    cells = (
        _cell(text, align, style, run(text, language, bold=bold), stays=stays)
        for text, align in zip(texts, aligned, strict=True)
    )
    return element("tr", about, *cells)


def _cell(text: str, align: str, style: str, content: Element, *, stays: bool) -> Element:
    kept = [element("keepNext")] if stays else []
    paragraph = element("p", element("pPr", element("pStyle", val=style), *kept, element("jc", val=align)))
    if text:
        paragraph.append(content)
    return element("tc", element("tcPr"), paragraph)
