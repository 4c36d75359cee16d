"""Addresses that servers keep refusing are flagged; the Secretariat can stop all sending."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from cica_portal.common import history
from cica_portal.common.mailing import stops
from cica_portal.common.mailing.flags import FLAGGED, MOST_REFUSALS, lift
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.models import AddressFlag, Change, Mail, MailStop
from tests.factories import NOW, make_act, make_address_flag, make_mail_stop, make_user
from tests.parallel import run_together

pytestmark = [pytest.mark.django_db, pytest.mark.both]

GONE = "550 5.1.1 no such mailbox"


def refuse(smtp, words=GONE, step="RCPT"):
    smtp.script.answer = lambda name, recipient, number: words if name == step else None


def take(smtp):
    smtp.script.answer = lambda name, recipient, number: None


def send_one(queue, person, at=NOW):
    mail = queue(recipient=person, at=at)
    send_due_mail(now=at)
    mail.refresh_from_db()
    return mail


@pytest.fixture
def gone(smtp, queue):
    """Somebody whose address has just been flagged."""
    refuse(smtp)
    person = make_user()
    for minute in range(MOST_REFUSALS):
        send_one(queue, person, NOW + timedelta(minutes=minute))
    take(smtp)
    return person


LATER = NOW + timedelta(hours=1)


def test_address_that_is_refused_several_times_is_flagged_with_the_servers_words(gone):
    flag = AddressFlag.objects.get()
    assert (flag.address, flag.refusals, flag.last_words) == (gone.email, MOST_REFUSALS, GONE)
    assert Change.objects.of("address_flag", flag.public_id).get().after["last_words"] == GONE


def test_no_mail_goes_to_a_flagged_address_whatever_its_kind(gone, smtp, queue):
    mail = send_one(queue, gone, LATER)
    assert (mail.state, mail.last_error) == ("withdrawn", FLAGGED)
    assert smtp.taken == []


def test_once_or_twice_is_no_flag(smtp, queue):
    refuse(smtp)
    person = make_user()
    for _time in range(MOST_REFUSALS - 1):
        assert send_one(queue, person).state == "failed"
    assert not AddressFlag.objects.exists()


def test_mail_that_arrives_in_between_begins_the_count_anew(smtp, queue):
    person = make_user()
    refusals = [True] * (MOST_REFUSALS - 1) + [False] + [True] * (MOST_REFUSALS - 1)
    for minute, is_refused in enumerate(refusals):
        refuse(smtp) if is_refused else take(smtp)
        send_one(queue, person, NOW + timedelta(minutes=minute))
    assert not AddressFlag.objects.exists()
    refuse(smtp)
    send_one(queue, person, LATER)
    assert AddressFlag.objects.exists()


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("451 4.2.2 mailbox full", "RCPT"),
        ("550 5.7.1 relaying denied", "RCPT"),
        ("554 5.3.2 system not accepting mail", "RCPT"),
        ("530 authentication required", "RCPT"),
        ("550 no such mailbox", "MAIL"),
        ("550 spam", "DOT"),
    ],
)
def test_what_does_not_mean_the_address_for_good_is_no_flag(smtp, queue, words, step):
    refuse(smtp, words, step)
    person = make_user()
    for minute in range(MOST_REFUSALS + 1):
        send_one(queue, person, NOW + timedelta(minutes=minute))
    assert not AddressFlag.objects.exists()


def test_address_of_the_moment_counts_so_a_corrected_one_gets_mail(gone, smtp, queue):
    gone.email = "corrected@example.org"
    history.save(gone, act=make_act())
    assert send_one(queue, gone, LATER).state == "sent"
    assert smtp.recipients == ["corrected@example.org"]


def test_flag_knows_the_address_in_any_case_of_letters(outbox, queue):
    make_address_flag(address="somebody@example.org")
    assert send_one(queue, make_user(email="Somebody@Example.org")).state == "withdrawn"


def test_lifted_flag_lets_mail_through_and_the_count_begins_anew(gone, smtp, queue):
    lift(AddressFlag.objects.get(), act=make_act(at=LATER, reason="The mailbox is back."))
    refuse(smtp)
    assert send_one(queue, gone, LATER + timedelta(minutes=1)).state == "failed"
    assert not AddressFlag.objects.standing().exists()
    for minute in range(2, 2 + MOST_REFUSALS):
        send_one(queue, gone, LATER + timedelta(minutes=minute))
    assert AddressFlag.objects.count() == 2
    assert AddressFlag.objects.standing().count() == 1


def test_flag_is_lifted_once(gone):
    first, second = AddressFlag.objects.get(), AddressFlag.objects.get()
    lift(first, act=make_act(at=LATER))
    with pytest.raises(history.StaleVersion):
        lift(second, act=make_act(at=LATER))


def stop(at=NOW, reason="The list is being checked."):
    stops.stop_sending(act=make_act(at=at, reason=reason))


def test_nothing_leaves_while_all_sending_is_stopped_and_nothing_is_lost(outbox, queue):
    mail = queue()
    stop()
    assert send_due_mail(now=LATER) == 0
    stops.resume_sending(act=make_act(at=LATER))
    assert send_due_mail(now=LATER) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("sent", 1)


def test_stop_holds_for_a_pass_that_has_begun(outbox, queue, monkeypatch):
    monkeypatch.setattr("cica_portal.common.mailing.sweep.CHUNK", 2)
    for number in range(6):
        queue(f"Note {number}")
    asked = iter([False, False, True])
    monkeypatch.setattr(stops, "is_stopped", lambda: next(asked))
    assert send_due_mail(now=NOW) == 2
    assert Mail.objects.filter(state="queued").count() == 4


def test_stop_needs_a_reason_and_is_one_however_often_it_is_asked_for():
    with pytest.raises(ValidationError):
        stop(reason="")
    stop()
    stop(reason="Once more")
    found = MailStop.objects.get()
    assert found == stops.standing_stop()
    assert [change.reason for change in Change.objects.of("mail_stop", found.public_id)] == [
        "The list is being checked."
    ]


@pytest.mark.django_db(transaction=True)
def test_many_ask_for_the_stop_at_once():
    answers = run_together(lambda index: stop())
    assert [answer for answer in answers if answer] == []
    assert MailStop.objects.count() == 1


def test_resuming_twice_changes_nothing():
    make_mail_stop()
    for _time in range(2):
        stops.resume_sending(act=make_act(at=LATER))
    assert not stops.is_stopped()
    assert stops.standing_stop() is None
    assert Change.objects.filter(kind="mail_stop").count() == 2
