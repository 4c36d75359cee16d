"""What a DOCX looks like: page and styles. People change a style in Word, and the whole paper follows."""

from __future__ import annotations

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from cica_portal.common.papers.parts import Orientation, Size, Tone

FONT = "Times New Roman"
INK = RGBColor(0x14, 0x1C, 0x26)
INK_2 = RGBColor(0x3F, 0x4A, 0x57)
EDGES = {Size.A4: (Mm(210), Mm(297)), Size.A3: (Mm(297), Mm(420))}
MARGIN = Mm(20)

TABLE_STYLE = "Paper Table"
TONE_STYLES = {
    Tone.BODY: "Normal",
    Tone.LEAD: "Paper Lead",
    Tone.NOTE: "Paper Note",
    Tone.ASIDE: "Paper Aside",
    Tone.CENTRED: "Paper Centred",
}
CELL_STYLE = "Paper Cell"
BREAK_STYLE = "Paper Break"
COVER_HEAD_STYLE, COVER_STYLE = "Paper Cover Head", "Paper Cover"
CONTENTS_STYLES = {level: f"Paper Contents {level}" for level in (1, 2, 3)}
# A black rule under the titles, a hair line under each row.
TABLE_STYLE_XML = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="PaperTable">
  <w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/>
  <w:tblPr><w:tblBorders>
    <w:bottom w:val="single" w:sz="4" w:space="0" w:color="DDE2E7"/>
    <w:insideH w:val="single" w:sz="4" w:space="0" w:color="DDE2E7"/>
  </w:tblBorders><w:tblCellMar>
    <w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>
  </w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>
    <w:bottom w:val="single" w:sz="8" w:space="0" w:color="141C26"/>
  </w:tcBorders></w:tcPr></w:tblStylePr>
</w:style>
"""
RULE_XML = f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="8" w:space="6" w:color="141C26"/></w:pBdr>'
AFTER_BORDER = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")


def set_page(section: Section, size: Size, orientation: Orientation) -> None:
    short, long = EDGES[size]
    flipped = orientation == Orientation.LANDSCAPE
    section.orientation = WD_ORIENT.LANDSCAPE if flipped else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if flipped else (short, long)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN


def inner_width(section: Section) -> Length:
    return Length(int(section.page_width or 0) - 2 * MARGIN)


def set_styles(document: Document, language: str, *, body: float) -> None:
    _set_defaults(document, language)
    _restyle(document, "Normal", body, after=body * 0.65)
    _restyle(document, "Title", 22, after=4)
    _restyle(document, "Subtitle", 11, after=16, colour=INK_2)
    for level, size in ((1, 14), (2, 12), (3, 11)):
        _restyle(document, f"Heading {level}", size, before=16, after=6, bold=True)
    _ruled(_paragraph_style(document, "Title"), None)
    _ruled(_paragraph_style(document, "Heading 1"), RULE_XML)
    _restyle(document, "TOC Heading", 14, before=10, after=6, bold=True)
    _ruled(_paragraph_style(document, "TOC Heading"), None)
    _restyle(document, "Caption", 9, after=4, colour=INK_2)
    _restyle(document, "Footer", 8.5, colour=INK_2)
    stops = _paragraph_style(document, "Footer").paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(inner_width(document.sections[0]), WD_TAB_ALIGNMENT.RIGHT)
    _add_own(document)
    document.styles.element.append(parse_xml(TABLE_STYLE_XML))


def set_cover_styles(document: Document) -> None:
    """The title stands large, a third down a page of its own."""
    for name in (COVER_HEAD_STYLE, COVER_STYLE):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    _restyle(document, COVER_HEAD_STYLE, 11, colour=INK_2)
    _ruled(_paragraph_style(document, COVER_HEAD_STYLE), RULE_XML)
    _restyle(document, "Title", 30, before=170, after=10)
    _restyle(document, "Subtitle", 15, after=230, colour=INK_2)
    _restyle(document, COVER_STYLE, 11, after=4)


def _add_own(document: Document) -> None:
    for name in [*TONE_STYLES.values(), *CONTENTS_STYLES.values(), CELL_STYLE, BREAK_STYLE]:
        if name != "Normal":
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    _restyle(document, "Paper Lead", 13, after=8)
    _restyle(document, "Paper Note", 9, after=6, colour=INK_2)
    _restyle(document, CELL_STYLE, 9, before=2, after=2)
    _restyle(document, BREAK_STYLE, 1)
    _paragraph_style(document, BREAK_STYLE).paragraph_format.page_break_before = True
    _paragraph_style(document, "Paper Aside").paragraph_format.left_indent = Mm(85)
    _paragraph_style(document, "Paper Centred").paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for level, name in CONTENTS_STYLES.items():
        _paragraph_style(document, name).paragraph_format.left_indent = Mm(5 * (level - 1))


def _set_defaults(document: Document, language: str) -> None:
    for tongue in document.styles.element.iter(qn("w:lang")):
        tongue.set(qn("w:val"), language)
    document.styles.element.find(f".//{qn('w:pPrDefault')}//{qn('w:spacing')}").set(qn("w:line"), "252")


def _restyle(
    document: Document,
    name: str,
    size: float,
    *,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
    colour: RGBColor = INK,
) -> None:
    """One face for all alphabets: the theme fonts and the letter-spacing of the template give way."""
    style = _paragraph_style(document, name)
    font = style.font
    font.name, font.size, font.bold, font.italic, font.color.rgb = FONT, Pt(size), bold, False, colour
    look = style.element.get_or_add_rPr()
    for spaced in look.findall(qn("w:spacing")):
        look.remove(spaced)
    faces = look.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        faces.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("eastAsia", "cs"):
        faces.set(qn(f"w:{script}"), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


def _ruled(style: ParagraphStyle, rule: str | None) -> None:
    """With this rule above it in place of any border that the template gives."""
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
    if rule:
        properties.insert_element_before(parse_xml(rule), *AFTER_BORDER)
