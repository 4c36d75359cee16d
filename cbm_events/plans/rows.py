"""The lines of frozen versions with what became of each, read in a fixed number of queries, as the viewer sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cbm_events.models import Event, LineOutcome, Plan, PlanItem, PlanLine, PlanLink, PlanOutcome, PlanVersion, Standing
from cbm_events.plans.dates import Past, pasts_of
from cbm_events.plans.outcomes import EventState, is_carried_out, outcome_of
from cica_portal.common.fuzzy import Period, left_by_moves
from cica_portal.common.viewer import Viewer

INFERRED = "inferred"
NO_NUMBER = 9999


@dataclass(frozen=True)
class OtherLine:
    """Another line for which an event of this one stands, or which continues it."""

    year: int
    number: int | None
    key: str


@dataclass(frozen=True)
class Row:
    """One line. `planned` and `carried_out` are what it adds to the two totals of its plan."""

    line: PlanLine
    outcome: LineOutcome
    events: Sequence[Event]
    states: Sequence[EventState]
    pasts: Mapping[str, Past]
    planned_before: Sequence[Period]
    stated: PlanOutcome | None
    same_plan: Sequence[OtherLine]
    later_plans: Sequence[OtherLine]
    planned: int = 0
    carried_out: int = 0

    @property
    def key(self) -> str:
        return self.line.item.public_id

    @property
    def is_listed(self) -> bool:
        return self.line.standing == Standing.LISTED

    @property
    def is_inferred(self) -> bool:
        """That it is a line of the plan is inferred, not stated by a source: it enters no count."""
        return self.line.basis.get("plan") == INFERRED

    @property
    def is_counted(self) -> bool:
        return self.is_listed and not self.is_inferred


@dataclass(frozen=True)
class Material:
    """Rows of the database behind the lines, by item or event."""

    links: Mapping[int, list[PlanLink]]
    by_event: Mapping[int, list[PlanLink]]
    stated: Mapping[int, PlanOutcome]
    pasts: Mapping[str, Past]
    frozen: Mapping[int, list[PlanLine]]


def current_versions(plans: Iterable[Plan], viewer: Viewer) -> dict[int, PlanVersion]:
    """The last version of each plan that the viewer sees, by the plan."""
    seen = PlanVersion.objects.visible_to(viewer).filter(plan__in=plans)
    return {version.plan_id: version for version in seen.select_related("plan", "decision__council").order_by("number")}


def rows_of(
    versions: Sequence[PlanVersion], viewer: Viewer, today: date, *, items: Collection[PlanItem] | None = None
) -> dict[int, list[Row]]:
    """The lines of each version in the order of their numbers, by the version; only of `items`, if they are given."""
    wanted = PlanLine.objects.filter(version__in=versions)
    lines = list((wanted if items is None else wanted.filter(item__in=items)).with_subjects())
    return _in_order(versions, lines, _gather(lines, viewer), today)


def brief_rows_of(versions: Sequence[PlanVersion], viewer: Viewer, today: date) -> dict[int, list[Row]]:
    """For totals alone: without subjects, earlier dates and earlier versions."""
    lines = list(PlanLine.objects.filter(version__in=versions).select_related("item"))
    return _in_order(versions, lines, _gather(lines, viewer, briefly=True), today)


def _in_order(
    versions: Sequence[PlanVersion], lines: Iterable[PlanLine], material: Material, today: date
) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {version.pk: [] for version in versions}
    plans = {version.pk: version.plan for version in versions}
    for line in sorted(lines, key=lambda line: (line.number or NO_NUMBER, line.pk)):
        found[line.version_id].append(_row(line, plans[line.version_id], material, today))
    return {pk: list(_with_counts(rows, plans[pk])) for pk, rows in found.items()}


def _gather(lines: Sequence[PlanLine], viewer: Viewer, *, briefly: bool = False) -> Material:
    items = {line.item_id for line in lines}
    links = PlanLink.objects.visible_to(viewer).filter(event__plan_links__item__in=items).distinct()
    links = links.select_related("item__plan", "event__dimension").order_by("item__plan__year", "item__number", "id")
    stated = PlanOutcome.objects.visible_to(viewer).filter(item__in=items).select_related("other_item__plan")
    frozen = PlanLine.objects.visible_to(viewer).filter(item__in=items).select_related("version")
    return Material(
        links=_grouped(links, "item_id"),
        by_event=_grouped(links, "event_id"),
        stated={row.item_id: row for row in stated},
        pasts={} if briefly else pasts_of({link.event for link in links}, viewer),
        frozen={} if briefly else _grouped(frozen.order_by("-version__number"), "item_id"),
    )


def _grouped(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def _row(line: PlanLine, plan: Plan, material: Material, today: date) -> Row:
    events = [link.event for link in material.links.get(line.item_id, [])]
    elsewhere = [link for event in events for link in material.by_event[event.pk] if link.item_id != line.item_id]
    shared = [link for link in elsewhere if link.item.plan_id == plan.pk and link.item.standing == Standing.LISTED]
    together = {link.event_id for link in shared}
    states = [EventState(event.status, event.period, is_shared=event.pk in together) for event in events]
    stated = material.stated.get(line.item_id)
    return Row(
        line=line,
        outcome=_outcome(line, plan, states, stated, today),
        events=events,
        states=states,
        pasts=material.pasts,
        planned_before=_planned_before(line, material.frozen.get(line.item_id, [])),
        stated=stated,
        same_plan=_others([link.item for link in shared], stated, LineOutcome.MERGED),
        later_plans=_others(
            [link.item for link in elsewhere if link.item.plan.year > plan.year], stated, LineOutcome.CARRIED_OVER
        ),
    )


def _outcome(
    line: PlanLine, plan: Plan, states: Sequence[EventState], stated: PlanOutcome | None, today: date
) -> LineOutcome:
    if line.standing == Standing.WITHDRAWN:
        return LineOutcome.WITHDRAWN
    told = stated.outcome if stated else ""
    return outcome_of(year=plan.year, planned=line.period, events=states, stated=told, today=today)


def _planned_before(line: PlanLine, frozen: Iterable[PlanLine]) -> list[Period]:
    """Dates that amendments gave up, the latest first, each once; not those that only became more exact."""
    earlier = [other.period for other in frozen if other.version.number < _number_of(line, frozen)]
    return left_by_moves(line.period, earlier)


def _number_of(line: PlanLine, frozen: Iterable[PlanLine]) -> int:
    return next((other.version.number for other in frozen if other.pk == line.pk), 0)


def _others(items: Iterable[PlanItem], stated: PlanOutcome | None, outcome: LineOutcome) -> list[OtherLine]:
    """Other lines by their events, and the one that the statement of this outcome names."""
    named = [stated.other_item] if stated and stated.other_item and stated.outcome == outcome else []
    return list(dict.fromkeys(OtherLine(item.plan.year, item.number, item.public_id) for item in [*items, *named]))


def _with_counts(rows: Iterable[Row], plan: Plan) -> Iterator[Row]:
    """A plan counts lines, or meetings: then an event that stands for two lines counts with the first of them."""
    seen: set[int] = set()
    for row in rows:
        if not row.is_counted:
            yield row
        elif plan.counts == Plan.Counts.LINES:
            yield replace(row, planned=1, carried_out=int(is_carried_out(row.outcome, row.states)))
        else:
            pairs = zip(row.events, row.states, strict=True)
            held = {event.pk for event, state in pairs if state.is_held_in(plan.year)}
            yield replace(row, planned=row.line.meetings, carried_out=len(held - seen))
            seen |= held
