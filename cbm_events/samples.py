"""Sample events of the months to come, marked as such. They never were real and are removed by one command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from cbm_events.models import Event, Plan, PlanItem, Status
from cbm_events.plans import drafting, freezing
from cbm_events.reference import DATA, bring_events
from cbm_events.services import save_event
from cica_portal.common import history
from cica_portal.common.fuzzy import Period, Precision, month_period, quarter_period
from cica_portal.common.reference import (
    Outcome,
    Record,
    Rows,
    edited_by_people,
    public_id_of,
    read,
    rows_of,
    subject_id_of,
)

FILE = DATA / "sample_events.json"
PLAN_FILE = DATA / "sample_plan.json"
PLAN_RULES = ("when", "planned", "turn", "reason", "outside")
SOC = {"meeting_en": "Senior Officials Committee meeting", "meeting_ru": "Заседание Комитета старших должностных лиц"}
WEEK = timedelta(days=7)


def load_samples(*, today: date, act: history.Act, file: Path = FILE) -> Outcome:
    """Enter the samples that are not there yet; those that are there keep their dates."""
    records = read(file)
    there = rows_of(Event, [subject_id_of(Event, record) for record in records])
    missing = [record for record in records if subject_id_of(Event, record) not in there]
    return bring_events([_dated(record, today) for record in missing], act=act, rows=Rows())


def _dated(record: Record, today: date) -> Record:
    """The record with dates so many months after today's month instead of the rule for them."""
    period = period_of(record["when"], today)
    dates = {"earliest": period.earliest, "latest": period.latest, "precision": period.precision}
    return {**{name: value for name, value in record.items() if name != "when"}, **dates, "is_sample": True}


def period_of(when: Record, today: date) -> Period:
    return period_in(first_of_month(today, when["months_ahead"]), when)


def period_in(month: date, when: Record) -> Period:
    """The days that a rule gives in this month."""
    if when["precision"] == Precision.MONTH:
        return month_period(month.year, month.month)
    if when["precision"] == Precision.QUARTER:
        return quarter_period(month.year, (month.month + 2) // 3)
    first = first_weekday(month, when["weekday"]) + WEEK * (when["week"] - 1)
    return Period(first, first + timedelta(days=when["days"] - 1), Precision.DAY)


def first_of_month(today: date, months_ahead: int) -> date:
    months = today.year * 12 + today.month - 1 + months_ahead
    return date(months // 12, months % 12 + 1, 1)


def first_weekday(month: date, weekday: int) -> date:
    """The month's first Monday (1) to Sunday (7)."""
    return month + timedelta(days=(weekday - month.isoweekday()) % 7)


def load_sample_plan(*, today: date, act: history.Act, file: Path = PLAN_FILE) -> int:
    """A plan of this year, adopted, amended and partly carried out, and the draft of the next one; once.

    Nothing is moved, called off or left open by a state: only by the Secretariat. Returns how many plans were entered.
    """
    year = today.year
    records = read(file)
    is_there = Plan.objects.filter(is_sample=True, year__in=[year, year + 1]).exists()
    if is_there or edited_by_people(Event, [subject_id_of(Event, record) for record in records]):
        return 0
    with history.batch(act):
        bring_events([_planned(record, year) for record in records], act=act, rows=Rows())
        events = {record["key"]: _event_of(record) for record in records}
        inside = [events[record["key"]] for record in records if not record.get("outside")]
        plan = _adopt(_plan(year, "sample-plan"), inside, act)
        for record in records:
            _turn(events[record["key"]], record, today, act)
        _amend(plan, [record["key"] for record in records if record.get("turn") == "withdrawn"], today, act)
        _draft_next(year + 1, act)
    return 2


def _plan(year: int, key: str) -> Plan:
    public_id = public_id_of(Plan.record_kind, key)
    return Plan(public_id=public_id, year=year, is_sample=True, submissions_due=date(year - 1, 10, 31))


def _planned(record: Record, year: int) -> Record:
    """As the event stands when the plan is adopted."""
    period = _period(record.get("planned") or record["when"], year)
    dates = {"earliest": period.earliest, "latest": period.latest, "precision": period.precision}
    said = {name: value for name, value in record.items() if name not in PLAN_RULES}
    return {**said, **dates, "status": Status.PLANNED, "is_sample": True}


def _period(when: Record, year: int) -> Period:
    return period_in(date(year, when["month"], 1), when)


def _event_of(record: Record) -> Event:
    event: Event = Event.objects.with_parties().get(public_id=subject_id_of(Event, record))
    return event


def _adopt(plan: Plan, events: Sequence[Event], act: history.Act) -> Plan:
    drafting.save_plan(plan=plan, act=act)
    lines = drafting.add_events(plan=plan, events=events, act=act)
    drafting.renumber(plan=plan, order=drafting.in_table_order(lines), act=act)
    details = {"decided_on": date(plan.year - 1, 12, 10), **SOC}
    freezing.freeze(plan=plan, action=freezing.Action.ADOPT, act=act, version=plan.version, details=details)
    return plan


def _turn(event: Event, record: Record, today: date, act: history.Act) -> None:
    """What has become of it by this day."""
    turn, told = record.get("turn", ""), replace(act, reason=record.get("reason", ""))
    if "planned" in record:
        year = today.year + (turn == "next_year")
        period = _period(record["when"], year)
        event.earliest, event.latest, event.precision = period.earliest, period.latest, period.precision
        save_event(event=event, act=told)
    if turn == "cancelled":
        event.status = Status.CANCELLED
        save_event(event=event, act=told)
    elif not turn and event.latest and event.latest < today:
        event.status = Status.HELD
        save_event(event=event, act=act)


def _amend(plan: Plan, keys: Sequence[str], today: date, act: history.Act) -> None:
    """In June one line is withdrawn; before that the working text is what was adopted."""
    day = date(plan.year, 6, 24)
    if today < day:
        return
    for key in keys:
        item = PlanItem.objects.select_related("plan").get(plan=plan, events__public_id=public_id_of("event", key))
        drafting.take_out(item=item, act=act)
    plan.refresh_from_db()
    details = {"decided_on": day, **SOC}
    freezing.freeze(plan=plan, action=freezing.Action.AMEND, act=act, version=plan.version, details=details)


def _draft_next(year: int, act: history.Act) -> None:
    plan = _plan(year, "sample-plan-next")
    drafting.save_plan(plan=plan, act=act)
    events = Event.objects.samples().for_year(year).exclude(status__in=[Status.CANCELLED, Status.POSTPONED])
    lines = drafting.add_events(plan=plan, events=list(events.with_parties().in_order()), act=act)
    drafting.renumber(plan=plan, order=drafting.in_table_order(lines), act=act)
