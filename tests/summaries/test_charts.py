"""Charts say what their table says, to eyes and to screen readers, with text that can be read."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from cbm_events.summaries.charts import PAGE, PRINT, Chart, Look, Mark, Series, chart_of, svg_of, words_of
from cbm_events.summaries.contents import Figure, FigureRow, FigureTable
from cica_portal.common.papers.pdf import to_png

SVG = "{http://www.w3.org/2000/svg}"
DIMENSIONS = (("Military-political", "mp", 3), ("<Economic> & other", "eco", 0), ("Гуманитарное", "hum", 12))
BARS = Chart("a", "bars", "Events", [Series("Held")], [Mark(label, [value], key) for label, key, value in DIMENSIONS])
STACKED = Chart("b", "stacked", "Events", [Series("Held", "mp"), Series("Planned")], [Mark("2024", [30, 1])])
COLUMNS = Chart("c", "columns", "Events", [Series("Held"), Series("Planned")], [Mark("A long label", [2, 0])] * 12)
NOTHING = Chart("d", "columns", "Events", [Series("Held")], [])


def drawn(chart: Chart, look: Look = PAGE) -> ElementTree.Element:
    return ElementTree.fromstring(svg_of(chart, look))


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("look", [PAGE, PRINT])
@pytest.mark.parametrize("chart", [BARS, STACKED, COLUMNS, NOTHING])
def test_chart_can_be_read(chart, look):
    root = drawn(chart, look)
    named = {element.get("id"): element.text for element in root if element.get("id")}
    assert root.get("role") == "img"
    assert [named[name] or "" for name in root.get("aria-labelledby", "").split()] == [chart.title, words_of(chart)]
    assert all(float(element.get("font-size", 0)) >= 12 for element in root.iter(f"{SVG}text"))
    assert not list(root.iter(f"{SVG}style")) + list(root.iter(f"{SVG}script"))
    assert "style" not in {name for element in root.iter() for name in element.attrib}


@pytest.mark.parametrize("chart", [BARS, STACKED, COLUMNS])
def test_paper_draws_every_chart(chart):
    assert to_png(svg_of(chart, PRINT)).startswith(b"\x89PNG")


@pytest.mark.parametrize("look", [PAGE, PRINT])
@pytest.mark.parametrize("chart", [BARS, STACKED, COLUMNS])
def test_nothing_is_drawn_outside(chart, look):
    root = drawn(chart, look)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for rect in root.iter(f"{SVG}rect"):
        x, y, wide, high = (float(rect.get(name, 0)) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + wide <= width
        assert y + high <= height


def test_every_number_is_written():
    assert {"3", "0", "12"} <= set(texts(drawn(BARS)))
    assert {"30", "31"} <= set(texts(drawn(STACKED)))


def test_lengths_are_in_proportion():
    longest, shortest = sorted((float(rect.get("width", 0)) for rect in drawn(BARS).iter(f"{SVG}rect")), reverse=True)
    assert longest / shortest == pytest.approx(4, rel=0.01)


def test_dimension_keeps_its_colour():
    fills = [rect.get("fill") for rect in drawn(BARS).iter(f"{SVG}rect")]
    assert fills == ["var(--mp)", "var(--hum)"]
    assert "var(" not in svg_of(BARS, PRINT)


def test_words_name_every_number():
    assert words_of(BARS) == "Military-political 3; <Economic> & other 0; Гуманитарное 12"
    assert words_of(STACKED) == "2024: Held 30, Planned 1"


def test_totals_are_not_drawn():
    rows = (FigureRow("Economic", (Figure(2),), key="ECO"), FigureRow("All", (Figure(2),), is_total=True))
    chart = chart_of(FigureTable("dimension", "Dimensions", "", ("Dimension", "Held"), rows, "bars"))
    assert chart
    assert [(mark.label, mark.values, mark.key) for mark in chart.marks] == [("Economic", [2], "eco")]


def test_table_of_nothing_has_no_chart():
    rows = (
        FigureRow(
            "Economic",
            (Figure(0), Figure(None)),
        ),
    )
    assert chart_of(FigureTable("x", "X", "", ("Dimension", "Held", "Planned"), rows, "bars")) is None
    assert chart_of(FigureTable("x", "X", "", ("Dimension", "Held"), rows, "")) is None
