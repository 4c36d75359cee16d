"""The ledger, the book of the mail server and the editors' notes, compared row by row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Max

from cbm_events.models import Event, EventRole, ReminderRule
from cbm_events.reminders.gathering import NOTICES, REMINDERS
from cica_portal.common.mailing.claims import ABANDONED
from cica_portal.common.mailing.flags import flagged
from cica_portal.common.mailing.ledger import BACK_OFF
from cica_portal.common.mailing.registry import kind_of
from cica_portal.common.models import AudienceChange, AudienceSequence, Change, Delivery, Mail
from members.models import User
from tests.chaos.edits import OPEN, Absence
from tests.chaos.house import MAIL_TIMEOUT
from tests.chaos.sink import Attempt
from tests.chaos.visitors import NO_ANSWER
from tests.chaos.weather import NO_MAILBOX
from tests.chaos.world import World, due_today

State = Delivery.State
# What was read for a mail may be so old when the server hears of it: a batch, and one message that hangs.
FRESH = timedelta(seconds=5 + 4 * MAIL_TIMEOUT)
WEEK = 7
# Mails that carry deliveries; the others stand for themselves.
CARRIERS = frozenset({REMINDERS, NOTICES})

ONCE = "Each message is taken once; one of unknown fate at most twice, under the same Message-ID"
NEVER_AGAIN = "What must not be repeated is taken once at most"
AGREE = "A message holds the deliveries of its row and no others"
DEMANDED = "Each reminder that the rules demand was sent, or its end has its reason"
EXPLAINED = "Each row has ended, and failed or unknown ones are traced to the server or to a killed sender"
NOT_AWAY = "Nothing was sent about what was cancelled, postponed or moved, nor to who is switched off"
NOT_PAST = "Nothing was sent about what had begun"
HISTORY = "Each act on an event is whole: version, changes and audience numbers agree"
WEB = "The web server gave right answers or none, and 503 only while the database was away"
STATEMENTS = (ONCE, NEVER_AGAIN, AGREE, DEMANDED, EXPLAINED, NOT_AWAY, NOT_PAST, HISTORY, WEB)


@dataclass
class Reckoning:
    world: World
    book: Sequence[Attempt]
    absences: Mapping[str, Sequence[Absence]]
    last: datetime
    kills: Mapping[str, int]
    answers: Mapping[tuple[str, int], int]
    database_crashed: bool
    broken: dict[str, list[str]] = field(default_factory=lambda: {statement: [] for statement in STATEMENTS})

    def __post_init__(self) -> None:
        self.mails = {mail.message_id: mail for mail in Mail.objects.select_related("recipient")}
        self.mail_of = {mail.pk: mail for mail in self.mails.values()}
        self.carried: dict[int, list[Delivery]] = defaultdict(list)
        self.deliveries = list(Delivery.objects.all())
        for row in self.deliveries:
            if row.mail_id:
                self.carried[row.mail_id].append(row)
        self.taken: dict[str, list[Attempt]] = defaultdict(list)
        self.at_dot: dict[str, list[Attempt]] = defaultdict(list)
        for attempt in self.book:
            if attempt.reached_dot:
                self.at_dot[attempt.message_id].append(attempt)
            if attempt.taken:
                self.taken[attempt.message_id].append(attempt)

    def run(self) -> bool:
        for message_id, attempts in self.taken.items():
            self.compare_message(message_id, attempts)
        for mail in self.mails.values():
            self.compare_mail(mail)
        for row in self.deliveries:
            self.compare_delivery(row)
        self.compare_demand()
        self.compare_history()
        self.compare_answers()
        return not any(self.broken.values())

    def find(self, statement: str, words: str) -> None:
        self.broken[statement].append(words)

    def compare_message(self, message_id: str, attempts: Sequence[Attempt]) -> None:
        mail = self.mails.get(message_id)
        if mail is None:
            self.find(AGREE, f"{message_id} has no row")
            return
        if len(attempts) > 1 + min(mail.doubts, 1):
            self.find(ONCE, f"{describe(mail)} was taken {len(attempts)} times")
        if len(attempts) > 1 and not kind_of(mail.template).repeat_when_unknown:
            self.find(NEVER_AGAIN, f"{describe(mail)} was taken {len(attempts)} times")
        for attempt in attempts:
            self.compare_attempt(mail, attempt, is_last=attempt is attempts[-1])

    def compare_attempt(self, mail: Mail, attempt: Attempt, *, is_last: bool) -> None:
        if attempt.recipient != mail.address:
            self.find(AGREE, f"{describe(mail)} went to {attempt.recipient}")
        if mail.template not in CARRIERS:
            return
        rows = Counter((row.subject_key, State(row.state)) for row in self.carried[mail.pk])
        sent = Counter({key: times for (key, state), times in rows.items() if state == State.SENT})
        unknown = Counter({key: times for (key, state), times in rows.items() if state == State.UNKNOWN})
        if attempt.events - sent - unknown or (is_last and sent - attempt.events):
            self.find(AGREE, f"{describe(mail)} named {dict(attempt.events)}, its row {dict(rows)}")
        keys = [mail.address, *(attempt.events if mail.template == REMINDERS else ())]
        for key in keys:
            if any(is_within(attempt.began, absence) for absence in self.absences.get(key, ())):
                self.find(NOT_AWAY, f"{describe(mail)} at {attempt.began:%H:%M:%S} about {key}")
        for event in self.world.soon:
            assert event.starts_at is not None
            if event.public_id in attempt.events and attempt.began > event.starts_at + FRESH:
                self.find(NOT_PAST, f"{describe(mail)} at {attempt.began:%H:%M:%S} about {event.public_id}")

    def compare_mail(self, mail: Mail) -> None:
        taken, state = len(self.taken[mail.message_id]), Mail.State(mail.state)
        if state == Mail.State.SENT and not taken:
            self.find(ONCE, f"{describe(mail)} is called sent and was never taken")
        if state in {Mail.State.WITHDRAWN, Mail.State.FAILED} and taken:
            self.find(ONCE, f"{describe(mail)} is called {state} and was taken {taken} times")
        if not self.is_explained(mail, state):
            self.find(EXPLAINED, f"{describe(mail)} is {state}: {mail.last_error!r}")

    def is_explained(self, mail: Mail, state: Mail.State) -> bool:
        match state:
            case Mail.State.SENT:
                return True
            case Mail.State.WITHDRAWN:
                return bool(mail.last_error)
            case Mail.State.FAILED:
                return "refused, number" in mail.last_error or NO_MAILBOX in mail.last_error or self.gave_up(mail)
            case Mail.State.UNKNOWN:
                return self.was_doubtful(mail)
        return False

    def gave_up(self, mail: Mail) -> bool:
        return mail.attempts > len(BACK_OFF)

    def was_doubtful(self, mail: Mail) -> bool:
        """The server left a final dot without an answer in time, or a sender was killed with it in hand."""
        if any(attempt.at_dot or attempt.seconds > MAIL_TIMEOUT / 2 for attempt in self.at_dot[mail.message_id]):
            return True
        if any(attempt.broke_in_text and attempt.recipient == mail.address for attempt in self.book):
            return True
        return bool(mail.doubts or mail.last_error == ABANDONED) and any(self.kills.values())

    def compare_delivery(self, row: Delivery) -> None:
        mail = self.mail_of.get(row.mail_id) if row.mail_id else None
        words = f"{row.rule_key} {row.subject_key} to {row.recipient_id} on {row.occurrence} is {row.state}"
        match State(row.state):
            case State.PLANNED if row.due_at <= self.last or mail:
                self.find(EXPLAINED, f"{words} and was due at {row.due_at}")
            case State.SENT if mail is None or mail.state != Mail.State.SENT:
                self.find(EXPLAINED, f"{words} without a mail that was sent")
            case State.FAILED | State.UNKNOWN if mail is None:
                self.find(EXPLAINED, f"{words} without a mail")
            case State.SUPERSEDED | State.EXPIRED if not row.reason or (mail and mail.state == Mail.State.SENT):
                self.find(EXPLAINED, f"{words} ({row.reason!r})")

    def compare_demand(self) -> None:
        """What the rules demand of the events and people as they are in the end, by arithmetic of its own."""
        ledger = {(row.rule_key, row.subject_key, row.recipient_id, row.occurrence): row for row in self.deliveries}
        for rule, event, person in self.demanded():
            row = ledger.get((rule.public_id, event.public_id, person.pk, self.world.today))
            words = f"{rule} of {event.title_en} to {person.email}"
            if row is None:
                self.find(DEMANDED, f"{words} was never planned")
            elif row.state not in {State.SENT, State.UNKNOWN, State.FAILED}:
                self.find(DEMANDED, f"{words} is {row.state}: {row.reason!r}")

    def demanded(self) -> Iterator[tuple[ReminderRule, Event, User]]:
        liaisons: dict[int, list[User]] = defaultdict(list)
        people = User.objects.filter(role="liaison", is_active=True, wants_reminders=True)
        # Addresses that do not exist get nothing any more.
        refused = flagged(list(people.values_list("email", flat=True)))
        for person in people:
            assert person.state_id is not None
            if person.email not in refused:
                liaisons[person.state_id].append(person)
        organisers: dict[int, list[int]] = defaultdict(list)
        for event_id, state_id in EventRole.objects.values_list("event_id", "state_id"):
            if state_id:
                organisers[event_id].append(state_id)
        for rule in ReminderRule.objects.filter(days__gt=0):
            for event in Event.objects.filter(status__in=OPEN):
                due = due_today(rule, event, self.world)
                if due is None or due > self.last:
                    continue
                for person in (person for state in organisers[event.pk] for person in liaisons[state]):
                    if rule.days <= WEEK or person.reminder_channel == User.Channel.AT_ONCE:
                        yield rule, event, person

    def compare_history(self) -> None:
        changes = Counter(Change.objects.filter(kind="event").values_list("subject_id", flat=True))
        for event in Event.objects.all():
            if changes[event.public_id] != event.version:
                self.find(HISTORY, f"{event.public_id} has version {event.version}, {changes[event.public_id]} changes")
        for sequence in AudienceSequence.objects.all():
            numbers = AudienceChange.objects.filter(audience=sequence.audience)
            last = numbers.aggregate(last=Max("number"))["last"]
            if last != sequence.last or numbers.values("number").distinct().count() != last:
                self.find(HISTORY, f"{sequence.audience}: numbers have a gap before {sequence.last}")

    def compare_answers(self) -> None:
        allowed = {NO_ANSWER, 200, *([503] if self.database_crashed else [])}
        for (path, status), times in self.answers.items():
            if status not in allowed:
                self.find(WEB, f"{path} answered {status} {times} times")


def describe(mail: Mail) -> str:
    return f"{mail.template} {mail.message_id} to {mail.address} ({mail.state}, doubts {mail.doubts})"


def is_within(moment: datetime, absence: Absence) -> bool:
    return absence.since + FRESH < moment and (absence.until is None or moment < absence.until)
