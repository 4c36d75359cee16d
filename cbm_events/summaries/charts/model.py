"""What a chart shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["bars", "columns", "stacked"]


@dataclass(frozen=True, slots=True)
class Series:
    """`key` is the code of a dimension, whose colour it takes; without one it takes a shade of ink."""

    label: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar, or a column of all series; a value for each of them."""

    label: str
    values: Sequence[int]
    key: str = ""

    @property
    def total(self) -> int:
        return sum(self.values)


@dataclass(frozen=True, slots=True)
class Chart:
    """`key` is its own among those of one page."""

    key: str
    kind: Kind
    title: str
    series: Sequence[Series]
    marks: Sequence[Mark]

    @property
    def highest(self) -> int:
        """The longest that is drawn, never nothing."""
        reach = (mark.total if self.kind == "stacked" else max(mark.values, default=0) for mark in self.marks)
        return max(1, *reach) if self.marks else 1


def words_of(chart: Chart) -> str:
    """Every number of the chart: "A 5; B 3", or "A: held 5, planned 2; B: …"."""
    return "; ".join(_words(chart, mark) for mark in chart.marks)


def _words(chart: Chart, mark: Mark) -> str:
    if len(chart.series) == 1:
        return f"{mark.label} {mark.values[0]}"
    values = (f"{series.label} {value}" for series, value in zip(chart.series, mark.values, strict=True) if value)
    return f"{mark.label}: {', '.join(values) or 0}"
