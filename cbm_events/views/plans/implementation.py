"""Planned against carried out: every number with the list behind it, in one version of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cbm_events.models import LineOutcome, PlanVersion
from cbm_events.plans.implementation import Implementation, OfDimension, implementation_of
from cbm_events.plans.rows import Row
from cbm_events.plans.wording import counted_words, dimension_words, outcome_words
from cbm_events.views.plans.pages import head_of
from cbm_events.views.plans.seen import chosen_version, seen_plan, today, versions_of
from cbm_events.views.plans.tables import MARKS, groups_of
from cica_portal.common.viewer import Viewer, ViewerRequest

LIST = "lines"
NO_DIMENSION = "NONE"


@dataclass(frozen=True)
class Figure:
    """One number, and the address of the list behind it."""

    label: str
    value: int
    query: str
    mark: str = ""


@dataclass(frozen=True)
class DimensionLine:
    group: OfDimension
    name: str
    planned: Figure
    carried_out: Figure


@dataclass(frozen=True)
class Choice:
    """What the list is narrowed to; without any choice it holds every line, counted or not."""

    outcome: str = ""
    dimension: str = ""
    planned: bool = False
    carried_out: bool = False

    def holds(self, row: Row) -> bool:
        if self.outcome and (row.outcome != self.outcome or row.is_inferred):
            return False
        if self.dimension and (code_of(row) != self.dimension or not row.is_counted):
            return False
        if self.planned and not row.is_counted:
            return False
        return row.carried_out > 0 if self.carried_out else True

    def words(self, read: Implementation, viewer: Viewer) -> list[str]:
        names = {group.code or NO_DIMENSION: name_of(group) for group in read.by_dimension}
        outcome = outcome_words(self.outcome, viewer.audience) if self.outcome else ""
        planned, done = _("Planned") if self.planned else "", _("Carried out") if self.carried_out else ""
        return [words for words in (names.get(self.dimension, ""), outcome, planned, done) if words]


def choice_in(data: QueryDict) -> Choice:
    """Names and values that the page does not know are left aside."""
    outcome = data.get("outcome", "")
    return Choice(
        outcome=outcome if outcome in LineOutcome.values else "",
        dimension=data.get("dimension", ""),
        planned="planned" in data,
        carried_out="done" in data,
    )


def code_of(row: Row) -> str:
    return row.line.dimension.code if row.line.dimension else NO_DIMENSION


def name_of(group: OfDimension) -> str:
    return dimension_words(group.dimension.short if group.dimension else "")


@require_safe
def implementation(request: ViewerRequest, public_id: str) -> HttpResponse:
    found, viewer = seen_plan(request.viewer, public_id), request.viewer
    versions = versions_of(found, viewer)
    version = chosen_version(request.GET.get("version", ""), versions)
    if version is None:
        raise Http404
    read, choice = implementation_of(version, viewer, today()), choice_in(request.GET)
    kept = [row for row in read.rows if choice.holds(row)]
    context = head_of(found, version, versions, viewer) | {
        "read": read,
        "counted": counted_words(found, read.totals),
        "planned": Figure(_("Planned"), read.totals.planned, query(version, planned="1")),
        "carried_out": Figure(_("Carried out"), read.totals.carried_out, query(version, done="1")),
        "outcomes": list(outcome_figures(read, version, viewer)),
        "dimensions": list(dimension_lines(read.by_dimension, version)),
        "chosen": choice.words(read, viewer),
        "groups": groups_of(kept, viewer),
        "listed": len(kept),
        "all_query": query(version),
    }
    return render(request, "cbm_events/plan_implementation.html", context)


def query(version: PlanVersion, **values: str) -> str:
    return f"?{urlencode({'version': str(version.number)} | values)}#{LIST}"


def outcome_figures(read: Implementation, version: PlanVersion, viewer: Viewer) -> Iterator[Figure]:
    """In the order of the outcomes, only those that there are."""
    counts = {**read.totals.outcomes, LineOutcome.WITHDRAWN.value: read.totals.withdrawn}
    for outcome in LineOutcome:
        if value := counts.get(outcome.value, 0):
            words = outcome_words(outcome, viewer.audience)
            yield Figure(words, value, query(version, outcome=outcome.value), MARKS[outcome])


def dimension_lines(groups: Sequence[OfDimension], version: PlanVersion) -> Iterator[DimensionLine]:
    for group in groups:
        key = group.code or NO_DIMENSION
        yield DimensionLine(
            group=group,
            name=name_of(group),
            planned=Figure(_("Planned"), group.totals.planned, query(version, dimension=key)),
            carried_out=Figure(_("Carried out"), group.totals.carried_out, query(version, dimension=key, done="1")),
        )
