"""Draws bars, stacked bars and columns. Text is never smaller than 12 pixels, and each number stands in figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from xml.etree import ElementTree

from cbm_events.summaries.charts.looks import Look
from cbm_events.summaries.charts.model import Chart, Kind, Mark, Series, words_of
from cbm_events.summaries.charts.text import lines_of, width_of

BAR, GAP, AIR = 14, 6, 12
PLOT = 160
LEADING = 1.25


def svg_of(chart: Chart, look: Look) -> str:
    canvas = Canvas(chart, look)
    DRAWERS[chart.kind](canvas)
    return canvas.markup()


class Canvas:
    """Things are put one below the other; `y` is where the next one begins."""

    def __init__(self, chart: Chart, look: Look) -> None:
        self.chart = chart
        self.look = look
        self.y = 0.0
        names = f"chart-{chart.key}-title", f"chart-{chart.key}-words"
        self.svg = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "role": "img",
                "class": "chart",
                "aria-labelledby": " ".join(names),
            },
        )
        for tag, name, text in zip(("title", "desc"), names, (chart.title, words_of(chart)), strict=True):
            ElementTree.SubElement(self.svg, tag, {"id": name}).text = text

    @property
    def leading(self) -> float:
        return self.look.text * LEADING

    def text(self, text: str, x: float, y: float, fill: str = "", **more: str) -> None:
        place = {"x": number(x), "y": number(y), "fill": fill or self.look.ink, "font-size": number(self.look.text)}
        face = {"font-family": self.look.font} if self.look.font else {}
        given = {name.replace("_", "-"): value for name, value in more.items()}
        ElementTree.SubElement(self.svg, "text", place | face | given).text = text

    def rect(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        sides = {"x": x, "y": y, "width": width, "height": height}
        ElementTree.SubElement(
            self.svg, "rect", {name: number(value) for name, value in sides.items()} | {"fill": fill}
        )

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        ends = {"x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2)}
        ElementTree.SubElement(self.svg, "line", {**ends, "stroke": self.look.line, "stroke-width": "1"})

    def legend(self) -> None:
        """Which fill is which series, in the order in which they are drawn."""
        if len(self.chart.series) == 1:
            return
        x, size = 0.0, self.look.text
        for place, series in shaded(self.chart.series):
            width = size + GAP + width_of(series.label, size) + AIR
            if x and x + width > self.look.width:
                x, self.y = 0.0, self.y + self.leading + 2
            self.rect(x, self.y + 1, size, size, self.look.fill(series, place))
            self.text(series.label, x + size + GAP, self.y + size)
            x += width
        self.y += self.leading + AIR

    def markup(self) -> str:
        sides = {"width": self.look.width, "height": self.y}
        for name, value in sides.items():
            self.svg.set(name, number(value))
        self.svg.set("viewBox", f"0 0 {number(self.look.width)} {number(self.y)}")
        return ElementTree.tostring(self.svg, encoding="unicode")


def draw_bars(canvas: Canvas) -> None:
    canvas.legend()
    look, chart = canvas.look, canvas.chart
    left = room_for_labels(canvas)
    figures = width_of(str(chart.highest), look.text) + GAP
    room = look.width - left - figures
    for mark in chart.marks:
        top = canvas.y
        lines = lines_of(mark.label, look.text, (left or look.width) - GAP)
        for place, line in enumerate(lines, 1):
            canvas.text(line, 0, top + place * canvas.leading - 3)
        below = top if left else top + len(lines) * canvas.leading + 2
        draw_bar(canvas, mark, left, below, room / chart.highest)
        canvas.y = max(below + BAR, top + len(lines) * canvas.leading) + AIR * 0.8


def room_for_labels(canvas: Canvas) -> float:
    """Beside the bars: as much as the longest label takes, up to the part that the look grants."""
    longest = max((width_of(mark.label, canvas.look.text) for mark in canvas.chart.marks), default=0)
    return min(longest + 2 * GAP, canvas.look.width * canvas.look.aside)


def draw_bar(canvas: Canvas, mark: Mark, x: float, y: float, unit: float) -> None:
    """Its parts side by side, the number of each within it if there is room; the whole behind it."""
    look, several = canvas.look, len(canvas.chart.series) > 1
    for (place, series), value in zip(shaded(series_of(canvas.chart, mark)), mark.values, strict=True):
        width = value * unit
        if not value:
            continue
        canvas.rect(x, y, max(width - several, 1), BAR, look.fill(series, place))
        if several and width_of(str(value), look.text) + 4 <= width:
            middle = x + width / 2
            canvas.text(str(value), middle, y + BAR - 2.5, look.on_fill(series, place), text_anchor="middle")
        x += width
    canvas.text(str(mark.total), x + GAP, y + BAR - 2.5, font_weight="600")


def draw_columns(canvas: Canvas) -> None:
    """Series stand side by side over one label, which lies down if all labels have room and else stands up."""
    canvas.legend()
    look, chart = canvas.look, canvas.chart
    slot = look.width / max(len(chart.marks), 1)
    foot = canvas.y + canvas.leading + PLOT
    width = min(slot * 0.7, 48 * len(chart.series)) / len(chart.series)
    lies = all(width_of(mark.label, look.text) <= slot - 2 for mark in chart.marks)
    for place, mark in enumerate(chart.marks):
        middle = slot * (place + 0.5)
        first = middle - width * len(chart.series) / 2
        for offset, ((shade, series), value) in enumerate(
            zip(shaded(series_of(chart, mark)), mark.values, strict=True)
        ):
            x, height = first + offset * width, PLOT * value / chart.highest
            canvas.rect(x, foot - height, max(width - 1, 1), height, look.fill(series, shade))
            if value:
                canvas.text(str(value), x + width / 2, foot - height - 4, text_anchor="middle", font_weight="600")
        if lies:
            canvas.text(mark.label, middle, foot + canvas.leading, text_anchor="middle")
        else:
            stand(canvas, mark.label, middle + look.text / 3, foot + GAP)
    canvas.line(0, foot, look.width, foot)
    longest = max((width_of(mark.label, look.text) for mark in chart.marks), default=0)
    canvas.y = foot + (canvas.leading + GAP if lies else longest + 2 * GAP)


def stand(canvas: Canvas, text: str, x: float, y: float) -> None:
    canvas.text(text, x, y, text_anchor="end", transform=f"rotate(-90 {number(x)} {number(y)})")


def series_of(chart: Chart, mark: Mark) -> list[Series]:
    """A chart of one series shows each mark in its own colour, if it has one."""
    return [Series(mark.label, mark.key)] if len(chart.series) == 1 else list(chart.series)


def shaded(many: Sequence[Series]) -> list[tuple[int, Series]]:
    """Each with its place among those that have no colour of their own."""
    return [(sum(not one.key for one in many[:place]), series) for place, series in enumerate(many)]


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


DRAWERS: Mapping[Kind, Callable[[Canvas], None]] = {
    "bars": draw_bars,
    "stacked": draw_bars,
    "columns": draw_columns,
}
