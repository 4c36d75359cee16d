"""Words of events that templates cannot form."""

from django import template

from cbm_events.models import PublishedFigure
from cbm_events.summaries.citations import figure_words, said_words

register = template.Library()

register.simple_tag(figure_words)


@register.simple_tag
def figure_date(figure: PublishedFigure) -> str:
    """ ", early 2024": when it was said, unless the source tells already."""
    said = said_words(figure)
    return f", {said}" if said and said not in figure.source else ""
