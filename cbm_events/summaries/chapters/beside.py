"""Participants with the source of each count, plans, meetings, decisions, coordinators and quiet areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cbm_events.models import LineOutcome, SummaryRow
from cbm_events.summaries.chapters.reading import MOST_EVENTS, Reading, table
from cbm_events.summaries.citations import exactness_words
from cbm_events.summaries.contents import Chapter, Figure, FigureRow, FigureTable, TextTable
from cbm_events.summaries.counting import NOT_STATED
from cbm_events.summaries.cuts import cut_of, rows_behind
from cbm_events.summaries.rows import Part
from cica_portal.common.date_words import day_words, page_language
from cica_portal.common.text import pick
from members.terms import say_attested, say_term

ADDED = ("persons", "member_states", "countries", "attended")


def participation(read: Reading) -> Chapter:
    counts = read.figures.get("participation", {})
    names = read.names.all("count_status")
    rows = [
        FigureRow(
            names[metric],
            (Figure(counts[metric][0], cut_of(part=Part.COUNT, status=metric)), Figure(counts[metric][1])),
            key=metric,
        )
        for metric in ADDED
        if metric in counts
    ]
    note = _(
        "Added up over the events that have a count. Of several counts of one event an exact one is taken before "
        "others, and of these the lowest; what was expected beforehand, or is of one group only, is not added."
    )
    columns = (_("Counted"), _("Events with a count"), _("Sum of the counts"))
    tables = [table("participation", _("Participants"), columns, rows, note=note)]
    return read.chapter("participation", _("Participants"), tables, texts=[sources_of_counts(read)])


def sources_of_counts(read: Reading) -> TextTable:
    cut = cut_of(part=Part.COUNT)
    rows = tuple(count_words(read, row) for row in rows_behind(read.edition, cut)[:MOST_EVENTS])
    columns = (_("Event"), _("Counted"), _("Count"), _("Added"), _("Source"))
    return TextTable("counts", _("Each count, with its source"), "", columns, rows, cut)


def count_words(read: Reading, row: SummaryRow) -> tuple[str, ...]:
    facts = row.facts
    value = exactness_words(facts["exactness"], str(facts["value"]))
    detail = pick(page_language(), facts.get("detail_en", ""), facts.get("detail_ru", ""))[0]
    return (
        read.event_named(row),
        read.names.of("count_status", row.status),
        f"{value} ({detail})" if detail else value,
        _("yes") if row.counted else read.names.of("count_why", row.why),
        facts["source"] or _("Recorded here, state by state"),
    )


def plan(read: Reading) -> Chapter:
    cells = read.figures.get("plan", [])
    partial = read.figures.get("partial_plans", [])
    note = _("Not all lines of the plan are known here.") if partial else ""
    years = sorted({cell[0] for cell in cells})
    columns = (_("Plan of"), _("Planned"), _("Carried out"), _("Held outside the plan"))
    tables = [
        table("plan", _("Planned and carried out"), columns, [_plan_row(read, year) for year in years], note=note),
        table("plan_outcomes", _("What became of the lines"), (_("Outcome"), _("Lines")), _outcome_rows(read)),
        table(
            "plan_dimensions", _("The plan by dimensions"), (_("Dimension"), _("Planned"), _("Carried out")),
            _plan_dimension_rows(read), chart="bars",
        ),
    ]  # fmt: skip
    return read.chapter("plan", _("The plan and what became of it"), tables, texts=[plan_lines(read)])


def _plan_row(read: Reading, year: str) -> FigureRow:
    cells = [cell for cell in read.figures["plan"] if cell[0] == year]
    cut = {"part": Part.PLAN_LINE, "year": year}
    return FigureRow(
        year,
        (
            Figure(sum(cell[4] for cell in cells), cut_of(**cut)),
            Figure(sum(cell[5] for cell in cells), cut_of(**cut, carried_out=True)),
            Figure(_outside(read, year), cut_of(part=Part.EVENT, year=year, outside_plan=True)),
        ),
        key=year,
    )


def _outside(read: Reading, year: str) -> int:
    by_year: dict[str, int] = read.figures.get("outside_plan_years", {})
    return by_year.get(year, 0)


def _outcome_rows(read: Reading) -> Iterator[FigureRow]:
    counts: Counter[str] = Counter()
    for _year, outcome, _dimension, lines, _planned, _done in read.figures.get("plan", []):
        counts[outcome] += lines
    for value in LineOutcome:
        if counts[value]:
            figure = Figure(counts[value], cut_of(part=Part.PLAN_LINE, status=value))
            yield FigureRow(str(value.label), (figure,), key=value.value)


def _plan_dimension_rows(read: Reading) -> Iterator[FigureRow]:
    cells = read.figures.get("plan", [])
    for code in [*read.names.all("dimension"), NOT_STATED]:
        mine = [cell for cell in cells if cell[2] == code]
        if mine:
            cut = {"part": Part.PLAN_LINE, "dimension": code}
            planned = Figure(sum(cell[4] for cell in mine), cut_of(**cut))
            done = Figure(sum(cell[5] for cell in mine), cut_of(**cut, carried_out=True))
            yield FigureRow(read.names.of("dimension", code), (planned, done), key=code)


def plan_lines(read: Reading) -> TextTable:
    cut = cut_of(part=Part.PLAN_LINE)
    rows = tuple(plan_line_words(read, row) for row in rows_behind(read.edition, cut)[:MOST_EVENTS])
    return TextTable("plan_lines", _("Line by line"), "", (_("No."), _("Planned"), _("By"), _("Outcome")), rows, cut)


def plan_line_words(read: Reading, row: SummaryRow) -> tuple[str, ...]:
    number = str(row.facts["number"] or "–")
    return (
        number if read.edition.is_one_year else f"{row.year}/{number}",
        named(row.facts, "title"),
        named(row.facts, "organisers"),
        read.names.of("plan_line_status", row.status),
    )


def bodies(read: Reading) -> Chapter:
    rows = [
        FigureRow(
            read.names.of("body", body) or read.names.of("kind", kind),
            (Figure(number, cut_of(part=Part.EVENT, meeting=True, body=body, kind=kind)),),
            key=body,
        )
        for body, kind, number in read.figures.get("meetings", [])
    ]
    note = _("Summits, ministerial meetings, meetings of committees and working groups, and sessions of councils.")
    tables = [table("meetings", _("Meetings held"), (_("Body"), _("Meetings")), rows, note=note)]
    cut = cut_of(part=Part.EVENT, meeting=True)
    return read.chapter("bodies", _("Councils and governing bodies"), tables, cut=cut if rows else "")


def decisions(read: Reading) -> Chapter:
    tables = [
        table("decisions", _("Decisions by body"), (_("Body"), _("Decisions")), _decision_rows(read)),
        table("documents", _("Documents of events"), (_("What was done"), _("Documents")), _document_rows(read)),
    ]
    texts = [
        _adopted(read, "decision_list", _("Decisions"), Part.DECISION),
        _adopted(read, "document_list", _("Documents of events"), Part.DOCUMENT),
    ]
    return read.chapter("decisions", _("Decisions and documents adopted"), tables, texts=texts)


def _decision_rows(read: Reading) -> Iterator[FigureRow]:
    for body, number in read.figures.get("decisions", {}).items():
        yield FigureRow(read.names.of("body", body), (Figure(number, cut_of(part=Part.DECISION, body=body)),), key=body)


def _document_rows(read: Reading) -> Iterator[FigureRow]:
    for verb, number in read.figures.get("documents", {}).items():
        figure = Figure(number, cut_of(part=Part.DOCUMENT, status=verb))
        yield FigureRow(read.names.of("document_status", verb), (figure,), key=verb)


def _adopted(read: Reading, key: str, title: str, part: str) -> TextTable:
    cut = cut_of(part=part)
    rows = tuple(adopted_words(read, row) for row in rows_behind(read.edition, cut)[:MOST_EVENTS])
    return TextTable(key, title, "", (_("On"), _("Title"), _("At")), rows, cut)


def adopted_words(read: Reading, row: SummaryRow) -> tuple[str, ...]:
    day = day_words(date.fromisoformat(row.facts["on"]), page_language())
    if row.part == Part.DECISION:
        return (day, named(row.facts, "title"), named(row.facts, "meeting"))
    is_withdrawn = row.facts["event"] in read.withdrawn
    title = "" if is_withdrawn else named(row.facts, "title")
    return (day, title or _("A document"), read.event_named(row))


def coordinators(read: Reading) -> Chapter:
    """Secretariat only: what each coordinator did in its subject, and where nothing happened."""
    duties = list(rows_behind(read.edition, cut_of(part=Part.DUTY)))
    tables = [_activity(read, duties), _quiet(read, duties)]
    texts = [_terms(read, duties)]
    return read.chapter("coordinators", _("Coordinators and quiet areas"), tables, texts=texts)


def _activity(read: Reading, duties: list[SummaryRow]) -> FigureTable:
    columns = (_("Coordinator"), _("Organised by it"), _("All in the subject"))
    note = _("For the Secretariat only. An event counts with a coordinator that is among its organisers.")
    rows = [
        FigureRow(
            f"{_state(read, duty)}: {_subject(read, duty)}", tuple(_activity_figures(read, duty)), key=_code(duty)
        )
        for duty in duties
    ]
    return table("coordinators", _("Activity of coordinators"), columns, rows, note=note)


def _activity_figures(read: Reading, duty: SummaryRow) -> Iterator[Figure]:
    heading, code = _heading(duty)
    cut: dict[str, Any] = {"part": Part.EVENT, heading: code}
    own = read.figures.get("organised", {}).get(code, {}).get(_code(duty), 0)
    yield Figure(own, cut_of(**cut, organiser=_code(duty)) if own else "")
    every = read.counts(heading).get(code, 0)
    yield Figure(every, cut_of(**cut) if every else "")


def _quiet(read: Reading, duties: list[SummaryRow]) -> FigureTable:
    """Priority areas without an event that was held, and what the years before had."""
    held, earlier = read.counts("area"), read.figures.get("earlier_areas", {})
    years = [str(year) for year in read.figures.get("compared", [])]
    coordinated: dict[str, list[str]] = {}
    for duty in duties:
        coordinated.setdefault(_heading(duty)[1], []).append(_state(read, duty))
    rows = [
        FigureRow(
            _with_coordinators(name, coordinated.get(code, [])),
            tuple(_earlier(code, year, earlier.get(code, {}).get(year, 0)) for year in years) or (Figure(0),),
            key=code,
        )
        for code, name in read.names.all("area").items()
        if not held.get(code) and code in read.figures.get("active_areas", [])
    ]
    columns = (_("Priority area without an event"), *(years or [_("Held")]))
    return table("quiet", _("Quiet areas"), columns, rows, note=_("For the Secretariat only."))


def _earlier(code: str, year: str, number: int) -> Figure:
    return Figure(number, cut_of(part=Part.EARLIER, area=code, year=year) if number else "")


def _with_coordinators(name: str, states: list[str]) -> str:
    return f"{name} ({', '.join(sorted(states))})" if states else name


def _terms(read: Reading, duties: list[SummaryRow]) -> TextTable:
    rows = tuple(duty_words(read, duty) for duty in duties)
    columns = (_("State"), _("Subject"), _("Role"), _("Term"))
    return TextTable("duties", _("Coordinators and their terms"), "", columns, rows, cut_of(part=Part.DUTY))


def duty_words(read: Reading, duty: SummaryRow) -> tuple[str, ...]:
    role = read.names.of("duty_status", duty.status)
    return (_state(read, duty), _subject(read, duty), role, _term(duty.facts))


def _term(facts: dict[str, Any]) -> str:
    """Without a term "attested", never "current"."""
    starts, ends = (date.fromisoformat(facts[name]) if facts[name] else None for name in ("starts_on", "ends_on"))
    attested = ", ".join(say_attested(text) for text in facts["attested"])
    return say_term(starts, ends) or (_("attested %(times)s") % {"times": attested} if attested else "")


def _heading(duty: SummaryRow) -> tuple[str, str]:
    return ("area", duty.area) if duty.area else ("dimension", duty.dimension)


def _code(duty: SummaryRow) -> str:
    return duty.organisers.strip()


def _state(read: Reading, duty: SummaryRow) -> str:
    return read.names.of("organiser", _code(duty))


def _subject(read: Reading, duty: SummaryRow) -> str:
    return read.names.of(*_heading(duty))


def named(facts: dict[str, Any], name: str) -> str:
    """A title that the edition keeps in both languages."""
    return pick(page_language(), facts.get(f"{name}_en", ""), facts.get(f"{name}_ru", ""))[0]
