"""How a line of a plan and what became of it are put into words, on pages and on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cbm_events.models import Event, LineOutcome, Mode, Plan, PlanVersion, Status
from cbm_events.plans.comparing import Line
from cbm_events.plans.implementation import Totals
from cbm_events.plans.rows import OtherLine, Row
from cbm_events.plans.texts import place_words
from cica_portal.common.audiences import Audience
from cica_portal.common.date_words import day_words, page_language
from cica_portal.common.fuzzy import Period, describe
from cica_portal.common.viewer import Viewer

L = LineOutcome


def heading_of(plan: Plan) -> str:
    return _("Plan of implementation of confidence-building measures for %(year)s") % {"year": plan.year}


def version_words(version: PlanVersion) -> str:
    """ "Adopted on 12 December 2023, Senior Officials Committee"; "Version 1, circulated"."""
    if version.decided_on is None:
        return _("Version %(number)s, circulated") % {"number": version.number}
    told = {"day": day_words(version.decided_on, page_language()), "meeting": version.meeting}
    if version.kind == PlanVersion.Kind.ADOPTED:
        return _("Adopted on %(day)s, %(meeting)s") % told
    return _("Amended on %(day)s, %(meeting)s") % told


def outcome_words(outcome: str, audience: str) -> str:
    """The public is told what public events tell, and no more."""
    if outcome == L.NOT_REPORTED and audience == Audience.PUBLIC:
        return _("Nothing public recorded")
    return str(L(outcome).label)


def area_words(line: Line) -> str:
    return line.area.name if line.area else ""


def where_words(line: Line) -> str:
    """ "Astana, Kazakhstan; in person"."""
    mode = str(Mode(line.mode).label) if line.mode else ""
    place = place_words(line)
    return f"{place}; {mode.lower()}" if place and mode else place or mode


def event_words(event: Event) -> str:
    """ "3–4 March 2026, held"."""
    return f"{event.when()}, {Status(event.status).label.lower()}"


def notes_of(row: Row) -> list[str]:
    """Everything beside the status: statements, other lines, earlier dates with their reasons."""
    return [note for note in _notes(row) if note]


def _notes(row: Row) -> Iterator[str]:
    yield row.line.note
    if row.is_inferred:
        yield _("That it is a line of the plan is inferred.")
    if row.stated:
        yield row.stated.reason
    if row.outcome == L.MERGED or row.same_plan:
        yield _together(row.same_plan)
    for other in row.later_plans:
        yield _("Line %(number)s of the plan of %(year)s.") % {"number": other.number or "–", "year": other.year}
    if row.planned_before:
        yield _("Planned before the amendment: %(dates)s.") % {"dates": _periods(row.planned_before)}
    for event in row.events:
        yield from _notes_of(event, row)


def _together(others: Sequence[OtherLine]) -> str:
    if not others:
        return ""
    numbers = ", ".join(str(other.number or "–") for other in others)
    return ngettext("Together with line %(numbers)s.", "Together with lines %(numbers)s.", len(others)) % {
        "numbers": numbers
    }


def _notes_of(event: Event, row: Row) -> Iterator[str]:
    """Earlier dates and why; which event is said only where the line has several."""
    past = row.pasts[event.public_id]
    named = f"“{event.title}”: " if len(row.events) > 1 else ""
    for earlier in past.dates:
        words = _("earlier date %(date)s") % {"date": describe(earlier.period, page_language())}
        yield _sentence(named, words, earlier.reason)
    if past.called_off and event.status in {Status.CANCELLED, Status.POSTPONED}:
        yield _sentence(named, str(Status(event.status).label).lower(), past.called_off)


def _sentence(named: str, words: str, reason: str) -> str:
    text = f"{named}{words}: {_(reason)}" if reason else f"{named}{words}"
    return text[0].upper() + text[1:]


def _periods(periods: Sequence[Period]) -> str:
    return "; ".join(describe(period, page_language()) for period in periods)


def counted_words(plan: Plan, totals: Totals) -> str:
    """ "12 of 27 lines carried out", as the plan counts."""
    told = {"done": totals.carried_out, "all": totals.planned}
    if plan.counts == Plan.Counts.MEETINGS:
        return ngettext("%(done)s of %(all)s meeting held", "%(done)s of %(all)s meetings held", totals.planned) % told
    return (
        ngettext("%(done)s of %(all)s line carried out", "%(done)s of %(all)s lines carried out", totals.planned) % told
    )


def opening_words(plan: Plan, version: PlanVersion, totals: Totals) -> str:
    """What is said of a version first: how much of it was carried out, once a meeting has adopted it."""
    if version.decided_on is not None:
        return counted_words(plan, totals)
    told = {"all": totals.planned}
    if plan.counts == Plan.Counts.MEETINGS:
        return ngettext("%(all)s meeting, not adopted yet", "%(all)s meetings, not adopted yet", totals.planned) % told
    return ngettext("%(all)s line, not adopted yet", "%(all)s lines, not adopted yet", totals.planned) % told


def dimension_words(name: str) -> str:
    return name or pgettext("plan", "No dimension")


def status_words(row: Row, viewer: Viewer) -> str:
    return outcome_words(row.outcome, viewer.audience)
