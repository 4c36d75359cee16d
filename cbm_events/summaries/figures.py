"""The figures of an edition, out of the rows that it keeps: one statement in the database, folded into totals.

What is shown of them hangs on no other row of the portal, so that a figure and its list always agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.models import Count, Sum

from cbm_events.models import Status, SummaryRow, YearlySummary
from cbm_events.summaries.counting import NOT_STATED, OTHERS, SECRETARIAT
from cica_portal.common.audiences import Audience

Part = SummaryRow.Part
HEADINGS = ("dimension", "area", "organiser", "kind", "month", "mode", "city")
NOT_STATES = frozenset({SECRETARIAT, OTHERS, NOT_STATED})
STATUSES = frozenset(Status.values)


COLUMNS = (
    "part", "year", "month", "status", "why", "counted", "kind", "mode", "dimension", "area", "city", "body",
    "organisers", "moved", "outside_plan", "meeting",
)  # fmt: skip
Group = tuple[Any, ...]
Test = Callable[[Group], bool]
PLACE = {name: place for place, name in enumerate(COLUMNS)}


# That an event counts is what most cubes ask.
_is_counted: Test = itemgetter(PLACE["counted"])
_is_meeting: Test = itemgetter(PLACE["meeting"])


def _is_outside_plan(group: Group) -> bool:
    return group[PLACE["outside_plan"]] and group[PLACE["counted"]]


def _is_left_out(group: Group) -> bool:
    return not group[PLACE["counted"]]


def _is_moved(group: Group) -> bool:
    return group[PLACE["moved"]] and (group[PLACE["counted"]] or group[PLACE["why"]] in STATUSES)


@dataclass(frozen=True)
class Cube:
    """Groups of these parts under two or three columns."""

    name: str
    parts: tuple[str, ...]
    columns: tuple[str, ...]
    takes: Test | None = None


YEARS = (Part.EVENT.value, Part.EARLIER.value)
EVENT = (Part.EVENT.value,)
CUBES = (
    Cube("places", EVENT, ("dimension", "area", "organisers"), _is_counted),
    Cube("month", EVENT, ("dimension", "month"), _is_counted),
    Cube("kind", EVENT, ("dimension", "kind"), _is_counted),
    Cube("mode", EVENT, ("dimension", "mode"), _is_counted),
    Cube("city", EVENT, ("city", "part"), _is_counted),
    Cube("verdicts", EVENT, ("why", "status")),
    Cube("moved", EVENT, ("year", "part"), _is_moved),
    Cube("outside_plan", EVENT, ("year", "part"), _is_outside_plan),
    Cube("meetings", EVENT, ("body", "kind"), _is_meeting),
    Cube("years", YEARS, ("year", "why")),
    Cube("year_dimensions", YEARS, ("year", "dimension"), _is_counted),
    Cube("year_organisers", YEARS, ("year", "organisers"), _is_counted),
    Cube("earlier_areas", (Part.EARLIER.value,), ("area", "year"), _is_counted),
    Cube("decisions", (Part.DECISION.value,), ("body", "year")),
    Cube("documents", (Part.DOCUMENT.value,), ("status", "year")),
    Cube("plan", (Part.PLAN_LINE.value,), ("year", "status", "dimension"), _is_counted),
    Cube("plan_left_out", (Part.PLAN_LINE.value,), ("year", "why"), _is_left_out),
    Cube("counts", (Part.COUNT.value,), ("status", "part"), _is_counted),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One group of a cube: its values, how many rows, what they add to totals and to what was carried out."""

    values: tuple[str, ...]
    rows: int
    weight: int
    carried_out: int


Cells = Mapping[str, list[Cell]]


def figures_of(summary: YearlySummary) -> dict[str, Any]:
    """As stored with the edition; each mapping goes from a code to a count."""
    cells = read_cells(summary)
    figures = _open_figures(cells)
    return figures | _inner_figures(cells) if summary.audience == Audience.SECRETARIAT else figures


def _inner_figures(cells: Cells) -> dict[str, Any]:
    """Who was active and where it was quiet, for the Secretariat."""
    areas = _nested((cell.values[0], cell.values[1], cell.rows) for cell in cells["earlier_areas"])
    return {"organised": _organised(cells["places"]), "earlier_areas": areas}


def _open_figures(cells: Cells) -> dict[str, Any]:
    places = cells["places"]
    return {
        "held": sum(cell.weight for cell in places),
        "events": sum(cell.rows for cell in places),
        "organising_states": len(states_in(cell.values[2] for cell in places)),
        "counts": _counts(cells),
        "statuses": _tally((cell.values[1], cell.rows) for cell in cells["verdicts"] if _has_status(cell)),
        "left_out": _tally((cell.values[0], cell.rows) for cell in cells["verdicts"] if cell.values[0]),
        "moved": sum(cell.rows for cell in cells["moved"]),
        "outside_plan": sum(cell.rows for cell in cells["outside_plan"]),
        "outside_plan_years": {cell.values[0]: cell.rows for cell in cells["outside_plan"]},
        "by_dimension": _by_dimension(cells),
        "meetings": [[*cell.values, cell.rows] for cell in cells["meetings"]],
        "years": _years(cells),
        "decisions": _tally((cell.values[0], cell.rows) for cell in cells["decisions"]),
        "documents": _tally((cell.values[0], cell.rows) for cell in cells["documents"]),
        "plan": [[*cell.values, cell.rows, cell.weight, cell.carried_out] for cell in cells["plan"]],
        "plan_left_out": [[*cell.values, cell.rows] for cell in cells["plan_left_out"]],
        "participation": {cell.values[0]: [cell.rows, cell.weight] for cell in cells["counts"]},
    }


