"""What becomes due during the siege: rules by the minute, events of many states, and the people to be reminded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from cbm_events.models import Event, ReminderRule
from cbm_events.services import EventToSave, save_events
from cica_portal.common.history import Act
from cica_portal.common.models import Door
from members.models import MemberState, User, Weekend
from tests.factories import make_rule, make_state, make_user, state_role

Anchor = ReminderRule.Anchor
ANCHORS = (Anchor.START, Anchor.NOMINATION, Anchor.REPORT)
# So far from each other that of each event one reminder alone comes within the planner's horizon.
SPANS = (2, 64, 126, 188, 250, 312)
FAR = timedelta(days=420)
ONE_DAY = timedelta(days=1)
STATES, LIAISONS, EVENTS_A_RULE, SOON = 28, 10, 8, 12
# One in ten gathers mails to a weekly one; two addresses do not exist.
WEEKLY, DEAD = 10, (3, 141)
# Where it is day now, with a day still to come.
ZONES = ("Asia/Almaty", "UTC", "America/New_York", "Pacific/Auckland")


@dataclass(frozen=True)
class World:
    """`soon` begin within the siege, `steady` are left alone, `moving` are edited all the time."""

    zone: str
    today: date
    began: datetime
    editor: User
    steady: list[Event]
    moving: list[Event]
    soon: list[Event]
    dead: frozenset[str]


def choose_zone(at: datetime) -> str:
    """Here no midnight comes while the siege and its later passes last."""
    return next(zone for zone in ZONES if 1 <= at.astimezone(ZoneInfo(zone)).hour < 12)


def build_world(*, at: datetime, length: timedelta) -> World:
    """Reminders become due from a few seconds after `at` until four fifths of the siege are over."""
    zone = choose_zone(at)
    today = at.astimezone(ZoneInfo(zone)).date()
    weekend = next(days for days in Weekend if not any(days.covers(today + ONE_DAY * ahead) for ahead in range(2)))
    states = [make_state(weekend=weekend) for _number in range(STATES)]
    people = list(_people(states, zone))
    User.objects.bulk_create(people)
    rules = _rules(at, length, zone)
    events = [_event(rule, today, number, states) for rule in rules if rule.days for number in range(EVENTS_A_RULE)]
    soon = [_soon(at + length * number / SOON, zone, number, states) for number in range(1, SOON + 1)]
    act = Act(door=Door.COMMAND, at=at)
    stored = save_events(entries=events, act=act)
    return World(
        zone=zone, today=today, began=at, editor=make_user(name="Editor"),
        steady=stored[::2], moving=stored[1::2], soon=save_events(entries=soon, act=act),
        dead=frozenset(people[number].email for number in DEAD),
    )  # fmt: skip


def _people(states: list[MemberState], zone: str) -> Iterator[User]:
    for number, (_turn, state) in enumerate(product(range(LIAISONS), states)):
        channel = User.Channel.WEEKLY if number % WEEKLY == WEEKLY - 1 else User.Channel.AT_ONCE
        user = User(
            email=f"liaison{number}@example.org", name=f"Liaison {number}", role="liaison", state=state, zone=zone,
            language="ru" if number % 2 else "en", reminder_channel=channel,
        )  # fmt: skip
        user.set_unusable_password()
        yield user


def _rules(at: datetime, length: timedelta, zone: str) -> list[ReminderRule]:
    """One for each anchor and span, each due at another moment; and one for the events that begin soon."""
    kinds = [(Anchor.START, 0), *product(ANCHORS, SPANS)]
    step = length * 0.8 / len(kinds)
    moments = [(at + timedelta(seconds=10) + step * number).astimezone(ZoneInfo(zone)) for number in range(len(kinds))]
    return [
        make_rule(anchor=anchor, days=days, recipients="organisers", local_time=moment.time().replace(microsecond=0))
        for (anchor, days), moment in zip(kinds, moments, strict=True)
    ]


def _event(rule: ReminderRule, today: date, number: int, states: list[MemberState]) -> EventToSave:
    day = today + timedelta(days=rule.days)
    start = day if rule.anchor == Anchor.START else day + FAR
    event = Event(title_en=f"Seminar {rule.anchor} {number}", kind="training", earliest=start, latest=start)
    if rule.anchor != Anchor.START:
        setattr(event, rule.anchor, day)
    return _entry(event, rule.days + number, states)


def _soon(at: datetime, zone: str, number: int, states: list[MemberState]) -> EventToSave:
    local = at.astimezone(ZoneInfo(zone))
    clock = time(local.hour, local.minute, local.second)
    event = Event(
        title_en=f"Meeting {number}", kind="training", earliest=local.date(), latest=local.date(),
        start_time=clock, zone=zone,
    )  # fmt: skip
    return _entry(event, number, states)


def _entry(event: Event, number: int, states: list[MemberState]) -> EventToSave:
    pair = states[number % STATES], states[(number + STATES // 2) % STATES]
    return EventToSave(event=event, roles=[state_role(state) for state in pair])


def due_today(rule: ReminderRule, event: Event, world: World) -> datetime | None:
    """When the rule speaks of the event today, by arithmetic of its own; None on another day."""
    fields = {
        Anchor.START: event.earliest,
        Anchor.NOMINATION: event.nomination_deadline,
        Anchor.REPORT: event.report_due,
    }
    day = fields[Anchor(rule.anchor)]
    if day is None or day - timedelta(days=rule.days) != world.today:
        return None
    return datetime.combine(world.today, rule.local_time, tzinfo=ZoneInfo(world.zone)).astimezone(UTC)
