"""Dates as precise as known: what is stored, and how it is said in English and Russian."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from babel.dates import format_date
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext

NBSP = "\u00a0"
ROMAN_QUARTERS = ("I", "II", "III", "IV")


class Precision(models.TextChoices):
    """How precisely a date is known. Anything coarser than a day invents no day."""

    DAY = "day", _("Exact days")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    HALF_YEAR = "half_year", _("Half-year")
    YEAR = "year", _("Year")
    UNKNOWN = "tbc", _("To be confirmed")


@dataclass(frozen=True)
class Period:
    """First and last possible day, with the precision that they carry."""

    earliest: date | None
    latest: date | None
    precision: Precision


def month_period(year: int, month: int) -> Period:
    return Period(date(year, month, 1), _month_end(year, month), Precision.MONTH)


def quarter_period(year: int, quarter: int) -> Period:
    """Quarter 1 to 4 of a calendar year."""
    return Period(date(year, quarter * 3 - 2, 1), _month_end(year, quarter * 3), Precision.QUARTER)


def half_year_period(year: int, half: int) -> Period:
    """Half 1 or 2 of a calendar year."""
    return Period(date(year, half * 6 - 5, 1), _month_end(year, half * 6), Precision.HALF_YEAR)


def year_period(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)


def is_within(period: Period, other: Period) -> bool:
    """Whether every possible day of the period is one of the other's; anything lies within what is not known."""
    if other.earliest is None or other.latest is None:
        return True
    if period.earliest is None or period.latest is None:
        return False
    return other.earliest <= period.earliest and period.latest <= other.latest


def narrows(before: Period, after: Period) -> bool:
    """Whether the dates have become more exact and contradict nothing that was said: no move.

    Exact days cannot become more exact; other days, even fewer, are a move.
    """
    if before.precision == Precision.DAY or after == before:
        return False
    ranks = list(Precision)
    return ranks.index(after.precision) <= ranks.index(before.precision) and is_within(after, before)


def left_by_moves(now: Period, earlier: Iterable[Period]) -> list[Period]:
    """Of the dates that held before, the latest first, those that were given up for others; each once.

    What only became more exact was not given up, and what holds again is no earlier date.
    """
    found = []
    after = now
    for before in earlier:
        if before != after and not narrows(before, after):
            found.append(before)
        after = before
    return [period for period in dict.fromkeys(found) if period != now]


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or the last one of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), _month_end(year, month + 1))


def describe(period: Period, language: str, *, with_year: bool = True, short: bool = False) -> str:
    """The period in words: "27–28 August 2024", "October 2023", "first half of 2021".

    `short` abbreviates month names of exact days ("27–28 Aug").
    """
    if period.earliest is None or period.latest is None:
        with override(language):
            return str(Precision.UNKNOWN.label)
    if period.precision == Precision.DAY:
        return _days(period.earliest, period.latest, language, with_year=with_year, short=short)
    return _coarse(period.earliest, period.latest, period.precision, language)


def _coarse(earliest: date, latest: date, precision: str, language: str) -> str:
    if precision == Precision.MONTH:
        return _months(earliest, latest, language)
    if precision == Precision.QUARTER:
        return _quarter(earliest, language)
    if precision == Precision.HALF_YEAR:
        return _half_year(earliest, language)
    if precision == Precision.YEAR:
        return _year(earliest, latest, language)
    return f"{_days(earliest, latest, language)} ({_tbc(language)})"


def _tbc(language: str) -> str:
    with override(language):
        return str(pgettext("date", "to be confirmed"))


def _year_words(year: int, language: str) -> str:
    return f"{year}{NBSP}г." if language == "ru" else str(year)


def _days(first: date, last: date, language: str, *, with_year: bool = True, short: bool = False) -> str:
    pattern = "d MMM" if short else "d MMMM"
    end = _words(last.month, last.day, pattern, language)
    tail = f" {_year_words(last.year, language)}" if with_year else ""
    if first == last:
        return end + tail
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}{tail}"
    start = _words(first.month, first.day, pattern, language)
    if first.year != last.year:
        start += f" {_year_words(first.year, language)}"
        tail = tail or f" {_year_words(last.year, language)}"
    return f"{start} – {end}{tail}"


@cache
def _words(month: int, day: int, pattern: str, language: str) -> str:
    """ "27 August", "August": the pattern names no year, so there are few of them. 2000 has every day."""
    return str(format_date(date(2000, month, day), pattern, locale=language)).rstrip(".")


def _months(first: date, last: date, language: str) -> str:
    end = f"{_words(last.month, 1, 'LLLL', language)} {_year_words(last.year, language)}"
    if (first.year, first.month) == (last.year, last.month):
        return end
    start = _words(first.month, 1, "LLLL", language)
    if first.year != last.year:
        start = f"{start} {_year_words(first.year, language)}"
    return f"{start} – {end}"


def _quarter(first: date, language: str) -> str:
    number = (first.month + 2) // 3
    if language == "ru":
        return f"{ROMAN_QUARTERS[number - 1]} квартал {_year_words(first.year, language)}"
    return f"Q{number} {first.year}"


def _half_year(first: date, language: str) -> str:
    is_first = first.month == 1
    if language == "ru":
        return f"{'первое' if is_first else 'второе'} полугодие {_year_words(first.year, language)}"
    return f"{'first' if is_first else 'second'} half of {first.year}"


def _year(first: date, last: date, language: str) -> str:
    if first.year == last.year:
        return _year_words(first.year, language)
    return f"{first.year}–{last.year}" + (f"{NBSP}гг." if language == "ru" else "")


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
