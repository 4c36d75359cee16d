"""Figures as the cells of papers."""

from __future__ import annotations

from decimal import Decimal

from cbm_events.summaries.contents import Figure


def value_of(figure: Figure) -> int | float | None:
    return float(figure.value) if isinstance(figure.value, Decimal) else figure.value