def read_cells(summary: YearlySummary) -> Cells:
    """The database counts the rows in one statement; its groups are folded into the cubes as they come."""
    found: dict[str, dict[Group, list[int]]] = {cube.name: {} for cube in CUBES}
    cubes = {part: [_folding(cube, found) for cube in CUBES if part in cube.parts] for part in Part.values}
    for group in _groups(summary):
        rows, weight, carried_out = group[-3:]
        for takes, key_of, cells in cubes[group[0]]:
            if takes is None or takes(group):
                key = key_of(group)
                cell = cells.get(key)
                if cell is None:
                    cells[key] = [rows, weight, carried_out]
                else:
                    cell[0] += rows
                    cell[1] += weight
                    cell[2] += carried_out
    return {name: _sorted(cells) for name, cells in found.items()}


def _groups(summary: YearlySummary) -> Iterator[Any]:
    rows = SummaryRow.objects.filter(summary=summary).order_by().values_list(*COLUMNS)
    counted = rows.annotate(rows=Count("pk"), added=Sum("weight"), done=Sum("carried_out"))
    return counted.iterator(chunk_size=5000)


def _folding(cube: Cube, found: dict[str, dict[Group, list[int]]]) -> tuple[Test | None, Callable[[Group], Group], Any]:
    return cube.takes, itemgetter(*(PLACE[name] for name in cube.columns)), found[cube.name]


def _sorted(cells: Mapping[Group, list[int]]) -> list[Cell]:
    return sorted(
        (Cell(tuple(map(str, key)), *numbers) for key, numbers in cells.items()), key=lambda cell: cell.values
    )


def _counts(cells: Cells) -> dict[str, dict[str, int]]:
    places = cells["places"]
    return {
        "dimension": _tally((cell.values[0], cell.weight) for cell in places),
        "area": _tally((cell.values[1], cell.weight) for cell in places),
        "organiser": _tally(_organisers(places)),
        "month": _tally((_month(cell.values[1]), cell.weight) for cell in cells["month"]),
        "kind": _tally((cell.values[1], cell.weight) for cell in cells["kind"]),
        "mode": _tally((cell.values[1], cell.weight) for cell in cells["mode"]),
        "city": _tally((cell.values[0], cell.weight) for cell in cells["city"]),
    }


def _by_dimension(cells: Cells) -> dict[str, dict[str, dict[str, int]]]:
    """What the chapter of each dimension says: by area, organiser, kind, mode and month."""
    codes = sorted({cell.values[0] for cell in cells["places"]})
    return {
        code: {
            "area": _tally((cell.values[1], cell.weight) for cell in _in(code, cells["places"])),
            "organiser": _tally(_organisers(_in(code, cells["places"]))),
            "month": _tally((_month(cell.values[1]), cell.weight) for cell in _in(code, cells["month"])),
            "kind": _tally((cell.values[1], cell.weight) for cell in _in(code, cells["kind"])),
            "mode": _tally((cell.values[1], cell.weight) for cell in _in(code, cells["mode"])),
        }
        for code in codes
    }


def _organised(places: Iterable[Cell]) -> dict[str, dict[str, int]]:
    """By dimension or area, how many of its events each state organised."""
    found: dict[str, Counter[str]] = {}
    for cell in places:
        for subject in cell.values[:2]:
            found.setdefault(subject, Counter()).update(dict.fromkeys(cell.values[2].split(), cell.rows))
    found.pop(NOT_STATED, None)
    return {subject: dict(sorted(counter.items())) for subject, counter in sorted(found.items())}


def _years(cells: Cells) -> dict[str, dict[str, Any]]:
    """Each year of the edition, and the earlier ones beside it; "0" is the events whose year is not known."""
    found: dict[str, dict[str, Any]] = {}
    for cell in cells["years"]:
        year, why = cell.values
        of_year = found.setdefault(year, {"held": 0, "statuses": {}, "dimension": {}, "states": 0})
        if not why:
            of_year["held"] += cell.weight
        elif why in STATUSES:
            of_year["statuses"][why] = of_year["statuses"].get(why, 0) + cell.rows
    for cell in cells["year_dimensions"]:
        by_dimension = found[cell.values[0]]["dimension"]
        by_dimension[cell.values[1]] = by_dimension.get(cell.values[1], 0) + cell.weight
    organisers: dict[str, list[str]] = {}
    for cell in cells["year_organisers"]:
        organisers.setdefault(cell.values[0], []).append(cell.values[1])
    for year, codes in organisers.items():
        found[year]["states"] = len(states_in(codes))
    return found


def _organisers(cells: Iterable[Cell]) -> Iterator[tuple[str, int]]:
    """An event stands once with each of its organisers, whatever it adds to the total."""
    for cell in cells:
        for code in cell.values[2].split():
            yield code, cell.rows


def states_in(organisers: Iterable[str]) -> set[str]:
    return {code for codes in organisers for code in codes.split()} - NOT_STATES


def _in(dimension: str, cells: Iterable[Cell]) -> Iterator[Cell]:
    return (cell for cell in cells if cell.values[0] == dimension)


def _has_status(cell: Cell) -> bool:
    """Events of the period that are held and counted, or not held."""
    why, status = cell.values
    return not why or why == status


def _month(number: str) -> str:
    return NOT_STATED if number == "0" else number


def _tally(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    counter: Counter[str] = Counter()
    for code, number in pairs:
        counter[code] += number
    return dict(sorted(counter.items()))


def _nested(triples: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for outer, inner, number in triples:
        found.setdefault(outer, {})[inner] = number
    return found
