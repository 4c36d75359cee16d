"""Charts as SVG for the page and for papers: pure functions from numbers and labels to markup.

A chart never stands alone: the table with the same numbers is beside it, and `words_of` says them in one text.
"""

from cbm_events.summaries.charts.drawing import svg_of
from cbm_events.summaries.charts.looks import PAGE, PRINT, Look
from cbm_events.summaries.charts.model import Chart, Mark, Series, words_of
from cbm_events.summaries.charts.tables import chart_of

__all__ = ["PAGE", "PRINT", "Chart", "Look", "Mark", "Series", "chart_of", "svg_of", "words_of"]
