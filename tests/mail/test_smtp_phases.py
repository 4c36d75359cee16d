"""A server that refuses, breaks or stays silent at every step, and what the ledger makes of it."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from time import monotonic

import pytest

from cbm_events.reminders import reasons
from cbm_events.reminders.gathering import send_due_deliveries
from cbm_events.reminders.planner import plan_reminders
from cbm_events.services import save_event
from cica_portal.common.mailing.ledger import BACK_OFF, UNKNOWN_PAUSE
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.models import Delivery, Mail
from tests.factories import NOW, make_act, make_event, make_rule, make_user, state_role
from tests.mail.smtp_server import DROP, HANG, TAKE_AND_DROP, TAKE_AND_SLEEP
from tests.reminders.conftest import DUE

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True, params=[False, True], ids=["one by one", "together"])
def commands(request, smtp):
    """The server takes the commands of a message one by one, or together."""
    smtp.script.is_pipelining = request.param


def at_step(step, answer, *, only=None):
    def script(name, recipient, number):
        return answer if name == step and only in {None, number} else None

    return script


def body_of(raw):
    body = message_from_bytes(raw, policy=default).get_body(["plain"])
    return body.get_content().replace("\r\n", "\n") if body else ""


def fresh(mail):
    return Mail.objects.get(pk=mail.pk)


def test_one_connection_carries_a_whole_sweep(smtp, queue):
    mails = [queue(f"Note {number}") for number in range(5)]
    assert send_due_mail(now=NOW) == 5
    assert smtp.message_ids == [mail.message_id for mail in mails]
    assert smtp.connections == 1


def test_text_arrives_as_it_was_written(smtp, queue):
    queue("First\r\n.\r\n..leading dots\n" + "long Ж" * 500 + "\nlast ")
    send_due_mail(now=NOW)
    (raw,) = smtp.taken
    assert b"\r\n..leading dots\r\n" in raw
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    text = body_of(raw)
    assert "en: First\n.\n..leading dots\n" + "long Ж" * 500 + "\nlast" in text


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "DOT"])
def test_temporary_refusal_waits_a_little_longer_each_time(smtp, queue, step):
    smtp.script.answer = at_step(step, "451 try later")
    mail, at = queue(), NOW
    for attempt, minutes in enumerate(BACK_OFF, start=1):
        assert send_due_mail(now=at) == 0
        row = fresh(mail)
        assert (row.state, row.attempts, row.doubts, row.last_error) == ("queued", attempt, 0, "451 try later")
        assert timedelta(0) <= row.not_before - at - timedelta(minutes=minutes) < timedelta(seconds=5)
        at = row.not_before
    smtp.script.answer = at_step(step, None)
    assert send_due_mail(now=at) == 1
    assert smtp.message_ids == [mail.message_id]


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "DOT"])
def test_final_refusal_has_failed(smtp, queue, step):
    smtp.script.answer = at_step(step, "550 no such mailbox")
    mail = queue()
    assert send_due_mail(now=NOW) == 0
    assert (fresh(mail).state, fresh(mail).last_error) == ("failed", "550 no such mailbox")
    assert send_due_mail(now=NOW + timedelta(days=9)) == 0
    assert smtp.taken == []


def test_one_refused_recipient_does_not_stop_the_others(smtp, queue):
    people = [make_user() for _number in range(28)]
    refusals = {people[4].email: "451 mailbox busy", people[8].email: "550 no such mailbox"}
    smtp.script.answer = lambda step, recipient, number: refusals.get(recipient) if step == "RCPT" else None
    mails = [queue(recipient=person) for person in people]
    assert send_due_mail(now=NOW) == 26
    assert [fresh(mails[index]).state for index in (3, 4, 5, 8)] == ["sent", "queued", "sent", "failed"]
    assert smtp.connections == 1
    smtp.script.answer = at_step("RCPT", None)
    assert send_due_mail(now=NOW + timedelta(minutes=2)) == 1
    assert sorted(smtp.recipients) == sorted(p.email for p in people if p is not people[8])


def test_server_that_wants_a_text_of_a_refused_message_gets_none(smtp, queue):
    smtp.script.is_pipelining = smtp.script.is_careless = True
    smtp.script.answer = at_step("RCPT", "550 no such mailbox", only=1)
    first, second = queue("First"), queue("Second")
    assert send_due_mail(now=NOW) == 1
    assert (fresh(first).state, fresh(second).state) == ("failed", "sent")
    assert smtp.message_ids == [second.message_id]


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", [DROP, HANG])
def test_connection_lost_before_the_dot_is_safe_to_repeat(smtp, queue, step, answer):
    smtp.script.answer = at_step(step, answer, only=1)
    first, second = queue("First"), queue("Second")
    assert send_due_mail(now=NOW) == 1
    assert (fresh(first).state, fresh(first).doubts, fresh(second).state) == ("queued", 0, "sent")
    assert send_due_mail(now=NOW + timedelta(minutes=2)) == 1
    assert smtp.message_ids == [second.message_id, first.message_id]


def test_connection_lost_in_the_middle_of_a_large_text_is_safe_to_repeat(smtp, queue):
    smtp.script.answer = at_step("TEXT", DROP, only=1)
    mail = queue("Words, words. " * 300_000)
    assert send_due_mail(now=NOW) == 0
    assert (fresh(mail).state, fresh(mail).doubts) == ("queued", 0)
    assert smtp.taken == []


@pytest.mark.parametrize("answer", [TAKE_AND_DROP, TAKE_AND_SLEEP])
def test_no_answer_to_the_dot_is_repeated_once_with_the_same_id_and_stays_unknown(smtp, queue, answer):
    smtp.script.answer = at_step("DOT", answer)
    mail = queue()
    assert send_due_mail(now=NOW) == 0
    assert (fresh(mail).state, fresh(mail).doubts) == ("queued", 1)
    assert fresh(mail).not_before - NOW >= UNKNOWN_PAUSE
    assert send_due_mail(now=NOW + timedelta(hours=1)) == 0
    assert fresh(mail).state == "unknown"
    assert send_due_mail(now=NOW + timedelta(days=9)) == 0
    assert smtp.message_ids == [mail.message_id] * 2


def test_kind_that_must_not_be_repeated_stays_unknown_at_once(smtp, queue):
    smtp.script.answer = at_step("DOT", TAKE_AND_DROP)
    mail = queue(template="once")
    send_due_mail(now=NOW)
    assert fresh(mail).state == "unknown"
    assert send_due_mail(now=NOW + timedelta(days=9)) == 0
    assert smtp.message_ids == [mail.message_id]


def test_doubtful_mail_that_is_taken_the_second_time_is_sent(smtp, queue):
    smtp.script.answer = at_step("DOT", TAKE_AND_DROP, only=1)
    mail = queue()
    send_due_mail(now=NOW)
    assert send_due_mail(now=NOW + timedelta(hours=1)) == 1
    assert (fresh(mail).state, fresh(mail).doubts) == ("sent", 1)


def test_sender_killed_twice_leaves_the_mail_unknown(smtp, queue):
    """Nobody can tell how far a killed sender had come: one repetition, no more."""
    mail = queue()
    Mail.objects.filter(pk=mail.pk).update(state="sending", lease_until=NOW, handed_at=NOW, doubts=1)
    assert send_due_mail(now=NOW + timedelta(minutes=1)) == 0
    assert fresh(mail).state == "unknown"
    assert smtp.taken == []


def test_absent_server_costs_no_attempt(smtp, queue):
    smtp.stop()
    mail = queue()
    assert send_due_mail(now=NOW) == 0
    row = fresh(mail)
    assert (row.state, row.attempts) == ("queued", 0)
    assert row.last_error.startswith("ConnectionRefusedError")


def test_server_that_refuses_the_greeting_costs_no_attempt(smtp, queue):
    smtp.script.answer = at_step("CONNECT", "421 too busy")
    mail = queue()
    assert send_due_mail(now=NOW) == 0
    assert (fresh(mail).attempts, fresh(mail).last_error) == (0, "421 too busy")


def test_server_that_keeps_breaking_is_left_alone_until_the_next_sweep(smtp, queue):
    smtp.script.answer = at_step("MAIL", DROP)
    mails = [queue() for _number in range(5)]
    assert send_due_mail(now=NOW) == 0
    assert [fresh(mail).attempts for mail in mails] == [1, 1, 0, 0, 0]


def test_silent_server_frees_the_sender_within_its_timeout(smtp, queue, settings):
    smtp.script.answer = at_step("CONNECT", HANG)
    mail, began = queue(), monotonic()
    assert send_due_mail(now=NOW) == 0
    assert monotonic() - began < 2 * settings.EMAIL_TIMEOUT
    assert (smtp.connections, fresh(mail).attempts) == (1, 0)


def test_goodbye_of_the_server_opens_a_new_connection(smtp, queue):
    smtp.script.answer = at_step("MAIL", "421 closing", only=1)
    first, second = queue(), queue()
    assert send_due_mail(now=NOW) == 1
    assert (fresh(first).state, fresh(second).state) == ("queued", "sent")
    assert smtp.connections == 2


@pytest.mark.parametrize("answer", ["550 no such mailbox", "451 try later"])
def test_mail_that_may_have_arrived_is_never_said_to_have_failed(smtp, queue, answer):
    smtp.script.answer = at_step("DOT", TAKE_AND_DROP)
    mail, at = queue(), NOW
    send_due_mail(now=at)
    smtp.script.answer = at_step("RCPT", answer)
    while fresh(mail).state == "queued":
        at = fresh(mail).not_before
        send_due_mail(now=at)
    assert (fresh(mail).state, fresh(mail).last_error) == ("unknown", answer)
    assert smtp.message_ids == [mail.message_id]


def moved_after_it_was_queued(world, *, moved):
    """A mail about two seminars of which one moves away before it leaves."""
    make_rule(days=7)
    make_event(roles=[state_role(world.kaz)])
    plan_reminders(now=DUE)
    send_due_deliveries(now=DUE)
    moved.refresh_from_db()
    moved.earliest += timedelta(days=30)
    moved.latest += timedelta(days=30)
    save_event(event=moved, act=make_act())


@pytest.mark.parametrize(("step", "answer"), [("DOT", TAKE_AND_DROP), ("MAIL", "550 no")])
def test_what_the_mail_did_not_say_is_not_settled_with_it(smtp, person, world, step, answer):
    moved = make_event(roles=[state_role(world.kaz)])
    moved_after_it_was_queued(world, moved=moved)
    smtp.script.answer = at_step(step, answer)
    send_due_mail(now=DUE)
    row = Delivery.objects.get(subject_key=moved.public_id, occurrence=DUE.date())
    assert (row.state, row.reason, row.mail) == ("superseded", reasons.MOVED, None)
