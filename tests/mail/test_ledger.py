"""What becomes of a mail that cannot go: parked, withdrawn, claimed once."""

from datetime import timedelta

import pytest

from cica_portal.common import history
from cica_portal.common.mailing.claims import claim, give_back_abandoned, hand_over
from cica_portal.common.mailing.desk import NO_ACCOUNT
from cica_portal.common.mailing.ledger import BACK_OFF, new_message_id, settle
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.models import Mail
from tests.factories import NOW, make_act, make_user
from tests.parallel import run_together

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LEASE = timedelta(seconds=30)


def test_message_ids_are_random_and_of_the_senders_domain(settings):
    settings.DEFAULT_FROM_EMAIL = "CICA portal <portal@mail.example.org>"
    ids = {new_message_id() for _time in range(50)}
    assert len(ids) == 50
    assert all(name.startswith("<") and name.endswith(".1@mail.example.org>") for name in ids)


def test_row_that_cannot_be_rendered_waits_and_the_others_go(outbox, queue):
    broken, good = queue("broken"), queue("fine")
    assert send_due_mail(now=NOW) == 1
    broken.refresh_from_db()
    good.refresh_from_db()
    assert good.state == "sent"
    assert (broken.state, broken.attempts) == ("queued", 1)
    assert broken.last_error == "ValueError: this row cannot be rendered"
    assert broken.not_before - NOW >= timedelta(minutes=BACK_OFF[0])


def test_row_that_never_can_be_rendered_has_failed_in_the_end(outbox, queue):
    broken, at = queue("broken"), NOW
    for _attempt in range(len(BACK_OFF) + 1):
        send_due_mail(now=at)
        at += timedelta(days=1)
    broken.refresh_from_db()
    assert (broken.state, broken.attempts) == ("failed", len(BACK_OFF) + 1)


def test_mail_without_purpose_is_withdrawn_with_the_reason(outbox, queue):
    mail = queue("pointless")
    assert send_due_mail(now=NOW) == 0
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == ("withdrawn", "Nothing to say.")
    assert list(outbox.iterdir()) == []


def test_mail_to_a_closed_account_is_withdrawn(outbox, queue):
    user = make_user()
    mail = queue(recipient=user)
    user.is_active = False
    history.save(user, act=make_act())
    assert send_due_mail(now=NOW) == 0
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == ("withdrawn", NO_ACCOUNT)


def test_mail_goes_to_the_address_and_in_the_language_of_the_moment(outbox, queue):
    user = make_user()
    mail = queue(recipient=user)
    user.email, user.language = "new@example.org", "ru"
    history.save(user, act=make_act())
    send_due_mail(now=NOW)
    mail.refresh_from_db()
    assert (mail.address, mail.language) == ("new@example.org", "ru")


@pytest.mark.django_db(transaction=True)
def test_each_mail_is_claimed_by_one_of_many_senders(queue):
    pks = [queue(f"Note {number}").pk for number in range(30)]
    answers = run_together(lambda index: claim(pks, at=NOW, sender=f"sender {index}", lease=LEASE))
    claimed = [mail.pk for mails in answers for mail in mails]
    assert sorted(claimed) == pks
    assert set(Mail.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_many_sweeps_at_once_write_each_mail_once(outbox, queue):
    mails = [queue(f"Note {number}") for number in range(20)]
    answers = run_together(lambda index: send_due_mail(now=NOW))
    assert sum(answers) == len(mails)
    assert len(list(outbox.iterdir())) == len(mails)
    assert set(Mail.objects.values_list("state", "attempts")) == {("sent", 1)}


def claim_one(mail, at, sender):
    (claimed,) = claim([mail.pk], at=at, sender=sender, lease=LEASE)
    return claimed


def leave(mail, at=NOW):
    return hand_over(mail, subject="Note", at=at, lease=LEASE)


def test_claim_that_passed_to_another_neither_leaves_nor_is_settled(queue):
    mail, later = queue(), NOW + timedelta(minutes=1)
    slow = claim_one(mail, NOW, "slow")
    give_back_abandoned(at=later, repeats_show=True)
    quick = claim_one(mail, later, "quick")
    assert not leave(slow, later)
    assert not settle(slow, state=Mail.State.FAILED, at=later)
    assert leave(quick, later)
    assert settle(quick, state=Mail.State.SENT, at=later)


def state_of(mail):
    return Mail.objects.values_list("state", "attempts", "doubts").get(pk=mail.pk)


@pytest.mark.parametrize("repeats_show", [True, False])
def test_claim_that_was_not_handed_over_goes_back_as_if_nothing_had_been(queue, repeats_show):
    mail = queue()
    claim_one(mail, NOW, "killed")
    give_back_abandoned(at=NOW + LEASE, repeats_show=repeats_show)
    assert state_of(mail) == ("sending", 1, 0)
    give_back_abandoned(at=NOW + 2 * LEASE, repeats_show=repeats_show)
    assert state_of(mail) == ("queued", 0, 0)


def abandon(mail, at):
    leave(claim_one(mail, at, "killed"), at)
    return at + 2 * LEASE


def test_mail_that_was_handed_over_and_abandoned_is_repeated_once(queue):
    mail = queue()
    later = abandon(mail, NOW)
    give_back_abandoned(at=later, repeats_show=True)
    assert state_of(mail) == ("queued", 1, 1)
    give_back_abandoned(at=abandon(mail, later), repeats_show=True)
    assert state_of(mail) == ("unknown", 2, 1)


def test_mail_that_must_not_come_twice_is_not_repeated_when_its_sender_is_gone(queue):
    mail = queue(template="once")
    give_back_abandoned(at=abandon(mail, NOW), repeats_show=True)
    assert state_of(mail) == ("unknown", 1, 0)


def test_where_repeats_do_not_show_an_abandoned_mail_is_repeated_always(queue):
    mail, at = queue(template="once"), NOW
    for doubts in range(1, 4):
        at = abandon(mail, at)
        give_back_abandoned(at=at, repeats_show=False)
        assert state_of(mail) == ("queued", doubts, doubts)
