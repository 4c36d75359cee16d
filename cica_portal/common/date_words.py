"""Dates as they stand in lists, tables and headings, beside the full words of `fuzzy.describe`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from django.utils.translation import get_language, pgettext

from cica_portal.common.fuzzy import Period, Precision, describe
from cica_portal.common.zones import SECRETARIAT_ZONE

LONG = 9


def page_language() -> str:
    return get_language() or "en"


@dataclass(frozen=True)
class ListedDate:
    """The two short lines before an event: "13–14" and "Tue–Wed"."""

    days: str
    weekdays: str
    is_exact: bool

    @property
    def is_long(self) -> bool:
        """ "30 May – 1 June" does not fit where "13–14" does."""
        return not self.is_exact or len(self.days) > LONG


def listed(period: Period, language: str, *, under: Period | None = None) -> ListedDate:
    """The period for a list. Under a heading that names its month or period, the rest says enough."""
    if period.precision != Precision.DAY or period.earliest is None or period.latest is None:
        return _listed_fuzzy(period, language, under)
    if under and under.precision == Precision.MONTH and _is_within(period, under):
        days = _day_numbers(period.earliest, period.latest)
    else:
        days = describe(period, language, short=True, with_year=False)
    return ListedDate(days, weekdays(period.earliest, period.latest, language), True)


def _listed_fuzzy(period: Period, language: str, under: Period | None) -> ListedDate:
    if period == under:
        return ListedDate("", pgettext("date", "days not known"), False)
    return ListedDate(describe(period, language), "", False)


def _is_within(period: Period, month: Period) -> bool:
    day = month.earliest
    return all(edge and day and same_month(edge, day) for edge in (period.earliest, period.latest))


def same_month(day: date, other: date) -> bool:
    return (day.year, day.month) == (other.year, other.month)


def weekdays(first: date, last: date, language: str) -> str:
    names = [format_date(day, "ccc", locale=language) for day in (first, last)]
    return names[0] if first == last else "–".join(names)


def _day_numbers(first: date, last: date) -> str:
    return str(first.day) if first == last else f"{first.day}–{last.day}"


def day_words(day: date, language: str) -> str:
    """ "27 August 2024"."""
    return describe(Period(day, day, Precision.DAY), language)


def month_words(day: date, language: str) -> str:
    """ "August 2024"."""
    return describe(Period(day, day, Precision.MONTH), language)


def month_name(day: date, language: str, *, width: str = "LLLL") -> str:
    return format_date(day, width, locale=language)


def moment_words(at: datetime, language: str, *, zone: str = SECRETARIAT_ZONE) -> str:
    """ "6 August 2024, 17:20" in this zone."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day_words(local.date(), language)}, {clock_words(local)}"


def moment_words_short(at: datetime, language: str, *, zone: str = SECRETARIAT_ZONE) -> str:
    """ "6 Aug 2024, 17:20" in this zone."""
    local = at.astimezone(ZoneInfo(zone))
    day = Period(local.date(), local.date(), Precision.DAY)
    return f"{describe(day, language, short=True)}, {clock_words(local)}"


def clock_words(local: datetime) -> str:
    return format_datetime(local, "HH:mm", locale="en")
