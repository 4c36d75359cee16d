"""The Secretary General's list: the ninety days that begin today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from cbm_events.models import Event, Status
from cbm_events.permissions import may
from cbm_events.reports.lines import dated, events_chapter, line_of, lines_of
from cbm_events.reports.living import Asked, dimensions_table, report_of
from cbm_events.reports.report import Report
from cbm_events.reports.tables import Filters, Group, samples_note, status_table, whole_of
from cbm_events.summaries.contents import Chapter, FigureTable, TextTable
from cica_portal.common.date_words import day_words, moment_words, page_language
from cica_portal.common.fuzzy import Period, Precision, describe
from councils.models import SilenceProcedure

DAYS = 90
STANDING = [status.value for status in Status if status not in {Status.POSTPONED, Status.CANCELLED}]


def ahead_report(asked: Asked) -> Report:
    first, last = asked.today, asked.today + timedelta(days=DAYS - 1)
    seen = Event.objects.visible_to(asked.viewer).overlapping(first, last)
    events = dated(seen.filter(status__in=STANDING))
    filters: Filters = {"since": first.isoformat(), "until": last.isoformat(), "status": STANDING}
    return report_of(
        asked,
        key=f"ahead-{first.isoformat()}",
        title=_("The next %(days)s days") % {"days": DAYS},
        period=describe(Period(first, last, Precision.DAY), page_language()),
        chapters=chapters(asked, events, filters),
        events=lines_of(events),
    )


def chapters(asked: Asked, events: Sequence[Event], filters: Filters) -> Iterator[Chapter]:
    exact, vague = [event for event in events if event.is_exact], [event for event in events if not event.is_exact]
    whole = whole_of(events, events, filters)
    told = " ".join(filter(None, (_("Without what is postponed or cancelled."), samples_note(events))))
    yield Chapter("figures", _("Figures"), told, (precision_table(exact, vague, whole), dimensions_table(whole)))
    if exact:
        yield events_chapter("days", _("Events with known days"), exact)
    if vague:
        told = _("Their dates are known to the month, quarter or year only; they may fall into these days.")
        yield events_chapter("vague", _("Events without known days"), vague, told)
    if may(asked.viewer, "see_awaited_confirmations"):
        yield from unconfirmed(events)
    yield from silence(asked)


def precision_table(exact: Sequence[Event], vague: Sequence[Event], whole: Group) -> FigureTable:
    groups = [Group(_("With known days"), exact), Group(_("Without known days"), vague)]
    return status_table("precision", _("Events by what is known of their dates"), _("Date"), groups, whole=whole)


def unconfirmed(events: Sequence[Event]) -> Iterator[Chapter]:
    """For the Secretariat only: what is planned and has a day by which it is to be confirmed."""
    waiting = [event for event in events if event.status == Status.PLANNED and event.confirmation_due]
    waiting.sort(key=lambda event: (event.confirmation_due or date.max, event.pk))
    if waiting:
        columns = (_("To be confirmed by"), _("Event"), _("When"), _("Organisers"))
        rows = tuple(awaited(event) for event in waiting)
        table = TextTable("unconfirmed", _("Awaiting confirmation"), "", columns, rows)
        yield Chapter("unconfirmed", _("Awaiting confirmation"), "", texts=(table,))


def awaited(event: Event) -> tuple[str, ...]:
    assert event.confirmation_due
    line = line_of(event)
    return day_words(event.confirmation_due, page_language()), line.title, line.when, ", ".join(line.organisers)


def silence(asked: Asked) -> Iterator[Chapter]:
    procedures = SilenceProcedure.objects.visible_to(asked.viewer).with_parties().running(asked.now)
    rows = tuple(
        (moment_words(row.deadline_at, page_language(), zone=row.zone), row.subject, row.council.name)
        for row in procedures
        if row.deadline_at
    )
    if rows:
        columns = (_("Deadline"), _("Subject"), _("Council or body"))
        table = TextTable("silence", _("Silence procedures that run"), "", columns, rows)
        yield Chapter("silence", _("Silence procedures"), "", texts=(table,))
