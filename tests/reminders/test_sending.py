"""From what is due to what lies in the outbox: one mail a person, true when it leaves, once."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from cbm_events.notices.keys import NOTICE
from cbm_events.reminders import reasons
from cbm_events.reminders.gathering import send_due_deliveries
from cbm_events.reminders.planner import plan_reminders
from cbm_events.transitions import Action
from cica_portal.common.mailing.desk import NO_ACCOUNT
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.models import Delivery, Mail
from tests.factories import (
    make_attestation,
    make_coordination,
    make_event,
    make_rule,
    make_timed_event,
    make_user,
    make_zone_label,
    state_role,
)
from tests.parallel import run_together
from tests.reminders.conftest import DUE, PLANNED_ON
from tests.reminders.test_planner import change, change_event, do, move

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def run(at):
    """What the scheduler does: plan, gather, send."""
    plan_reminders(now=at)
    send_due_deliveries(now=at)
    return send_due_mail(now=at)


def messages(outbox):
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in outbox.glob("*.eml")]
    return {str(message["To"]): message for message in found}


def text_of(message):
    return message.get_body(["plain"]).get_content().replace("\r\n", "\n").replace("\u00a0", " ")


def settled():
    return sorted(Delivery.objects.exclude(rule_key__startswith=NOTICE).values_list("state", "reason"))


def test_reminder_lands_once_at_its_hour(outbox, rule, seminar, person):
    assert run(PLANNED_ON) == 0
    assert run(DUE - timedelta(minutes=1)) == 0
    assert [run(DUE + timedelta(minutes=minute)) for minute in range(5)] == [1, 0, 0, 0, 0]
    assert len(list(outbox.glob("*.eml"))) == 1
    assert settled() == [("sent", "")]
    row = Delivery.objects.get()
    assert row.mail == Mail.objects.get()
    assert row.settled_at
    assert row.settled_at - DUE < timedelta(minutes=1)


def test_mail_says_what_when_and_why_you(outbox, rule, seminar, person):
    run(DUE)
    message = messages(outbox)[person.email]
    assert message["Subject"] == "Begins in 7 days: Seminar on hygiene"
    text = text_of(message)
    assert "Begins in 7 days\n\nSeminar on hygiene\n" in text
    assert "When: 14–15 May 2026\n" in text
    assert f"Event page: https://portal.example.org/events/{seminar.public_id}/\n" in text
    assert "CICA Secretariat, Astana. You receive this as a liaison of Kazakhstan." in text
    assert f"https://portal.example.org/ru/events/{seminar.public_id}/\n" in text
    assert text.index("/events/") < text.index("/ru/events/")
    page = message.get_body(["html"]).get_content()
    assert page.count(f'href="https://portal.example.org/events/{seminar.public_id}/"') == 1
    assert page.count(f'href="https://portal.example.org/ru/events/{seminar.public_id}/"') == 1


def test_hours_are_those_of_the_place_and_of_the_reader(outbox, rule, world):
    make_zone_label(zone="Asia/Kolkata", label_en="Delhi time", label_ru="время Дели")
    reader = make_user(role="liaison", state=world.kaz, zone="Asia/Kolkata")
    make_timed_event(roles=[state_role(world.kaz)], earliest=date(2026, 5, 14))
    run(datetime(2026, 5, 7, 4, tzinfo=UTC))
    text = text_of(messages(outbox)[reader.email])
    assert "When: 14 May 2026, 09:00–17:00 (Astana time); 09:30–17:30 (Delhi time)\n" in text


def test_one_mail_a_person_whatever_the_number_of_reminders(outbox, rule, seminar, person, world):
    make_event(title_en="Second event", roles=[state_role(world.kaz)])
    make_rule(days=7, recipients="all_states", intro_en="Words of its own.")
    run(DUE)
    message = messages(outbox)[person.email]
    assert len(messages(outbox)) == 1
    assert Mail.objects.get().deliveries.count() == 4
    assert message["Subject"] == "4 reminders"
    assert text_of(message).count("Words of its own.") == 4
    assert settled() == [("sent", "")] * 4


def test_person_with_three_hats_is_told_the_same_words_once(outbox, rule, person, world):
    """An organiser, a coordinator and a member state: three rows of the ledger, one mail, one part of it."""
    area = world.areas["ECO-SME"]
    make_attestation(coordination=make_coordination(state=world.kaz, area=area))
    event = make_event(
        title_en="Seminar on hygiene", roles=[state_role(world.kaz)], area=area, dimension=area.dimension
    )
    for recipients in ("coordinators", "all_states"):
        make_rule(days=7, recipients=recipients)
    assert run(DUE) == 1
    message = messages(outbox)[person.email]
    assert message["Subject"] == "Begins in 7 days: Seminar on hygiene"
    assert text_of(message).count(f"org/events/{event.public_id}/") == 1
    assert settled() == [("sent", "")] * 3


def test_late_reminder_tells_the_true_number_of_days(outbox, rule, seminar, person):
    run(PLANNED_ON)
    assert run(DUE + timedelta(hours=26)) == 1
    assert messages(outbox)[person.email]["Subject"] == "Begins in 6 days: Seminar on hygiene"


def test_event_called_off_after_the_mail_was_queued_is_not_announced(outbox, rule, seminar, person):
    plan_reminders(now=DUE)
    send_due_deliveries(now=DUE)
    do(seminar, Action.CANCEL)
    assert send_due_mail(now=DUE) == 0
    assert Mail.objects.get().state == "withdrawn"
    assert settled() == [("superseded", reasons.CANCELLED)]
    do(seminar, Action.REINSTATE)
    assert run(DUE + timedelta(hours=1)) == 1
    assert settled() == [("sent", "")]


def test_mail_leaves_out_what_no_longer_holds(outbox, rule, seminar, person, world):
    make_event(title_en="Second event", roles=[state_role(world.kaz)])
    plan_reminders(now=DUE)
    send_due_deliveries(now=DUE)
    move(seminar, date(2026, 5, 21))
    assert send_due_mail(now=DUE) == 1
    assert messages(outbox)[person.email]["Subject"] == "Begins in 7 days: Second event"
    assert settled() == [("sent", ""), ("superseded", reasons.MOVED)]
    assert run(DUE + timedelta(days=7)) == 2
    assert sorted(Mail.objects.values_list("subject", flat=True)) == [
        "Begins in 7 days: Second event", "Begins in 7 days: Seminar on hygiene", "Moved: Seminar on hygiene",
    ]  # fmt: skip


def test_new_title_is_the_one_that_is_sent(outbox, rule, seminar, person):
    plan_reminders(now=DUE)
    send_due_deliveries(now=DUE)
    change_event(seminar, title_en="Seminar on vaccines")
    send_due_mail(now=DUE)
    assert messages(outbox)[person.email]["Subject"] == "Begins in 7 days: Seminar on vaccines"


def test_hidden_event_is_not_named_to_its_former_readers(outbox, rule, seminar, person):
    plan_reminders(now=DUE)
    send_due_deliveries(now=DUE)
    change_event(seminar, visibility="secretariat")
    assert send_due_mail(now=DUE) == 0
    assert settled() == [("superseded", reasons.HIDDEN)]


def test_closed_account_gets_no_mail(outbox, rule, seminar, person):
    plan_reminders(now=DUE)
    send_due_deliveries(now=DUE)
    change(person, is_active=False)
    assert send_due_mail(now=DUE) == 0
    assert settled() == [("superseded", NO_ACCOUNT)]


def test_russian_reader_gets_russian_first_and_is_told_of_a_missing_translation(outbox, rule, seminar, person):
    change(person, language="ru")
    run(DUE)
    text = text_of(messages(outbox)[person.email])
    assert text.index(f"/ru/events/{seminar.public_id}/") < text.index(f"org/events/{seminar.public_id}/")
    assert text.count("Seminar on hygiene (in English)\n") == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_gather_each_reminder_into_one_mail(outbox, rule, seminar, person, world):
    for _number in range(5):
        make_user(role="liaison", state=world.kaz)
    plan_reminders(now=DUE)
    answers = run_together(lambda index: send_due_deliveries(now=DUE))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert (sum(answers), Mail.objects.count()) == (6, 6)
    assert Delivery.objects.filter(mail=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_whole_run_by_many_workers_at_once_reaches_each_person_once(outbox, rule, seminar, person, world):
    for _number in range(5):
        make_user(role="liaison", state=world.kaz)
    answers = run_together(lambda index: run(DUE))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    run(DUE + timedelta(minutes=1))
    assert len(list(outbox.glob("*.eml"))) == 6
    assert settled() == [("sent", "")] * 6


HOSTILE = [
    "Click https://evil.example/login now",
    "[Sign in](https://evil.example)",
    "Seminar www.evil.example",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_words_of_people_never_become_a_link(outbox, rule, person, world, title):
    make_event(title_en=title, roles=[state_role(world.kaz)])
    run(DUE)
    message = messages(outbox)[person.email]
    for part in (text_of(message), message.get_body(["html"]).get_content()):
        assert "evil.example" not in part
        assert "://" not in part.replace("https://portal.example.org", "")
        assert "evil.\u200bexample" in part
