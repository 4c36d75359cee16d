"""From a table of figures to the chart that stands beside it."""

from __future__ import annotations

from collections.abc import Sequence

from cbm_events.summaries.charts.looks import DIMENSIONS, NOT_STATED
from cbm_events.summaries.charts.model import Chart, Mark, Series
from cbm_events.summaries.contents import FigureRow, FigureTable

# More than these cannot be told apart side by side.
MOST_COLUMNS = 3


def chart_of(table: FigureTable, chapter: str = "") -> Chart | None:
    """The rows that are no totals. Bars show the first column only, the others all that they can."""
    rows = [row for row in table.rows if not row.is_total and is_drawn(row, table.chart)]
    if not table.chart or not any(figure.value for row in rows for figure in row.figures):
        return None
    places = columns_drawn(table, rows)
    series = [series_of(table.columns[place + 1], table) for place in places]
    marks = [Mark(row.label, [int(row.figures[place].value or 0) for place in places], row.key.lower()) for row in rows]
    return Chart(f"{chapter}-{table.key}", table.chart, table.title, series, marks)


def columns_drawn(table: FigureTable, rows: Sequence[FigureRow]) -> list[int]:
    """Of the figures, those that can be told apart and are not all nothing."""
    shown = range(len(table.columns) - 1)[: {"bars": 1, "columns": MOST_COLUMNS}.get(table.chart)]
    return [place for place in shown if any(row.figures[place].value for row in rows)] or [0]


def series_of(label: str, table: FigureTable) -> Series:
    """A column headed by the code of a dimension takes its colour; beside such ones the rest is grey."""
    if label.lower() in DIMENSIONS:
        return Series(label, label.lower())
    return Series(label, NOT_STATED if any(title.lower() in DIMENSIONS for title in table.columns) else "")


def is_drawn(row: FigureRow, kind: str) -> bool:
    """Of a long list only what is something; dimensions and columns are complete."""
    return kind != "bars" or row.key.lower() in DIMENSIONS or bool(row.figures[0].value)
