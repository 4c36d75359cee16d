"""As which lines of which plans an event is planned, for the page of the event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cbm_events.models import Event, Plan, PlanLine, PlanLink, Standing, Status
from cbm_events.plans.rows import current_versions, rows_of
from cbm_events.plans.wording import outcome_words
from cica_portal.common.viewer import Viewer


@dataclass(frozen=True)
class PlannedAs:
    """One line. `when` and `outcome` are empty for one that stands only in the Secretariat's working text."""

    key: str
    year: int
    number: int | None
    when: str
    outcome: str
    is_sample: bool


def planned_as(event: Event, viewer: Viewer, today: date) -> list[PlannedAs]:
    links = PlanLink.objects.visible_to(viewer).filter(event=event).select_related("item__plan")
    items = {link.item for link in links}
    if not items:
        return []
    versions = list(current_versions({item.plan for item in items}, viewer).values())
    frozen = {row.line.item_id: row for rows in rows_of(versions, viewer, today, items=items).values() for row in rows}
    found = []
    for item in sorted(items, key=lambda item: (item.plan.year, item.number or 0)):
        row = frozen.get(item.pk)
        if row is None and (not viewer.is_secretariat or item.standing == Standing.LEFT_OUT):
            continue
        found.append(
            PlannedAs(
                key=item.public_id,
                year=item.plan.year,
                number=row.line.number if row else item.number,
                when=row.line.when() if row else "",
                outcome=outcome_words(row.outcome, viewer.audience) if row else "",
                is_sample=item.plan.is_sample,
            )
        )
    return found


def outside_plans(event: Event, viewer: Viewer) -> Iterator[Plan]:
    """Adopted plans of the event's year in which it is no line, where all lines are known."""
    if event.is_statutory or event.status == Status.PROPOSED or event.earliest is None:
        return
    plans = Plan.objects.visible_to(viewer).filter(year=event.earliest.year, is_sample=event.is_sample)
    known = plans.filter(stage__in=["adopted", "amended"], is_partial=False)
    yield from known.exclude(pk__in=PlanLine.objects.filter(item__events=event).values("version__plan"))
