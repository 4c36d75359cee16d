"""The month and the year as papers: the same tables as on the screen, with every event in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cbm_events.calendar_month import Bar, Day, Month, Sometime, lay_out, sometime_in
from cbm_events.calendar_year import Mark, YearRow
from cbm_events.feeds.words import language_mark
from cbm_events.models import Event, Status
from cica_portal.common.date_words import moment_words, month_name, month_words, page_language
from cica_portal.common.fuzzy import describe
from cica_portal.common.papers import Column, Heading, Orientation, Paper, Paragraph, Part, Size, Table, Tone

LINES = "\n"
# The least height of a row in millimetres: six weeks, or the rows of a year, fill their page and no more.
WEEK_HEIGHT, ROW_HEIGHT = 21, 14
CALLED_OFF = frozenset({Status.CANCELLED, Status.POSTPONED})


def month_paper(month: Month, events: Sequence[Event], *, chosen: str, now: datetime) -> Paper:
    language = page_language()
    weeks = lay_out(month, events, today=now.date())
    days = [Column(weekday) for weekday in weekday_names(weeks[0].days)]
    rows = [[day_cell(day) for day in week.days] for week in weeks]
    parts: list[Part] = [Table(days, rows, grid=WEEK_HEIGHT)]
    parts += sometime_parts(sometime_in(month, events), language)
    return paper(capfirst(month_words(month.first, language)), parts, chosen=chosen, now=now, size=Size.A4)


def year_paper(
    year: int, rows: Sequence[YearRow[Event, Any]], undated: Sequence[Event], *, chosen: str, now: datetime
) -> Paper:
    language = page_language()
    months = [Column(month_name(date(year, number, 1), language)) for number in range(1, 13)]
    lines = [[row.head.title, *(month_cell(cell) for cell in row.cells)] for row in rows]
    parts: list[Part] = [Table([Column("", 1.4), *months], lines, grid=ROW_HEIGHT)]
    if undated:
        parts += [Heading(_("Days not known"), 2), Paragraph(LINES.join(map(titled, undated)), Tone.NOTE)]
    title = _("Year %(year)s") % {"year": year}
    return paper(title, parts, chosen=chosen, now=now, size=Size.A3)


def paper(title: str, parts: Sequence[Part], *, chosen: str, now: datetime, size: Size) -> Paper:
    language = page_language()
    return Paper(
        title=title,
        subtitle=chosen,
        language="ru" if language == "ru" else "en",
        parts=parts,
        created=now,
        footer=_("As of %(moment)s, Astana time") % {"moment": moment_words(now, language)},
        size=size,
        orientation=Orientation.LANDSCAPE,
        keywords=("CICA",),
    )


def weekday_names(days: Iterable[Day[Event]]) -> list[str]:
    return [capfirst(month_name(day.date, page_language(), width="cccc")) for day in days]


def day_cell(day: Day[Event]) -> str:
    """The day's number and what begins on it, or goes on from the week before."""
    number = str(day.date.day) if day.in_month else describe_day(day.date)
    return LINES.join([number, *(bar_line(bar) for bar in day.bars)])


def describe_day(day: date) -> str:
    return month_name(day, page_language(), width="d MMM")


def bar_line(bar: Bar[Event]) -> str:
    event = bar.event
    days = "" if bar.span == 1 and not bar.goes_on and not bar.began_before else f"{short_days(event)} "
    return f"{days}{titled(event)}"


def month_cell(marks: Iterable[Mark[Event]]) -> str:
    return LINES.join(f"{short_days(mark.event)} {titled(mark.event)}" for mark in marks)


def short_days(event: Event) -> str:
    return describe(event.period, page_language(), with_year=False, short=True)


def titled(event: Event) -> str:
    """With its dimension before and what is not as planned behind."""
    code = event.dimension.code if event.dimension else "GB" if event.is_statutory else ""
    title = event.title + language_mark(event.title_language)
    mark = f" ({event.get_status_display().lower()})" if event.status in CALLED_OFF else ""
    return " ".join(part for part in (code, title) if part) + mark


def sometime_parts(groups: Iterable[Sometime[Event]], language: str) -> list[Part]:
    found: list[Part] = []
    for group in groups:
        words = LINES.join(map(titled, group.events))
        found.append(Paragraph(f"{capfirst(describe(group.period, language))}: {words}", Tone.NOTE))
    return found
