"""The list of events: which part of time it shows, and how its lines are grouped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse

from cbm_events.models import Event, Status
from cbm_events.querysets import EventQuerySet
from cbm_events.views.addresses import filters_in, with_query
from cica_portal.common.date_words import same_month
from cica_portal.common.fuzzy import Period, Precision, month_period

BREADTH = {precision: rank for rank, precision in enumerate(Precision)}


@dataclass(frozen=True)
class Group:
    """Events under one heading: a month, a coarser period, or "To be confirmed"."""

    period: Period
    events: list[Event]

    @property
    def is_month(self) -> bool:
        """One month, and no span of several."""
        first, last = self.period.earliest, self.period.latest
        return bool(first and last and self.period.precision == Precision.MONTH and same_month(first, last))

    @property
    def anchor(self) -> str:
        return f"p-{self.period.precision}-{self.period.earliest}-{self.period.latest}"


@dataclass(frozen=True)
class YearLink:
    year: int
    url: str
    is_current: bool


def ahead(events: EventQuerySet, today: date) -> EventQuerySet:
    """Not over yet, called off or not; last those that have no date and are not held."""
    return events.filter(Q(latest__gte=today) | (Q(latest=None) & ~Q(status=Status.HELD)))


def grouped(events: Iterable[Event]) -> list[Group]:
    """By month; what is known by quarter, half-year or year follows the last month of that period."""
    rows = sorted(events, key=_place)
    return [Group(period, list(group)) for period, group in groupby(rows, key=heading)]


def _place(event: Event) -> tuple[date, int, date]:
    """Within one day of the order: exact days, then months, quarters …; the shorter period first."""
    since = event.earliest or date.min
    return event.sort_on, BREADTH[event.period.precision], date.min + (date.max - since)


def heading(event: Event) -> Period:
    """The month for exact days and for whatever lies within one month."""
    first, last = event.earliest, event.latest
    if first and (event.is_exact or (last and same_month(first, last))):
        return month_period(first.year, first.month)
    return event.period


def year_links(events: EventQuerySet, data: QueryDict) -> list[YearLink]:
    """The years in which there is something to see, the latest first. One query."""
    spans = events.order_by().exclude(latest=None).values_list("earliest__year", "latest__year").distinct()
    years = {year for first, last in spans for year in range(first, last + 1)}
    query = filters_in(data, without={"year"})
    path = reverse("cbm_events:list")
    return [
        YearLink(year, with_query(path, query, year=year), data.get("year") == str(year))
        for year in sorted(years, reverse=True)
    ]
