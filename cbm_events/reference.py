"""The reference data of events: past and planned events, meetings of the governing bodies, published figures.

Earlier dates and places of an event are history: it is entered as first announced and then moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cbm_events.models import Event, EventRole, LetterTemplate, PublishedFigure, ReminderRule
from cbm_events.plans.loading import bring_plans
from cbm_events.services import EventToSave, canonical, save_event, save_events
from cica_portal.common import history
from cica_portal.common.reference import (
    ModelType,
    Outcome,
    Record,
    Rows,
    Values,
    bring,
    is_as_wanted,
    read,
    set_values,
    sort_out,
    values_of,
)
from councils.models import Council
from members.models import ExternalParty, MemberState

DATA = Path(__file__).parent / "data"
EVENT_FILES = ("events.json", "meetings.json")
OTHER_FILES: tuple[tuple[ModelType, str], ...] = (
    (PublishedFigure, "published_figures.json"),
    (ReminderRule, "reminder_rules.json"),
    (LetterTemplate, "letter_templates.json"),
)
PLAN_FILE = "plans.json"
PARTY_MODELS: dict[str, ModelType] = {"state": MemberState, "council": Council, "organisation": ExternalParty}


def load_events(*, act: history.Act, folder: Path = DATA) -> list[Outcome]:
    rows = Rows()
    records = [record for name in EVENT_FILES for record in read(folder / name)]
    with history.batch(act) as batch:
        outcome = bring_events(records, act=act, rows=rows)
        others = [bring(model, read(folder / name), batch=batch, rows=rows) for model, name in OTHER_FILES]
        plans = bring_plans(read(folder / PLAN_FILE), batch=batch, rows=rows)
    return [outcome, *others, plans]


def bring_events(records: Sequence[Record], *, act: history.Act, rows: Rows) -> Outcome:
    """Enter new events and change those that nobody edited, through the service that everybody uses."""
    found = sort_out(Event, records, rows, same=lambda event, values, record: is_same(event, values, record, rows))
    entries = []
    for event, values, record in [*found.new, *found.changed]:
        assert isinstance(event, Event)
        if event._state.adding and "earlier" in record:
            enter_with_earlier_versions(event, record, act=act, rows=rows)
            continue
        set_values(event, values)
        entries.append(EventToSave(event=event, roles=roles_of(record, rows)))
    save_events(entries=entries, act=act)
    return found.outcome()


def is_same(event: Event, values: Values, record: Record, rows: Rows) -> bool:
    stored = canonical(role.recorded_value() for role in event.roles.all())
    wanted = canonical(role.recorded_value() for role in roles_of(record, rows))
    return stored == wanted and is_as_wanted(event, values, record)


def roles_of(record: Record, rows: Rows) -> list[EventRole]:
    return [_role(said, rows) for said in record.get("roles", [])]


def _role(said: Record, rows: Rows) -> EventRole:
    role = EventRole(**{name: value for name, value in said.items() if name not in PARTY_MODELS})
    for name, model in PARTY_MODELS.items():
        if name in said:
            setattr(role, name, rows.get(model, said[name]))
    return role


def enter_with_earlier_versions(event: Event, record: Record, *, act: history.Act, rows: Rows) -> None:
    """One change for each announcement, with its source, and one for what became of the event."""
    for version, reason in versions_of(record):
        set_values(event, values_of(Event, version, rows))
        roles = roles_of(record, rows) if event._state.adding else None
        save_event(event=event, roles=roles, act=replace(act, reason=reason))


def versions_of(record: Record) -> Iterator[tuple[Record, str]]:
    for step in record["earlier"]:
        yield {**record, **step["values"]}, step["reason"]
    yield record, record["reason"]
