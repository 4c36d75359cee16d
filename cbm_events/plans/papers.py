"""The plan and its implementation on paper: the annual table, A4 landscape, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Literal, cast

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbm_events.models import Event, LineOutcome, PlanVersion
from cbm_events.plans.comparing import date_words
from cbm_events.plans.implementation import Implementation, OfDimension
from cbm_events.plans.rows import Row
from cbm_events.plans.texts import organisers_of
from cbm_events.plans.wording import (
    area_words,
    counted_words,
    dimension_words,
    event_words,
    heading_of,
    notes_of,
    outcome_words,
    version_words,
    where_words,
)
from cica_portal.common.date_words import moment_words, page_language
from cica_portal.common.papers import Column, Heading, Orientation, Paper, Paragraph, Table, Tone, Value
from cica_portal.common.papers.parts import Part
from cica_portal.common.viewer import Viewer

Cells = Sequence[Value]


class Kind(StrEnum):
    PLAN = "plan"
    IMPLEMENTATION = "implementation"


def paper_of(kind: Kind, read: Implementation, viewer: Viewer, at: datetime) -> Paper:
    """From the same rows that the page prints, for the same viewer."""
    parts = plan_parts if kind == Kind.PLAN else implementation_parts
    return Paper(
        title=heading_of(read.plan) if kind == Kind.PLAN else implementation_heading(read),
        subtitle=version_words(read.version),
        language=cast(Literal["en", "ru"], page_language()),
        parts=list(parts(read, viewer, at)),
        created=at,
        footer=footer_of(read, at),
        orientation=Orientation.LANDSCAPE,
    )


def implementation_heading(read: Implementation) -> str:
    return _("Implementation of the plan of confidence-building measures for %(year)s") % {"year": read.plan.year}


def footer_of(read: Implementation, at: datetime) -> str:
    told = _("Position at %(at)s Astana") % {"at": moment_words(at, page_language())}
    return f"{_('Sample')}. {told}" if read.plan.is_sample else told


def plan_parts(read: Implementation, viewer: Viewer, at: datetime) -> Iterator[Part]:
    yield from remarks_of(read.version)
    for group in read.by_dimension:
        yield Heading(dimension_words(group.dimension.name if group.dimension else ""), 2)
        yield Table(columns=plan_columns(), rows=[plan_cells(row) for row in group.rows])
    if read.plan.is_partial:
        yield Paragraph(_("Not all lines of this plan are known here."), Tone.NOTE)


def remarks_of(version: PlanVersion) -> Iterator[Part]:
    if version.decision:
        yield Paragraph(f"{_('Decision')}: {version.decision}", Tone.NOTE)
    if version.document:
        yield Paragraph(f"{_('Document')}: {version.document}", Tone.NOTE)
    if version.note:
        yield Paragraph(version.note)


def plan_columns() -> list[Column]:
    return [
        Column(pgettext("column", "No."), 0.5, "right"),
        Column(_("Priority area"), 1.6),
        Column(_("Event"), 3),
        Column(_("Date"), 1.4),
        Column(_("Place and format"), 1.6),
        Column(_("Organiser"), 1.6),
        Column(_("Note"), 1.8),
    ]


def plan_cells(row: Row) -> Cells:
    """What the version says; of a withdrawn line that it is."""
    withdrawn = "" if row.is_listed else outcome_words(LineOutcome.WITHDRAWN, "")
    note = "; ".join(part for part in (withdrawn, row.line.note) if part)
    return [*line_cells(row), note]


def line_cells(row: Row) -> list[Value]:
    line = row.line
    return [line.number, area_words(line), line.title, date_words(line), where_words(line), line.organisers]


def implementation_parts(read: Implementation, viewer: Viewer, at: datetime) -> Iterator[Part]:
    yield Paragraph(capfirst(counted_words(read.plan, read.totals)), Tone.LEAD)
    yield from gap_parts(read)
    yield totals_table(read)
    yield outcomes_table(read, viewer)
    for group in read.by_dimension:
        yield Heading(dimension_words(group.dimension.name if group.dimension else ""), 2)
        yield Table(columns=implementation_columns(), rows=[implementation_cells(row, viewer) for row in group.rows])
    if read.outside:
        yield Heading(outside_heading(read), 2)
        yield Table(columns=outside_columns(), rows=[outside_cells(event) for event in read.outside])


def gap_parts(read: Implementation) -> Iterator[Part]:
    if read.gap:
        told = {"published": read.gap.published, "recorded": read.gap.recorded, "difference": read.gap.difference}
        words = _("Published: %(published)s planned. Recorded here: %(recorded)s. Difference: %(difference)s.") % told
        sources = "; ".join(dict.fromkeys(figure.source for figure in read.published))
        yield Paragraph(f"{words} {_('Source')}: {sources}", Tone.NOTE)


def totals_table(read: Implementation) -> Table:
    rows = [totals_cells(group) for group in read.by_dimension]
    total: Cells = [pgettext("events", "All"), read.totals.planned, read.totals.carried_out]
    return Table(
        caption=_("Planned and carried out by dimension"),
        columns=[Column(_("Dimension"), 3), Column(_("Planned"), 1, "right"), Column(_("Carried out"), 1, "right")],
        rows=[*rows, total],
        emphasised=frozenset({len(rows)}),
    )


def totals_cells(group: OfDimension) -> Cells:
    name = dimension_words(group.dimension.name if group.dimension else "")
    return [name, group.totals.planned, group.totals.carried_out]


def outcomes_table(read: Implementation, viewer: Viewer) -> Table:
    counts = read.totals.outcomes
    rows: list[Cells] = [
        [outcome_words(outcome, viewer.audience), counts[outcome.value]]
        for outcome in LineOutcome
        if counts.get(outcome.value)
    ]
    return Table(
        caption=_("What became of the lines"),
        columns=[Column(_("Outcome"), 3), Column(_("Lines"), 1, "right")],
        rows=rows,
    )


def implementation_columns() -> list[Column]:
    columns = plan_columns()
    return [*columns[:-1], Column(_("Status"), 1.6), Column(_("Note"), 2.4)]


def implementation_cells(row: Row, viewer: Viewer) -> Cells:
    events = "; ".join(event_words(event) for event in row.events)
    status = outcome_words(row.outcome, viewer.audience)
    return [*line_cells(row), f"{status} ({events})" if events else status, " ".join(map(closed, notes_of(row)))]


def closed(note: str) -> str:
    """A note that others follow ends with a full stop."""
    return note if note.endswith((".", "!", "?")) else f"{note}."


def outside_heading(read: Implementation) -> str:
    if read.plan.is_partial:
        return _("Other events of the year")
    return _("Events of the year outside the plan")


def outside_columns() -> list[Column]:
    return [
        Column(_("Date"), 1.4),
        Column(_("Event"), 4),
        Column(_("Dimension"), 1.6),
        Column(_("Organiser"), 2),
        Column(_("Status"), 1),
    ]


def outside_cells(event: Event) -> Cells:
    dimension = event.dimension.name if event.dimension else ""
    organisers = organisers_of(event, page_language())
    return [event.when(), event.title, dimension, organisers, str(event.get_status_display())]
