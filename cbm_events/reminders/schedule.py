"""When a reminder is due, and until when one of an event still makes sense."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from cbm_events.models import Event, ReminderRule, Status
from cbm_events.reminders.readers import Reader
from cica_portal.common.zones import SECRETARIAT_ZONE, to_utc, today_in
from members.models import User, Weekend

Anchor = ReminderRule.Anchor
Channel = User.Channel
FIELDS: dict[str, str] = {
    Anchor.START: "earliest",
    Anchor.END: "latest",
    Anchor.NOMINATION: "nomination_deadline",
    Anchor.REPORT: "report_due",
    Anchor.CONFIRMATION: "confirmation_due",
    Anchor.SUBMISSION: "submissions_due",
    Anchor.SILENCE: "deadline_day",
}
AHEAD = frozenset({Status.PLANNED, Status.CONFIRMED})
AFTERWARDS = AHEAD | {Status.HELD}
# How late a reminder of something that is over may still go, after an outage.
LATE = timedelta(days=14)
ONE_DAY = timedelta(days=1)
MONDAY = 0
DIGEST_HOUR = time(9)
# For so many days at most a digest may hold something back; from the most to the least frequent.
LONGEST_WAIT = {Channel.AT_ONCE: 0, Channel.DAILY: 1, Channel.WEEKLY: 7}


def is_before(rule: ReminderRule) -> bool:
    return rule.side == ReminderRule.Side.BEFORE


def is_afterwards(rule: ReminderRule) -> bool:
    """Whether the rule speaks about an event that is over, or about its report."""
    return not is_before(rule) or rule.anchor == Anchor.REPORT


def statuses_for(rule: ReminderRule) -> frozenset[Status]:
    return AFTERWARDS if is_afterwards(rule) else AHEAD


def anchor_day(rule: ReminderRule, row: Any) -> date | None:
    """The day of an event, or of whatever else the rule is about, from which it counts."""
    day: date | None = getattr(row, FIELDS[rule.anchor])
    return day


def occurrence_of(rule: ReminderRule, row: Any) -> date | None:
    """The local day on which the reminder is due, wherever the recipient is."""
    day = anchor_day(rule, row)
    return day + timedelta(days=rule.offset) if day else None


def due_moment(rule: ReminderRule, occurrence: date, person: Reader) -> datetime:
    """At the rule's hour where the recipient is, on a working day; or together with others in a digest from there.

    A digest holds nothing back that counts down to a day so near that the digest might come after it.
    """
    due = to_utc(working_day(rule, occurrence, person), rule.local_time, person.zone)
    channel = channel_of(rule, person)
    if channel == Channel.AT_ONCE or (is_before(rule) and rule.days <= LONGEST_WAIT[channel]):
        return due
    digest = next_digest(due, channel, person)
    anchor = occurrence - timedelta(days=rule.offset)
    return due if is_before(rule) and today_in(person.zone, digest) >= anchor else digest


def rule_moment(rule: ReminderRule, occurrence: date, person: Reader) -> datetime:
    """The rule's own hour, weekend or not."""
    return to_utc(occurrence, rule.local_time, person.zone)


def working_day(rule: ReminderRule, occurrence: date, person: Reader) -> date:
    """That day, or where it is a weekend: the working day before it, after the event the one that follows."""
    weekend, step = weekend_of(person), -ONE_DAY if is_before(rule) else ONE_DAY
    day = occurrence
    while weekend.covers(day):
        day += step
    return day


def weekend_of(person: Reader) -> Weekend:
    """Of the person's state; the Secretariat's is that of Astana."""
    return Weekend(person.state.weekend) if person.state else Weekend.SATURDAY_SUNDAY


def channel_of(rule: ReminderRule, person: Reader) -> Channel:
    """The rarer of what the rule says and what the person wishes."""
    return max(Channel(rule.channel), Channel(person.reminder_channel), key=list(LONGEST_WAIT).index)


def next_digest(at: datetime, channel: Channel, person: Reader) -> datetime:
    """The first nine o'clock where the person is, on a Monday or any working day, that is not before the moment."""
    weekend, day = weekend_of(person), today_in(person.zone, at)
    while True:
        is_day = day.weekday() == MONDAY if channel == Channel.WEEKLY else not weekend.covers(day)
        digest = to_utc(day, DIGEST_HOUR, person.zone)
        if is_day and digest >= at:
            return digest
        day += ONE_DAY


def last_moment(rule: ReminderRule, event: Event) -> datetime:
    """From here on the reminder would speak of the past."""
    day = anchor_day(rule, event)
    assert day is not None
    if rule.anchor == Anchor.CONFIRMATION:
        return last_moment_of_asking(rule, event, day)
    if not is_before(rule):
        return midnight(day, event) + timedelta(days=rule.days) + LATE
    if rule.anchor == Anchor.REPORT:
        return midnight(day + ONE_DAY, event)
    if rule.anchor == Anchor.NOMINATION:
        return min(midnight(day + ONE_DAY, event), beginning(event))
    if rule.anchor == Anchor.END:
        return midnight(day, event)
    if rule.days == 0 and event.starts_at is None:
        return midnight(day + ONE_DAY, event)
    return beginning(event)


def last_moment_of_asking(rule: ReminderRule, event: Event, day: date) -> datetime:
    """A confirmation is asked for until it is due, and after that while the event is to come."""
    assert event.latest is not None, "what is to be confirmed has a period"
    asked_until = (
        midnight(day + ONE_DAY, event) if is_before(rule) else midnight(day, event) + rule.days * ONE_DAY + LATE
    )
    return min(asked_until, midnight(event.latest + ONE_DAY, event))


def beginning(event: Event) -> datetime:
    """The opening hour, or without one the midnight before the first day, where the event takes place."""
    assert event.earliest is not None
    return event.starts_at or midnight(event.earliest, event)


def midnight(day: date, event: Event) -> datetime:
    return to_utc(day, time(0), event.zone or SECRETARIAT_ZONE)
