"""A published figure in words: "over 140 participants, experts"."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbm_events.models import PublishedFigure
from cica_portal.common.date_words import day_words, page_language

M, X = PublishedFigure.Metric, PublishedFigure.Exactness


def figure_words(figure: PublishedFigure) -> str:
    """ "over 140 participants", "3 participants, ministers"."""
    words = exactness_words(figure.exactness, counted_words(figure.metric, figure.value))
    return f"{words}, {str(figure.get_group_display()).lower()}" if figure.group else words


def counted_words(metric: str, value: int) -> str:
    words: dict[str, Callable[[], str]] = {
        M.PERSONS: lambda: ngettext("%(n)s participant", "%(n)s participants", value),
        M.MEMBER_STATES: lambda: ngettext("%(n)s member state", "%(n)s member states", value),
        M.COUNTRIES: lambda: ngettext("%(n)s country", "%(n)s countries", value),
        M.EVENTS_HELD: lambda: ngettext("%(n)s event held", "%(n)s events held", value),
        M.EVENTS_PLANNED: lambda: ngettext("%(n)s event planned", "%(n)s events planned", value),
        M.ORGANISING_STATES: lambda: ngettext("%(n)s organising state", "%(n)s organising states", value),
    }
    return words.get(metric, lambda: "%(n)s")() % {"n": value}


def exactness_words(exactness: str, words: str) -> str:
    forms = {
        X.ABOUT: _("about %(figure)s"),
        X.OVER: _("over %(figure)s"),
        X.NEARLY: _("nearly %(figure)s"),
        X.EXPECTED: _("%(figure)s, expected beforehand"),
    }
    return forms.get(X(exactness), "%(figure)s") % {"figure": words}


def said_words(figure: PublishedFigure) -> str:
    """When it was said, in the words of the source or as a day."""
    return figure.said_text or (day_words(figure.said_on, page_language()) if figure.said_on else "")
