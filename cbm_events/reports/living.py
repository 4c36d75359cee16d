"""What the reports that are made of the rows of the day have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbm_events.models import Event, Kind, Status
from cbm_events.querysets import EventQuerySet
from cbm_events.reports.counted import Year
from cbm_events.reports.lines import dated
from cbm_events.reports.report import Report
from cbm_events.reports.tables import Filters, Group, grouped, row_of, status_table
from cbm_events.summaries.contents import Chapter, EventLine, FigureTable
from cica_portal.common.audiences import Audience
from cica_portal.common.date_words import moment_words, page_language
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from members.models import Dimension

# Years before that of the report, to compare with.
EARLIER = 4


@dataclass(frozen=True)
class Asked:
    """For whom a report is made, and when."""

    viewer: Viewer
    now: datetime

    @property
    def today(self) -> date:
        return today_in(SECRETARIAT_ZONE, self.now)

    def last_known(self, year: int) -> date:
        """The last day of the year that is not in the future."""
        return min(date(year, 12, 31), self.today)


def report_of(
    asked: Asked, *, key: str, title: str, period: str, chapters: Iterable[Chapter], events: Iterable[EventLine]
) -> Report:
    moment = _("%(moment)s Astana") % {"moment": moment_words(asked.now, page_language())}
    position = _("Position at %(at)s Astana") % {"at": moment_words(asked.now, page_language())}
    made_for = str(Audience(asked.viewer.audience).label)
    return Report(
        key=key,
        title=title,
        subtitle=period,
        about=((_("Period"), period), (_("Made for"), made_for), (_("As of"), moment)),
        footer=f"{title}, {period}. {position}",
        language=page_language(),
        as_of=asked.now,
        chapters=tuple(chapters),
        listed=lambda: events,
    )


def dimensions_table(whole: Group) -> FigureTable:
    names = {row.code: row.name for row in Dimension.objects.all()}
    note = _("Where the source does not state it, the event stands under “Not stated”.")
    return status_table(
        "dimension", _("Events by dimension"), _("Dimension"), grouped(whole, "dimension", names, dimension_code),
        whole=whole, note=note, chart="bars",
    )  # fmt: skip


def dimension_code(event: Event) -> str:
    return event.dimension.code if event.dimension else ""


def kinds_table(whole: Group) -> FigureTable:
    kinds = {event.kind for event in whole.counted}
    names = {kind.value: str(kind.label) for kind in Kind if kind in kinds}
    groups = grouped(whole, "kind", names, lambda event: event.kind)
    return status_table("kind", _("Events by kind"), _("Kind of event"), groups, whole=whole)


def years_table(seen: EventQuerySet, year: Year, filters: Filters) -> FigureTable:
    """All events and those held, in the year and in the ones before it."""
    first = year.year - EARLIER
    span = replace(year, year=first, listed=list(seen.overlapping(date(first, 1, 1), date(year.year, 12, 31))))
    groups = [
        Group(str(each), span.of(each).counted, span.of(each).listed, {**filters, "year": each})
        for each in range(first, year.year + 1)
    ]
    rows = tuple(row_of(group, [Status.HELD]) for group in groups)
    columns = (_("Year"), pgettext("events", "All"), str(Status.HELD.label))
    return FigureTable("years", _("Compared with earlier years"), "", columns, rows, "columns")


def year_of(seen: EventQuerySet, year: int, *, with_statutory: bool = False, stated: str = "") -> Year:
    return Year(year, dated(seen.for_year(year)), with_statutory, stated)
