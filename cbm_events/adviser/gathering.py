"""Reads what may stand against dates: nothing that the viewer may not see, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from cbm_events.adviser.facts import Meeting, OtherEvent, StateCalendar, Surroundings
from cbm_events.adviser.findings import Advice
from cbm_events.adviser.ranking import advise, reach_of
from cbm_events.models import Event, EventRole, Mode, Status
from cbm_events.models.choices import STATUTORY_KINDS
from cbm_events.querysets import EventQuerySet
from cica_portal.common.fuzzy import Period, Precision
from cica_portal.common.text import fold
from cica_portal.common.viewer import Viewer
from members.models import Coordination, Holiday, MemberState, Weekend

OPEN = (Status.PROPOSED, Status.PLANNED, Status.CONFIRMED)
Coordinators = Mapping[str, frozenset[str]]


class Read(NamedTuple):
    """What is compared of an event."""

    pk: int
    public_id: str
    earliest: date
    latest: date
    precision: str
    kind: str
    mode: str
    city_en: str
    city_ru: str
    country: str | None
    dimension: str | None
    area: str | None
    council: str | None


class HolidayRead(NamedTuple):
    day: date
    kind: str
    is_estimated: bool
    confirmed_at: datetime | None


POINTERS = ("country", "dimension", "area", "council")
COLUMNS = [f"{name}__code" if name in POINTERS else name for name in Read._fields]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is known of the event that is being entered, as a form or a row holds it."""

    period: Period
    mode: str = ""
    cities: tuple[str, ...] = ()
    country: str = ""
    organisers: frozenset[str] = frozenset()
    dimension: str = ""
    area: str = ""
    council: str = ""


@dataclass(frozen=True, kw_only=True)
class Advised:
    """Advice, and the rows that it speaks of: the events that are found by key, all others near as facts only."""

    period: Period
    advice: Advice | None
    others: tuple[OtherEvent, ...] = ()
    events: Mapping[str, Event] = field(default_factory=dict)
    states: Mapping[str, MemberState] = field(default_factory=dict)


def advise_on(entry: Entry, *, viewer: Viewer, today: date, apart_from: str = "") -> Advised:
    """`apart_from`: the public identifier of the event itself, if it is stored."""
    coordinators = coordinators_on(today)
    meeting = meeting_of(entry, coordinators)
    reach = reach_of(meeting)
    if reach is None:
        return Advised(period=entry.period, advice=None)
    seen = Event.objects.visible_to(viewer)
    states = {state.code: state for state in MemberState.objects.visible_to(viewer)}
    others = others_between(*reach, seen=seen, coordinators=coordinators, apart_from=apart_from)
    calendars = calendars_between(*reach, viewer=viewer, states=states)
    advice = advise(meeting, Surroundings(others=others, calendars=calendars), today=today)
    return Advised(
        period=entry.period, advice=advice, others=others, events=events_in(advice, seen=seen), states=states
    )


def entry_of(event: Event) -> Entry:
    """The event as it is stored."""
    return Entry(
        period=event.period,
        mode=event.mode,
        cities=(event.city_en, event.city_ru),
        country=event.country.code if event.country else "",
        organisers=organisers_of(event),
        dimension=event.dimension.code if event.dimension else "",
        area=event.area.code if event.area else "",
        council=event.council.code if event.council else "",
    )


def meeting_of(entry: Entry, coordinators: Coordinators) -> Meeting:
    return Meeting(
        period=entry.period,
        gathers_in_person=entry.mode in {Mode.IN_PERSON, Mode.HYBRID},
        places=frozenset(fold(city) for city in entry.cities if city.strip()),
        host=entry.country if entry.mode != Mode.ONLINE else "",
        organisers=entry.organisers,
        coordinators=coordinators.get(entry.area, frozenset()) | coordinators.get(entry.dimension, frozenset()),
        area=entry.area,
        council=entry.council,
    )


