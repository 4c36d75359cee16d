"""From the text of a date to its period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from cica_portal.common.date_reading.digits import read_digits
from cica_portal.common.date_reading.problems import DateProblem, DayOrder
from cica_portal.common.date_reading.words import UNKNOWN, plain, tokens_of
from cica_portal.common.fuzzy import (
    Period,
    Precision,
    half_year_period,
    month_period,
    quarter_period,
    year_period,
)

NOTHING_KNOWN = Period(None, None, Precision.UNKNOWN)
# What is no year may be meant as a day, even as one that no month has.
DAYS, YEARS = range(1, 100), range(1000, 10_000)
QUARTERS, HALVES = 4, 2


def read_period(text: str, *, order: DayOrder | None = None, year: int | None = None) -> Period:
    """The period that is written. Raises DateProblem, never ValueError of another kind.

    `order` settles what stands first in 03/04/2026, `year` is that of dates that name none.
    """
    whole = plain(text)
    if whole in UNKNOWN:
        return NOTHING_KNOWN
    said, is_open = _without_doubt(whole)
    period = read_digits(said, order) or _read_words(tokens_of(said), year)
    if is_open and period.precision == Precision.DAY:
        return replace(period, precision=Precision.UNKNOWN)
    return period


def _without_doubt(text: str) -> tuple[str, bool]:
    """The date without "(to be confirmed)" behind it, and whether that stood there."""
    if not {")", ",", ";"} & set(text):
        return text, False
    for words in UNKNOWN:
        for end in (f"({words})", f"({words}.)", f", {words}", f"; {words}"):
            if text.endswith(end) and text != end:
                return text.removesuffix(end).strip(" .,;"), True
    return text, False


@dataclass
class Side:
    """What stands on one side of a dash."""

    days: list[int]
    month: int | None = None
    year: int | None = None


def _read_words(tokens: Sequence[str], year: int | None) -> Period:
    if {"q", "h"} & set(tokens) and not any(token.startswith("m") for token in tokens):
        return _part_of_year(tokens, year)
    sides = list(_sides(tokens))
    if not 1 <= len(sides) <= 2:
        raise DateProblem(DateProblem.UNREAD)
    first, last = sides[0], sides[-1]
    first.month = first.month or last.month
    last.month = last.month or first.month
    last.year = last.year or first.year or year
    first.year = first.year or last.year
    return _period(first, last)


def _sides(tokens: Sequence[str]) -> Iterator[Side]:
    side = Side([])
    for token in tokens:
        if token == "-":
            yield side
            side = Side([])
        elif token.startswith("m") and side.month is None:
            side.month = int(token[1:])
        elif token.isdecimal() and int(token) in DAYS:
            side.days.append(int(token))
        elif token.isdecimal() and int(token) in YEARS and side.year is None:
            side.year = int(token)
        elif token != "&" and token != "h":
            raise DateProblem(DateProblem.UNREAD)
    yield _of_month_only(side) if "h" in tokens else side


def _of_month_only(side: Side) -> Side:
    """ "First half of May": the number says which half, and the month is what is kept."""
    return replace(side, days=[])


def _period(first: Side, last: Side) -> Period:
    if first.year is None or last.year is None:
        raise DateProblem(DateProblem.NO_YEAR if first.days or first.month else DateProblem.UNREAD)
    if first.month is None or last.month is None:
        return _years(first, last)
    if not first.days and not last.days:
        start, end = month_period(first.year, first.month), month_period(last.year, last.month)
        return _in_order(start.earliest, end.latest, Precision.MONTH)
    if not first.days or not last.days:
        raise DateProblem(DateProblem.UNREAD)
    return _exact(first, last)


def _years(first: Side, last: Side) -> Period:
    if first.days or last.days or first.year is None or last.year is None:
        raise DateProblem(DateProblem.UNREAD)
    return _in_order(year_period(first.year).earliest, year_period(last.year).latest, Precision.YEAR)


def _exact(first: Side, last: Side) -> Period:
    """Days that follow each other; "12 and 14 May" would lose the 13th, or invent it."""
    is_list = first is last
    if any(two != one + 1 for one, two in pairwise(first.days)) or (not is_list and len(first.days + last.days) > 2):
        raise DateProblem(DateProblem.UNREAD)
    return _in_order(_day(first, first.days[0]), _day(last, last.days[-1]), Precision.DAY)


def _day(side: Side, number: int) -> date:
    assert side.year is not None
    assert side.month is not None
    try:
        return date(side.year, side.month, number)
    except ValueError as error:
        detail = f"{number:02}.{side.month:02}.{side.year}"
        raise DateProblem(DateProblem.NO_SUCH_DAY, detail=detail) from error


def _in_order(first: date | None, last: date | None, precision: Precision) -> Period:
    assert first is not None
    assert last is not None
    if last < first:
        raise DateProblem(DateProblem.ORDER)
    return Period(first, last, precision)


def _part_of_year(tokens: Sequence[str], year: int | None) -> Period:
    """ "Q2 2026", "first half of 2026"; several quarters are the months that they cover."""
    numbers = [int(token) for token in tokens if token.isdecimal()]
    years = [number for number in numbers if number in YEARS]
    parts = [number for number in numbers if number not in YEARS]
    most = QUARTERS if "q" in tokens else HALVES
    is_sound = {"q", "h"} - set(tokens) and len(years) <= 1 and all(1 <= part <= most for part in parts)
    if not is_sound or len(parts) not in {1, 2} or (len(parts) == 2) != ("-" in tokens or "&" in tokens):
        raise DateProblem(DateProblem.UNREAD)
    named = years[0] if years else year
    if named is None:
        raise DateProblem(DateProblem.NO_YEAR)
    of = quarter_period if "q" in tokens else half_year_period
    periods = [of(named, part) for part in parts]
    if len(parts) == 1:
        return periods[0]
    return _in_order(periods[0].earliest, periods[-1].latest, Precision.MONTH)
