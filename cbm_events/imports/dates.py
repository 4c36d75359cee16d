"""The dates of a row: in words, in two columns, or both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from cbm_events.imports.drafts import Context, Draft
from cbm_events.imports.problems import period_as_json
from cbm_events.imports.tables import Cell, is_blank, text_of
from cbm_events.models.contents import FIRST_YEAR, LAST_YEAR
from cica_portal.common.date_reading import DateProblem, day_of_serial, read_period
from cica_portal.common.fuzzy import Period, Precision, year_period

EDGES = ("earliest", "latest")
CLOCK = re.compile(r"(\d{1,2})(?:[:.hч](\d{2}))?(?::\d{2})?")
DIGITS = re.compile(r"\d{5}")


def read_dates(cells: Mapping[str, Cell], draft: Draft, context: Context) -> None:
    """Everything that the row says of its days."""
    if "dates" in cells and not is_blank(cells["dates"]):
        period = read_cell("dates", cells["dates"], draft, context)
        if period:
            draft.periods.append(period)
            draft.date_text = text_of(cells["dates"])
    if any(not is_blank(cells.get(name)) for name in EDGES):
        period = _read_edges(cells, draft, context)
        if period:
            draft.periods.append(period)


def _read_edges(cells: Mapping[str, Cell], draft: Draft, context: Context) -> Period | None:
    first, last = (
        read_cell(name, cells[name], draft, context) if not is_blank(cells.get(name)) else None for name in EDGES
    )
    first = first or last
    last = last or first
    if first is None or last is None or any(problem.target in EDGES for problem in draft.problems):
        return None
    precision = _precision(cells.get("precision"), draft, context) or first.precision
    if first.earliest is None or last.latest is None:
        return Period(None, None, Precision.UNKNOWN)
    if last.latest < first.earliest:
        draft.refuse("order", "latest", text_of(cells["latest"]))
        return None
    return Period(first.earliest, last.latest, precision)


def _precision(cell: Cell, draft: Draft, context: Context) -> Precision | None:
    if is_blank(cell):
        return None
    found = context.names.precisions.find(text_of(cell))
    if found is None:
        draft.refuse("unknown", "precision", text_of(cell))
        return None
    return Precision(found)


def read_cell(target: str, cell: Cell, draft: Draft, context: Context) -> Period | None:
    """The period in one cell, or a problem of the row."""
    text = text_of(cell)
    if isinstance(cell, int | float) or DIGITS.fullmatch(text):
        return _of_number(target, float(text), draft)
    try:
        return read_period(text, order=context.options.order, year=context.options.year)
    except DateProblem as problem:
        params: dict[str, Any] = dict(zip(("first", "second"), map(period_as_json, problem.readings), strict=False))
        if problem.code == DateProblem.NO_SUCH_DAY:
            params["detail"] = problem.detail or text
        draft.refuse(problem.code, target, text, **params)
        return None


def _of_number(target: str, number: float, draft: Draft) -> Period | None:
    """A year, or a day as spreadsheets count days."""
    if FIRST_YEAR <= number <= LAST_YEAR and number == int(number):
        return year_period(int(number))
    day = day_of_serial(number)
    if day is None:
        draft.refuse("unread", target, f"{number:g}")
        return None
    period = Period(day, day, Precision.DAY)
    draft.note("serial", target, f"{number:g}", meaning=period_as_json(period))
    return period


def read_day(target: str, cell: Cell, draft: Draft, context: Context) -> None:
    """A deadline: one day, or none."""
    if is_blank(cell):
        draft.values[target] = None
        return
    period = read_cell(target, cell, draft, context)
    if period and (period.precision != Precision.DAY or period.earliest != period.latest):
        draft.refuse("unread", target, text_of(cell))
    elif period and period.earliest:
        draft.values[target] = period.earliest.isoformat()


def read_clock(target: str, cell: Cell, draft: Draft) -> None:
    text = text_of(cell)
    if not text:
        draft.values[target] = None
        return
    found = CLOCK.fullmatch(text)
    try:
        draft.values[target] = time(int(found[1]), int(found[2] or 0)).isoformat() if found else None
    except ValueError:
        found = None
    if found is None:
        draft.refuse("clock", target, text)


def settle(draft: Draft, stored: Period | None) -> Period | None:
    """The dates that are meant: of two that differ, the one that is not what is stored already."""
    different = list(dict.fromkeys(draft.periods))
    if len(different) == 2 and stored in different:
        different.remove(stored)
    if len(different) == 2:
        said, days = (period_as_json(period) for period in different)
        draft.refuse("dates_differ", "dates", draft.date_text, said=said, days=days)
        return None
    return different[0] if different else None


def as_values(period: Period) -> dict[str, str | None]:
    """As history keeps them."""
    return {"earliest": _iso(period.earliest), "latest": _iso(period.latest), "precision": str(period.precision)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