def other_event(event: Event, coordinators: Coordinators) -> OtherEvent:
    """Of an event with its roles."""
    entry = entry_of(event)
    return _as_other(event.public_id, entry, coordinators, is_statutory=event.is_statutory)


def _as_other(key: str, entry: Entry, coordinators: Coordinators, *, is_statutory: bool) -> OtherEvent:
    meeting = meeting_of(entry, coordinators)
    return OtherEvent(key=key, dimension=entry.dimension, is_statutory=is_statutory, **vars(meeting))


def organisers_of(event: Event) -> frozenset[str]:
    roles = event.roles.all()
    return frozenset(role.state.code for role in roles if role.state and role.role in EventRole.ORGANISING)


def coordinators_on(day: date) -> Coordinators:
    """Codes of states by the code of the area or dimension that they coordinate or co-coordinate."""
    found: dict[str, set[str]] = defaultdict(set)
    rows = Coordination.objects.as_of(day).prefetch_related(None).select_related("state", "dimension", "area")
    for row in rows:
        found[row.subject.code].add(row.state.code)
    return {code: frozenset(states) for code, states in found.items()}


def others_between(
    first: date, last: date, *, seen: EventQuerySet, coordinators: Coordinators, apart_from: str
) -> tuple[OtherEvent, ...]:
    """Events that may fall between the days, in two queries: of hundreds only what is compared is read."""
    near = seen.overlapping(first, last).filter(status__in=OPEN).exclude(public_id=apart_from).in_order()
    rows = [Read(*row) for row in near.values_list(*COLUMNS)]
    organisers: dict[int, set[str]] = defaultdict(set)
    roles = EventRole.objects.filter(event__in=near.order_by().values("pk"), role__in=EventRole.ORGANISING)
    for event, state in roles.exclude(state=None).order_by().values_list("event", "state__code"):
        organisers[event].add(state)
    return tuple(_other(row, frozenset(organisers[row.pk]), coordinators) for row in rows)


def _other(row: Read, organisers: frozenset[str], coordinators: Coordinators) -> OtherEvent:
    entry = Entry(
        period=Period(row.earliest, row.latest, Precision(row.precision)), mode=row.mode,
        cities=(row.city_en, row.city_ru), country=row.country or "", organisers=organisers,
        dimension=row.dimension or "", area=row.area or "", council=row.council or "",
    )  # fmt: skip
    return _as_other(row.public_id, entry, coordinators, is_statutory=row.kind in STATUTORY_KINDS)


def events_in(advice: Advice | None, *, seen: EventQuerySet) -> dict[str, Event]:
    """The few events that are named, with what is printed of them."""
    findings = advice.chosen.findings if advice and advice.chosen else ()
    keys = [finding.event.key for finding in findings if finding.event]
    return {event.public_id: event for event in seen.filter(public_id__in=keys).select_related("country")}


def calendars_between(
    first: date, last: date, *, viewer: Viewer, states: Mapping[str, MemberState]
) -> tuple[StateCalendar, ...]:
    """A year is known of a state when any day of it is recorded."""
    years = range(first.year, last.year + 1)
    holidays: dict[int, list[HolidayRead]] = defaultdict(list)
    found = Holiday.objects.visible_to(viewer).of_years(years[0], years[-1]).order_by()
    for state_id, *row in found.values_list("state_id", *HolidayRead._fields):
        holidays[state_id].append(HolidayRead(*row))
    return tuple(_calendar(state, holidays[state.pk]) for state in states.values())


def _calendar(state: MemberState, rows: Sequence[HolidayRead]) -> StateCalendar:
    working = Holiday.Kind.WORKING
    return StateCalendar(
        code=state.code,
        weekend=Weekend(state.weekend).days,
        days_off={row.day: row.is_estimated and not row.confirmed_at for row in rows if row.kind != working},
        working=frozenset(row.day for row in rows if row.kind == working),
        known_years=frozenset(row.day.year for row in rows),
    )
