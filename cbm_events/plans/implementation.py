"""Planned against carried out: the totals of a plan, each with the rows behind it, and what stands outside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cbm_events.models import Event, Plan, PlanVersion, PublishedFigure, Status
from cbm_events.models.choices import STATUTORY_KINDS
from cbm_events.plans.rows import Row, brief_rows_of, current_versions, rows_of
from cbm_events.querysets import EventQuerySet
from cica_portal.common.viewer import Viewer
from members.models import Dimension

Metric = PublishedFigure.Metric
PUBLISHED = (Metric.EVENTS_PLANNED, Metric.EVENTS_HELD)


@dataclass(frozen=True)
class Totals:
    """`lines` are those that count; `inferred` and `withdrawn` ones enter no total."""

    planned: int
    carried_out: int
    lines: int
    inferred: int
    withdrawn: int
    outcomes: Mapping[str, int]


@dataclass(frozen=True)
class OfDimension:
    """The lines of one dimension, or of none."""

    dimension: Dimension | None
    rows: Sequence[Row]
    totals: Totals

    @property
    def code(self) -> str:
        return self.dimension.code if self.dimension else ""


@dataclass(frozen=True)
class Gap:
    """A published number of planned events beside the lines that are recorded here; printed, never filled."""

    published: int
    recorded: int

    @property
    def difference(self) -> int:
        return self.published - self.recorded


@dataclass(frozen=True)
class Implementation:
    plan: Plan
    version: PlanVersion
    rows: Sequence[Row]
    totals: Totals
    outside: Sequence[Event]
    published: Sequence[PublishedFigure]

    @property
    def by_dimension(self) -> list[OfDimension]:
        return by_dimension(self.rows)

    @property
    def outside_held(self) -> int:
        return sum(event.status == Status.HELD for event in self.outside)

    @property
    def gap(self) -> Gap | None:
        planned = [row for row in self.published if row.metric == Metric.EVENTS_PLANNED]
        return Gap(planned[0].value, self.totals.planned) if planned else None


def implementation_of(version: PlanVersion, viewer: Viewer, today: date) -> Implementation:
    plan = version.plan
    rows = rows_of([version], viewer, today)[version.pk]
    return Implementation(
        plan=plan,
        version=version,
        rows=rows,
        totals=totals_of(rows),
        outside=list(outside_of(plan, rows, viewer)),
        published=published_for(plan, viewer),
    )


def totals_of(rows: Sequence[Row]) -> Totals:
    counted = [row for row in rows if row.is_counted]
    return Totals(
        planned=sum(row.planned for row in counted),
        carried_out=sum(row.carried_out for row in counted),
        lines=len(counted),
        inferred=sum(row.is_inferred for row in rows),
        withdrawn=sum(not row.is_listed for row in rows),
        outcomes=Counter(str(row.outcome.value) for row in counted),
    )


def by_dimension(rows: Sequence[Row]) -> list[OfDimension]:
    """In the order of the dimensions; lines of none stand last."""
    dimensions = {row.line.dimension_id: row.line.dimension for row in rows}
    ordered = sorted(dimensions.values(), key=lambda row: (row is None, row.position if row else 0))
    groups = [(row, [other for other in rows if other.line.dimension == row]) for row in ordered]
    return [OfDimension(dimension, found, totals_of(found)) for dimension, found in groups]


def outside_of(plan: Plan, rows: Sequence[Row], viewer: Viewer) -> EventQuerySet:
    """Events of the year that are no line of the plan. Meetings of CICA's own bodies implement no measure."""
    inside = {event.pk for row in rows for event in row.events}
    events: EventQuerySet = Event.objects.visible_to(viewer).for_year(plan.year).filter(is_sample=plan.is_sample)
    others = events.exclude(pk__in=inside).exclude(kind__in=STATUTORY_KINDS).exclude(status=Status.PROPOSED)
    return others.with_parties().in_order()


def published_for(plan: Plan, viewer: Viewer) -> list[PublishedFigure]:
    """What others published of this year; nothing is said of a sample."""
    if plan.is_sample:
        return []
    figures = PublishedFigure.objects.visible_to(viewer).filter(event=None, period=str(plan.year))
    return list(figures.filter(metric__in=PUBLISHED).order_by("metric", "id"))


@dataclass(frozen=True)
class YearLine:
    """A plan in a list of plans: how far it has come, and its totals as far as the viewer sees."""

    plan: Plan
    version: PlanVersion | None
    totals: Totals
    published: PublishedFigure | None


def year_lines(plans: Sequence[Plan], viewer: Viewer, today: date) -> list[YearLine]:
    """In a fixed number of queries, however many plans there are."""
    versions = current_versions(plans, viewer)
    rows = brief_rows_of(list(versions.values()), viewer, today)
    periods = [str(plan.year) for plan in plans if not plan.is_sample]
    figures = PublishedFigure.objects.visible_to(viewer).filter(event=None, metric=Metric.EVENTS_PLANNED)
    published = {figure.period: figure for figure in figures.filter(period__in=periods).order_by("-id")}
    return [
        YearLine(
            plan=plan,
            version=versions.get(plan.pk),
            totals=totals_of(rows[versions[plan.pk].pk] if plan.pk in versions else []),
            published=None if plan.is_sample else published.get(str(plan.year)),
        )
        for plan in plans
    ]
