"""What was held, by whom, where and when; by dimension; beside earlier years; and what was left out."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cbm_events.models import Status
from cbm_events.summaries.chapters.reading import Reading, held_column, table
from cbm_events.summaries.contents import Chapter, Chart, Figure, FigureRow, FigureTable
from cbm_events.summaries.counting import NOT_STATED
from cbm_events.summaries.cuts import HELD, OF_STATES, cut_of
from cbm_events.summaries.rows import Part
from cbm_events.summaries.wording import WHY

NUMBER = (Status.CONFIRMED, Status.PLANNED, Status.PROPOSED, Status.POSTPONED, Status.CANCELLED)


def overview(read: Reading) -> Chapter:
    return read.chapter("overview", _("Main figures"), [main_figures(read), by_dimension(read), by_month(read)])


def main_figures(read: Reading) -> FigureTable:
    return table(
        "main", _("Events of the period"), (_("Figure"), pgettext("count", "Number")), _main_rows(read),
        note=_("Moved events gave up a date that was announced; one that only became more exact was not moved."),
    )  # fmt: skip


def _main_rows(read: Reading) -> Iterator[FigureRow]:
    figures, statuses = read.figures, read.figures.get("statuses", {})
    yield FigureRow(_("Events held"), (Figure(figures.get("held", 0), HELD),), key="held")
    if figures.get("events", 0) not in {0, figures.get("held", 0)}:
        yield FigureRow(
            _("Different events among them"), (Figure(figures["events"], f"{HELD}&distinct=1"),), key="events"
        )
    for status in NUMBER:
        if status in statuses:
            cut = cut_of(part=Part.EVENT, status=status)
            yield FigureRow(read.names.of("status", status), (Figure(statuses[status], cut),), key=status)
    moved = figures.get("moved", 0)
    yield FigureRow(
        _("Moved to other dates"), (Figure(moved, cut_of(part=Part.EVENT, moved=True) if moved else ""),), key="moved"
    )
    if figures.get("plan"):
        outside = figures.get("outside_plan", 0)
        cut = cut_of(part=Part.EVENT, outside_plan=True) if outside else ""
        yield FigureRow(_("Held outside the plan"), (Figure(outside, cut),), key="outside_plan")
    organising = Figure(figures.get("organising_states", 0), OF_STATES)
    yield FigureRow(_("Organising member states"), (organising,), key="organising_states")


def by_dimension(read: Reading) -> FigureTable:
    counts = read.counts("dimension")
    return table(
        "dimension", _("Dimensions"), held_column(_("Dimension")),
        [*read.lines("dimension", counts), total(read)], note=stated_note(), chart="bars",
    )  # fmt: skip


def by_month(read: Reading) -> FigureTable:
    counts = read.counts("month")
    note = _("An event stands in the month in which it began, if that is known.")
    rows = [*read.lines("month", counts), total(read)]
    return table("month", _("Months"), held_column(_("Month")), rows, note=note, chart="columns")


def total(read: Reading) -> FigureRow:
    return FigureRow(_("All events held"), (Figure(read.figures.get("held", 0), HELD),), is_total=True)


def organisation(read: Reading) -> Chapter:
    joint = _("An event of several organisers stands with each of them. Who only assists does not organise.")
    tables = [
        by_heading(read, "organiser", _("Organisers"), _("Organiser"), note=joint, chart="bars"),
        by_heading(read, "kind", _("Kinds of event"), _("Kind"), chart="bars"),
        by_heading(read, "mode", _("Format"), _("Format"), note=stated_note()),
        by_heading(read, "city", _("Host cities"), _("City"), note=_("Online events have no city.")),
        by_heading(read, "area", _("Priority areas"), _("Priority area")),
    ]
    return read.chapter("organisation", _("Who held them, and where"), tables)


def by_heading(
    read: Reading, heading: str, title: str, column: str, *, note: str = "", chart: Chart = ""
) -> FigureTable:
    rows = read.lines(heading, read.counts(heading))
    return table(heading, title, held_column(column), rows, note=note, chart=chart)


def stated_note() -> str:
    return _("Where the source does not state it, the event stands under “Not stated”.")


def of_dimension(read: Reading, code: str) -> Chapter:
    counts = read.figures.get("by_dimension", {}).get(code, {})
    titles = {"area": _("Priority areas"), "organiser": _("Organisers"), "kind": _("Kinds of event")}
    tables = [
        table(f"{heading}_{code.lower()}", title, held_column(title), _of_dimension(read, code, heading, counts))
        for heading, title in titles.items()
    ]
    cut = cut_of(part=Part.EVENT, dimension=code)
    return read.chapter(code, dimension_title(read, code), tables, cut=cut)


def dimension_title(read: Reading, code: str) -> str:
    return _("Dimension not stated") if code == NOT_STATED else read.names.of("dimension", code)


def _of_dimension(read: Reading, code: str, heading: str, counts: dict[str, dict[str, int]]) -> Iterator[FigureRow]:
    return read.lines(heading, counts.get(heading, {}), dimension=code)


def comparison(read: Reading) -> Chapter:
    """Year by year: the years of the edition, or those before its single one."""
    codes = read.dimensions
    headings = [read.names.of("dimension", code) if code == NOT_STATED else code for code in codes]
    rows = [_year_row(read, year, codes) for year in _years(read)]
    columns = (_("Year"), *headings)
    main = (_("Year"), _("Held"), _("Cancelled"), _("Postponed"), _("Organising states"))
    tables = [
        table("years", _("Year by year"), main, [_main_year_row(read, year) for year in _years(read)], chart="columns"),
        table("year_dimensions", _("Dimensions by years"), columns, rows, chart="stacked"),
    ]
    return read.chapter("comparison", _("Beside other years"), [one for one in tables if len(one.rows) > 1])


def _years(read: Reading) -> list[str]:
    years = [*map(str, read.figures.get("compared", [])), *map(str, read.edition.years)]
    known = read.figures.get("years", {})
    unknown = ["0"] if known.get("0", {}).get("held") else []
    first = next((place for place, year in enumerate(years) if known.get(year, {}).get("held")), len(years) - 1)
    return [*years[first:], *unknown]


def _cut(read: Reading, year: str, **values: str | bool) -> str:
    part = Part.EARLIER if int(year) in read.figures.get("compared", []) else Part.EVENT
    return cut_of(part=part, year=year, **values)


def _figure(number: int, cut: str) -> Figure:
    return Figure(number, cut if number else "")


def _main_year_row(read: Reading, year: str) -> FigureRow:
    known = read.figures.get("years", {}).get(year, {})
    statuses = known.get("statuses", {})
    return FigureRow(
        year if year != "0" else _("Year not known"),
        (
            _figure(known.get("held", 0), _cut(read, year)),
            *(
                _figure(statuses.get(status, 0), _cut(read, year, status=status))
                for status in (Status.CANCELLED.value, Status.POSTPONED.value)
            ),
            _figure(known.get("states", 0), _cut(read, year, states=True)),
        ),
        key=year,
    )


def _year_row(read: Reading, year: str, codes: list[str]) -> FigureRow:
    counts = read.figures.get("years", {}).get(year, {}).get("dimension", {})
    figures = tuple(_figure(counts.get(code, 0), _cut(read, year, dimension=code)) for code in codes)
    return FigureRow(year if year != "0" else _("Year not known"), figures, key=year)


def left_out(read: Reading) -> Chapter:
    counts = read.figures.get("left_out", {})
    rows = [
        FigureRow(f"{words.title}. {words.rule}", (Figure(counts[why], cut_of(part=Part.EVENT, why=why)),), key=why)
        for why, words in WHY.items()
        if why in counts
    ]
    heading = (_("Events, and why they were left out"), pgettext("count", "Number"))
    return read.chapter("left_out", _("What was left out, and why"), [table("left_out", _("Left out"), heading, rows)])
