"""Writes of the working text. Each one claims its plan, so that nothing moves while the plan is being frozen.

Before the adoption lines come, go and are renumbered; afterwards numbers stay, and what changes is an amendment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from cbm_events.models import Event, Plan, PlanItem, PlanLink, Standing
from cbm_events.plans.texts import states_of, text_of
from cica_portal.common import history
from members.models import MemberState


def save_plan(*, plan: Plan, act: history.Act, version: int | None = None) -> Plan:
    """Store a new plan, or what is asked of one: the day until which proposals are collected, what it counts."""
    plan.full_clean()
    history.save(plan, act=act, version=version)
    return plan


def add_events(*, plan: Plan, events: Sequence[Event], act: history.Act) -> list[PlanItem]:
    """A line for each event, read with its parties, after the lines that there are."""
    with history.batch(act) as batch:
        batch.edit(plan)
        return [write_line_of(plan, event, batch) for event in events]


def write_line_of(plan: Plan, event: Event, batch: history.Batch) -> PlanItem:
    """As a part of a larger act, which has claimed the plan."""
    if PlanLink.objects.filter(event=event, item__plan=plan).exists():
        raise ValidationError(_("The event is in this plan already."), code="twice")
    item = PlanItem(plan=plan, **text_of(event))
    _insert(item, states_of(event), batch)
    batch.create(PlanLink(item=item, event=event))
    return item


def enter_event(event: Event, batch: history.Batch) -> PlanItem | None:
    """An accepted proposal enters the draft plan of its year, if there is one that is not adopted yet."""
    if event.earliest is None:
        return None
    open_plans = Plan.objects.filter(is_sample=False, stage__in=["draft", "circulated"])
    plan = open_plans.filter(year=event.earliest.year).first()
    if plan is None:
        return None
    batch.edit(plan)
    return write_line_of(plan, event, batch)


def drop_event(event: Event, batch: history.Batch) -> None:
    """The lines that the event alone stands for leave the drafts with it."""
    links = PlanLink.objects.filter(event=event).select_related("item__plan")
    for link in links:
        plan, is_alone = link.item.plan, link.item.links.count() == 1
        batch.remove(link)
        if is_alone and not plan.is_decided:
            batch.edit(plan)
            _take_out(link.item, batch)


def save_item(
    *, item: PlanItem, states: Sequence[MemberState], act: history.Act, version: int | None = None
) -> PlanItem:
    """Store a new line, or what a line is to say. Raises StaleVersion when somebody else saved it first."""
    item.full_clean()
    with history.batch(act) as batch:
        batch.edit(item.plan)
        if item._state.adding:
            _insert(item, states, batch)
            return item
        batch.edit(item, version=version)
        item.save(force_update=True)
        item.states.set(states)
    return item


def _insert(item: PlanItem, states: Sequence[MemberState], batch: history.Batch) -> None:
    item.number = _next_number(item.plan)
    item.full_clean()
    batch.create(item)
    item.states.set(states)


def _next_number(plan: Plan) -> int:
    return (plan.items.aggregate(last=Max("number"))["last"] or 0) + 1


def renumber(*, plan: Plan, order: Sequence[PlanItem], act: history.Act) -> None:
    """Lines get the numbers 1, 2, 3 … in this order; not after the adoption."""
    if plan.is_decided:
        raise ValidationError(_("The numbers are fixed since the plan was adopted."), code="adopted")
    with history.batch(act) as batch:
        batch.edit(plan)
        _write_numbers(order, batch)


def _write_numbers(order: Iterable[PlanItem], batch: history.Batch) -> None:
    wanted = [(item, number) for number, item in enumerate(order, start=1) if item.number != number]
    items = [item for item, _number in wanted]
    batch.edit(*items)
    # Freed first: two lines never have one number, not even in between.
    PlanItem.objects.filter(pk__in=[item.pk for item in items]).update(number=None)
    for item, number in wanted:
        item.number = number
    PlanItem.objects.bulk_update(items, ["number"])


def in_table_order(items: Iterable[PlanItem]) -> list[PlanItem]:
    """By dimension, then by date, as the annual table has them; what has no date yet stands last."""
    return sorted(items, key=_place_in_table)


def _place_in_table(item: PlanItem) -> tuple[int, str, int, int]:
    position = item.dimension.position if item.dimension else 1000
    return position, str(item.latest or "9999"), item.number or 0, item.pk


def take_out(*, item: PlanItem, act: history.Act, version: int | None = None) -> None:
    """Before the adoption the line leaves the draft; afterwards it is withdrawn and stays listed as such."""
    with history.batch(act) as batch:
        batch.edit(item.plan)
        batch.edit(item, version=version)
        if item.plan.is_decided:
            item.standing = Standing.WITHDRAWN
            item.save(force_update=True)
        else:
            batch.remove(*item.links.all())
            _take_out(item, batch)


def _take_out(item: PlanItem, batch: history.Batch) -> None:
    """A line that was circulated is kept without a number: the versions that hold it point to it."""
    batch.edit(item)
    if item.lines.exists():
        item.number, item.standing = None, Standing.LEFT_OUT
        item.save(force_update=True)
    else:
        batch.remove(item)
    _write_numbers(item.plan.items.standing().exclude(pk=item.pk).order_by("number", "id"), batch)


def put_back(*, item: PlanItem, act: history.Act, version: int | None = None) -> None:
    """A withdrawn line stands again in the next version."""
    with history.batch(act) as batch:
        batch.edit(item.plan)
        batch.edit(item, version=version)
        item.standing = Standing.LISTED
        item.save(force_update=True)
