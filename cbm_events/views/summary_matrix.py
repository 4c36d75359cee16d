"""Figure 1 of a year's summary: dimensions by months, one mark an event while they can be told apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cbm_events.models import Status, SummaryRow, YearlySummary
from cbm_events.summaries.counting import NOT_STATED
from cbm_events.summaries.rows import facts_from
from cbm_events.summaries.withdrawals import withdrawn_from
from cbm_events.summaries.wording import Names, title_of
from cica_portal.common.date_words import month_name, page_language

MOST_MARKS = 60
MONTHS = tuple(range(1, 13))
COLUMNS = (*MONTHS, 0)


@dataclass(frozen=True)
class Mark:
    status: str
    label: str
    title: str
    language: str


@dataclass(frozen=True)
class MatrixRow:
    """`numbers` are the events held, by the column; `cells` the marks, if there are any."""

    key: str
    code: str
    name: str
    cells: Sequence[Sequence[Mark]]
    numbers: Sequence[int]
    held: int

    @property
    def all(self) -> int:
        return sum(map(len, self.cells)) or self.held


@dataclass(frozen=True)
class Matrix:
    """`draws_marks`: with more events than marks can show, the cells print numbers."""

    months: Sequence[str]
    rows: Sequence[MatrixRow]
    totals: Sequence[int]
    draws_marks: bool
    statuses: Sequence[tuple[str, str]]


def matrix_of(edition: YearlySummary, names: Names) -> Matrix:
    """Held events and, as other marks, those planned, postponed or cancelled; as numbers only the held ones."""
    marks = dict(_marks(edition, names)) if _is_small(edition) else {}
    by_dimension = edition.figures.get("by_dimension", {})
    codes = list(names.all("dimension"))
    codes += [NOT_STATED] if NOT_STATED in by_dimension or any(code == NOT_STATED for code, _ in marks) else []
    rows = [_row(code, names, by_dimension.get(code, {}).get("month", {}), marks) for code in codes]
    totals = [sum(_number(row, place, bool(marks)) for row in rows) for place in range(len(COLUMNS))]
    months = [month_name(date(2000, month, 1), page_language(), width="LLL") for month in MONTHS]
    return Matrix(months, rows, totals, bool(marks), _legend(edition, names))


def _number(row: MatrixRow, place: int, draws_marks: bool) -> int:
    return len(row.cells[place]) if draws_marks else row.numbers[place]


def _is_small(edition: YearlySummary) -> bool:
    return sum(edition.figures.get("statuses", {}).values()) <= MOST_MARKS


def _marks(edition: YearlySummary, names: Names) -> Iterator[tuple[tuple[str, int], list[Mark]]]:
    found: dict[tuple[str, int], list[Mark]] = {}
    withdrawn = withdrawn_from(edition)
    rows = edition.rows.filter(part=SummaryRow.Part.EVENT).order_by("id")
    for row in rows:
        if row.counted or row.why in Status.values:
            title, language = title_of(facts_from(row.subject_id, row.facts))
            if row.subject_id in withdrawn:
                title, language = _("Event withdrawn from view"), page_language()
            mark = Mark(row.status, names.of("status", row.status), title, language)
            found.setdefault((row.dimension, row.month), []).append(mark)
    yield from found.items()


def _row(code: str, names: Names, months: Mapping[str, int], marks: Mapping[tuple[str, int], list[Mark]]) -> MatrixRow:
    numbers = [months.get(str(month) if month else NOT_STATED, 0) for month in COLUMNS]
    key = "" if code == NOT_STATED else code.lower()
    cells = [marks.get((code, month), []) for month in COLUMNS]
    return MatrixRow(key, code, names.of("dimension", code), cells, numbers, sum(numbers))


def _legend(edition: YearlySummary, names: Names) -> list[tuple[str, str]]:
    found = edition.figures.get("statuses", {})
    return [(code, name) for code, name in names.all("status").items() if code in found]
