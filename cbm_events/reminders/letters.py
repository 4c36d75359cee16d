"""Writes the mail of one person from the rows as they are when it leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import Any

from cbm_events.models import Subscriber
from cbm_events.notices.keys import base_of
from cbm_events.reminders.planner import ended_state
from cbm_events.reminders.readers import CONTACT, Reader, key_in
from cbm_events.reminders.schedule import anchor_day
from cbm_events.reminders.situation import Situation
from cbm_events.reminders.subjects.kinds import KINDS, kind_of
from cbm_events.reminders.switching_off import letter_headers, off_address
from cbm_events.reminders.wording import Reminder, mail_subject, why_you, write_part
from cbm_events.times import zone_labels
from cica_portal.common.mailing.letters import Letter, Withdrawn, Writer
from cica_portal.common.models import Delivery, Mail
from cica_portal.common.zones import today_in
from members.models import User


def read_reminders(mails: Sequence[Mail], *, at: datetime) -> Writer:
    """The rows of all these mails, read together; the writer raises Withdrawn when no reminder of a mail holds."""
    waiting: dict[int | None, list[Delivery]] = defaultdict(list)
    carried = Delivery.objects.open().filter(mail__in=[mail.pk for mail in mails])
    for row in carried.order_by("due_at", "id"):
        waiting[row.mail_id].append(row)
    keys = {row.subject_key for rows in waiting.values() for row in rows}
    situation = Situation({kind: kind.all().filter(public_id__in=keys) for kind in KINDS}, at, _readers_of(mails))
    return lambda mail: _letter(situation, mail, waiting[mail.pk])


def _readers_of(mails: Sequence[Mail]) -> list[Reader]:
    users = [mail.recipient for mail in mails if isinstance(mail.recipient, User)]
    contacts = [mail.context[CONTACT] for mail in mails if mail.recipient is None]
    return [*users, *(Subscriber.objects.filter(public_id__in=contacts) if contacts else ())]


def _letter(situation: Situation, mail: Mail, waiting: Sequence[Delivery]) -> Letter:
    reasons = {row.pk: _refusal(situation, row) for row in waiting}
    left_out = {pk: (ended_state(reason), reason) for pk, reason in reasons.items() if reason}
    person = situation.people[mail.recipient_id or mail.context[CONTACT]]
    reminders = [_reminder(situation, row, person) for row in waiting if not reasons[row.pk]]
    if not reminders:
        first = next(iter(left_out.values()), (None, ""))
        raise Withdrawn(first[1], left_out)
    reminders = without_doubles(reminders)
    # A subscriber's address and language are those of this moment, too.
    mail.address, mail.language = person.email, person.language
    threads = {kind_of(reminder.rule).thread(reminder.about) for reminder in reminders}
    return Letter(
        words=lambda language: reminder_words(reminders, person.zone, language),
        own=lambda language: {"why": why_you(person), "off_url": off_address(person, language)},
        key=_key(reminders, person.zone),
        headers=letter_headers(person, threads),
        left_out=left_out,
    )


def without_doubles(reminders: Sequence[Reminder]) -> list[Reminder]:
    """Who is named by several rules, as organiser and as coordinator, is told the same words once."""
    told: dict[Hashable, Reminder] = {}
    for one in reminders:
        told.setdefault((one.rule.anchor, one.about.pk, one.rule.intro_en, one.rule.intro_ru), one)
    return list(told.values())


def _key(reminders: Sequence[Reminder], zone: str) -> Hashable:
    """What the words hang on: the hours in the reader's zone only where an event has hours."""
    of_zone = zone if any(kind_of(reminder.rule).has_hours(reminder.about) for reminder in reminders) else ""
    return of_zone, tuple((each.rule.pk, each.about.pk, each.days_left) for each in reminders)


def _refusal(situation: Situation, row: Delivery) -> str | None:
    return situation.refusal(row.rule_key, row.subject_key, key_in(row), row.occurrence)


def _reminder(situation: Situation, row: Delivery, person: Reader) -> Reminder:
    rule, about = situation.rules[base_of(row.rule_key)], situation.row(row.subject_key)
    day = anchor_day(rule, about)
    assert day is not None
    return Reminder(rule, about, day, (day - today_in(person.zone, situation.at)).days)


def reminder_words(reminders: Sequence[Reminder], zone: str, language: str) -> dict[str, Any]:
    labels = zone_labels() if any(kind_of(reminder.rule).has_hours(reminder.about) for reminder in reminders) else {}
    parts = [
        write_part(reminder.rule, kind_of(reminder.rule).words(reminder, zone, labels, language), language)
        for reminder in reminders
    ]
    return {"parts": parts, "subject": mail_subject(parts)}
