"""How charts look: on the page in its design tokens, which know light and dark; in papers in fixed print colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cbm_events.summaries.charts.model import Series

NOT_STATED = "not_stated"
DIMENSIONS = ("mp", "nct", "eco", "env", "hum", "gb")


@dataclass(frozen=True)
class Look:
    """Lengths in pixels. `aside` is the largest part of the width for labels beside the bars; 0 puts them above."""

    width: int
    aside: float
    ink: str
    muted: str
    line: str
    paper: str
    shades: Sequence[str]
    dimensions: Mapping[str, str]
    on_dimensions: Mapping[str, str]
    on_shades: Sequence[str]
    font: str = ""
    text: int = 12

    def fill(self, series: Series, place: int) -> str:
        """Of the series at this place among those without a colour of their own."""
        return (
            self.line
            if series.key == NOT_STATED
            else self.dimensions.get(series.key) or self.shades[place % len(self.shades)]
        )

    def on_fill(self, series: Series, place: int) -> str:
        """The colour of text within the fill."""
        return self.on_dimensions.get(series.key) or self.on_shades[place % len(self.on_shades)]


PAGE = Look(
    width=288,
    aside=0,
    ink="var(--ink)",
    muted="var(--ink-2)",
    line="var(--edge)",
    paper="var(--paper)",
    shades=("var(--accent)", "var(--edge)", "var(--ground-2)", "var(--ink-2)", "var(--focus)"),
    on_shades=("var(--paper)", "var(--paper)", "var(--ink)", "var(--paper)", "var(--paper)"),
    dimensions={code: f"var(--{code})" for code in DIMENSIONS},
    on_dimensions={code: f"var(--on-{code})" for code in DIMENSIONS},
)
PRINT = Look(
    width=640,
    aside=0.4,
    ink="#141c26",
    muted="#3f4a57",
    line="#77838f",
    paper="#ffffff",
    shades=("#122b57", "#77838f", "#dde2e7", "#3f4a57", "#0b5ed7"),
    on_shades=("#ffffff", "#ffffff", "#141c26", "#ffffff", "#ffffff"),
    dimensions={
        "mp": "#1f3f86", "nct": "#b03a14", "eco": "#b58a1c", "env": "#0d7560", "hum": "#ba4891", "gb": "#4a5663",
    },
    on_dimensions={
        "mp": "#ffffff", "nct": "#ffffff", "eco": "#101820", "env": "#ffffff", "hum": "#ffffff", "gb": "#ffffff",
    },
    font="Libertinus Serif",
    text=13,
)  # fmt: skip
