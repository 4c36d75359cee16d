"""The list as a paper to hand out: what one reads, not everything that is known."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from cbm_events.exports.cells import parties_of
from cbm_events.exports.tables import Order, events_of
from cbm_events.feeds.words import language_mark, place_words
from cbm_events.models import Event, EventRole
from cica_portal.common.date_words import moment_words, page_language
from cica_portal.common.papers import Column, Orientation, Paper, Table, to_docx, to_pdf


def pdf_of(order: Order) -> bytes:
    return to_pdf(list_paper(order))


def docx_of(order: Order) -> bytes:
    return to_docx(list_paper(order))


def list_paper(order: Order) -> Paper:
    events = list(events_of(order))
    with override(order.language):
        return Paper(
            title=_("CICA events"),
            subtitle="\n".join(part for part in (order.chosen, count_words(len(events))) if part),
            language="ru" if order.language == "ru" else "en",
            parts=[Table(list_columns(), [list_row(event) for event in events])],
            created=order.now,
            footer=_("As of %(moment)s, Astana time") % {"moment": moment_words(order.now, order.language)},
            orientation=Orientation.LANDSCAPE,
            keywords=("CICA",),
        )


def count_words(count: int) -> str:
    return ngettext("%(count)s event", "%(count)s events", count) % {"count": count}


def list_columns() -> list[Column]:
    return [
        Column(_("Dates"), 1.3),
        Column(_("Event"), 3),
        Column(_("Place"), 1.6),
        Column(_("Dimension"), 1.2),
        Column(_("Organisers"), 2),
        Column(_("Status"), 0.9),
    ]


def list_row(event: Event) -> list[str]:
    title = event.title + language_mark(event.title_language)
    parties = [parties_of(event, role) for role in EventRole.ORGANISING]  # type: ignore[arg-type]
    return [
        event.when(page_language()),
        f"{title} ({_('sample')})" if event.is_sample else title,
        place_words(event),
        event.dimension.short if event.dimension else "",
        "; ".join(part for part in parties if part),
        str(event.get_status_display()),
    ]
