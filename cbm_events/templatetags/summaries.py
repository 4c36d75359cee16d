"""Words of summaries that templates cannot form."""

from collections.abc import Collection

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cbm_events.models import YearlySummary
from cbm_events.summaries.charts import PAGE, chart_of, svg_of
from cbm_events.summaries.composing import title_of
from cbm_events.summaries.contents import EventLine, FigureTable

register = template.Library()


@register.simple_tag
def summary_title(summary: YearlySummary) -> str:
    return title_of(summary)


@register.simple_tag
def standing_words(event: EventLine, fields: Collection[str]) -> str:
    """Whether the event counts, and under what it stands, as far as that differs between two editions."""
    verdict = event.why or _("counted")
    headings = {
        "year": event.when,
        "month": event.when,
        "status": event.status,
        "kind": event.kind,
        "mode": event.mode,
        "dimension": event.dimension,
        "area": event.area,
        "city": event.city,
        "organisers": ", ".join(event.organisers),
    }
    found = [words or _("Not stated") for name, words in headings.items() if name in fields]
    return "; ".join(dict.fromkeys([verdict, *found]))


@register.simple_tag
def chart(table: FigureTable, chapter: str) -> SafeString:
    """The chart of a table of figures, or nothing if it has none. Its text is escaped where it is drawn."""
    drawn = chart_of(table, chapter)
    return mark_safe(svg_of(drawn, PAGE) if drawn else "")
