"""The list as a table that the import reads back: CSV in portions, XLSX at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from cbm_events.exports.cells import row_of, words_now
from cbm_events.exports.columns import columns_for
from cbm_events.exports.walking import ORDER, portions
from cbm_events.models import Event
from cbm_events.querysets import EventQuerySet
from cica_portal.common.papers import Column, Paper, Table, Value, to_xlsx
from cica_portal.common.spreadsheets import csv_lines
from cica_portal.common.viewer import Viewer


@dataclass(frozen=True, kw_only=True)
class Order:
    """Which events, which this viewer sees, in which language; `chosen` says in words by what they were chosen."""

    events: EventQuerySet
    viewer: Viewer
    language: str
    now: datetime
    chosen: str = ""


def csv_of(order: Order) -> Iterator[bytes]:
    lines = csv_lines([plain(value) for value in row] for row in table_of(order))
    return (line.encode() for line in lines)


def plain(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def table_of(order: Order) -> Iterator[list[Value]]:
    """The headings, then a row an event."""
    columns = columns_for(order.viewer)
    yield [column.heading(order.language) for column in columns]
    with override(order.language):
        words = words_now()
    for event in events_of(order):
        with override(order.language):
            row = row_of(event, columns, words)
        yield row


def events_of(order: Order) -> Iterator[Event]:
    for pks in portions(order.events):
        yield from order.events.filter(pk__in=pks).with_parties().order_by(*ORDER)


def xlsx_of(order: Order) -> bytes:
    headings, *rows = table_of(order)
    with override(order.language):
        title = _("CICA events")
    table = Table([Column(str(heading)) for heading in headings], rows, title)
    return to_xlsx(paper_about(order, title, [table]))


def paper_about(order: Order, title: str, parts: list[Table]) -> Paper:
    return Paper(
        title=title,
        language="ru" if order.language == "ru" else "en",
        parts=parts,
        created=order.now,
        subtitle=order.chosen,
    )
