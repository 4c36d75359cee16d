"""Dates in digits: 2026-05-12, 12.05.2026, 12–14.05.2026, 05/2026, 2025–26."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from cica_portal.common.date_reading.problems import DateProblem, DayOrder
from cica_portal.common.fuzzy import Period, Precision, month_period, year_period

Triple = tuple[str, str, str]
Span = tuple[date, date]

AROUND = re.compile(r"^(?:с|со|from)\s+|\s*\b(?:гг?|года?)\b\.?")
CLOCK = r"(?:[t ]\d{1,2}:\d{2}(?::\d{2})?)?"
THREE = rf"(\d{{1,4}}[-./]\d{{1,2}}[-./]\d{{1,4}}){CLOCK}"
ONE, PAIR = re.compile(THREE), re.compile(rf"{THREE}\s*(?:-|/|\bto\b|\bпо\b|\bдо\b)\s*{THREE}")
SHARED_MONTH = re.compile(r"(\d{1,2})\s?-\s?(\d{1,2}([./])\d{1,2}\3\d{2,4})")
SHARED_YEAR = re.compile(r"(\d{1,2}([./])\d{1,2})\.?\s?-\s?(\d{1,2}\2\d{1,2}\2(\d{2,4}))")
MONTH = re.compile(r"(\d{1,2})[./-](\d{4})|(\d{4})[./-](\d{1,2})")
PARTS = re.compile(r"(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})")
FULL_YEAR, SHORT_YEAR = 4, 2
THIS_CENTURY = 2000
MONTHS = 12


def read_digits(text: str, order: DayOrder | None) -> Period | None:
    """The period of a plain text; None when it is not written in digits alone. Raises DateProblem."""
    text = AROUND.sub("", text).strip()
    if found := MONTH.fullmatch(text):
        return _month_or_years(found[1] or found[4], found[2] or found[3], text)
    edges = _edges(text)
    return _days(edges, order, text) if edges else None


def _edges(text: str) -> tuple[str, str] | None:
    """The first and the last day, each written in full."""
    if found := ONE.fullmatch(text):
        return found[1], found[1]
    if found := PAIR.fullmatch(text):
        return found[1], found[2]
    if found := SHARED_MONTH.fullmatch(text):
        rest = found[2][found[2].index(found[3]) :]
        return found[1] + rest, found[2]
    if found := SHARED_YEAR.fullmatch(text):
        return f"{found[1]}{found[2]}{found[4]}", found[3]
    return None


def _month_or_years(number: str, year: str, text: str) -> Period:
    """ "2026-05" is May; "2025-26" are two years."""
    if 1 <= int(number) <= MONTHS:
        return month_period(int(year), int(number))
    if text.startswith(year) and int(number) == (int(year) + 1) % 100:
        return Period(date(int(year), 1, 1), year_period(int(year) + 1).latest, Precision.YEAR)
    raise DateProblem(DateProblem.NO_SUCH_DAY, detail=text)


def _days(edges: tuple[str, str], order: DayOrder | None, text: str) -> Period:
    parts = [_parts(edge) for edge in edges]
    orders = list(DayOrder) if order is None else [order]
    spans = list(dict.fromkeys(span for one in orders for span in _spans(parts, one)))
    if not spans:
        raise DateProblem(DateProblem.NO_SUCH_DAY, detail=text)
    readings = [Period(first, last, Precision.DAY) for first, last in spans]
    forwards = [period for period, (first, last) in zip(readings, spans, strict=True) if first <= last]
    if not forwards:
        raise DateProblem(DateProblem.ORDER, detail=text)
    if len(forwards) > 1:
        raise DateProblem(DateProblem.AMBIGUOUS, readings=forwards)
    return forwards[0]


def _parts(text: str) -> tuple[str, Triple]:
    found = PARTS.fullmatch(text)
    if found is None:
        raise DateProblem(DateProblem.UNREAD, detail=text)
    return found[2], (found[1], found[3], found[4])


def _spans(parts: Iterable[tuple[str, Triple]], order: DayOrder) -> Iterator[Span]:
    """The days as this order reads them, if there are such days. Between full stops the day always stands first."""
    try:
        first, last = (_day(triple, DayOrder.DAY_FIRST if mark == "." else order) for mark, triple in parts)
    except ValueError as error:
        if isinstance(error, DateProblem):
            raise
        return
    yield first, last


def _day(triple: Triple, order: DayOrder) -> date:
    one, two, three = triple
    if len(one) == FULL_YEAR:
        return date(int(one), int(two), int(three))
    if len(one) > SHORT_YEAR or len(three) not in {SHORT_YEAR, FULL_YEAR}:
        raise DateProblem(DateProblem.UNREAD, detail="-".join(triple))
    year = int(three) + (THIS_CENTURY if len(three) == SHORT_YEAR else 0)
    day, month = (one, two) if order == DayOrder.DAY_FIRST else (two, one)
    return date(year, int(month), int(day))
