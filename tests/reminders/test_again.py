"""Sent again on purpose, and what a person sees of the own ledger."""

from datetime import UTC, datetime, timedelta

import pytest

from cbm_events.models import Event
from cbm_events.reminders import reasons
from cbm_events.reminders.planner import plan_reminders
from cbm_events.reminders.resending import WAITS, repeat
from cbm_events.transitions import Action
from cica_portal.common.models import Delivery, Mail
from tests.factories import NOW, make_delivery, make_event, make_rule, make_user, state_role
from tests.parallel import run_together
from tests.reminders.test_notices import do, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
REASON = {"because": "The liaison lost it"}


@pytest.fixture
def sent(outbox, world):
    """A reminder that went out at NOW."""
    make_rule(days=7, name_en="A week before")
    person = make_user(role="liaison", state=world.kaz)
    make_event(title_en="Sent seminar", earliest=(NOW + timedelta(days=7)).date(), roles=[state_role(world.kaz)])
    assert run(NOW) == 1
    return Delivery.objects.get(recipient=person)


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_sent_again_with_a_reason(client_as, editor, sent):
    client = client_as("editor")
    answer = client.post(f"/reminders/{sent.pk}/again/", REASON)
    assert answer.headers["Location"] == "/reminders/"
    again = Delivery.objects.exclude(pk=sent.pk).get()
    assert again.rule_key == f"{sent.rule_key}-again-1"
    assert (again.occurrence, again.recipient) == (sent.occurrence, sent.recipient)
    assert (again.asked_by, again.asked_because) == (editor, "The liaison lost it")
    assert run(NOW + timedelta(minutes=1)) == 1
    assert run(NOW + timedelta(minutes=2)) == 0
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == ["sent", "sent"]
    assert len(set(Mail.objects.values_list("message_id", flat=True))) == 2
    assert f"Sent again by {editor.name}: The liaison lost it" in page(client, "/reminders/?show=sent")


def test_again_and_once_more(client_as, sent):
    client = client_as("editor")
    client.post(f"/reminders/{sent.pk}/again/", REASON)
    answer = client.post(f"/reminders/{sent.pk}/again/", REASON)
    assert (answer.status_code, WAITS in answer.content.decode()) == (409, True)
    run(NOW + timedelta(minutes=1))
    again = Delivery.objects.exclude(pk=sent.pk).get()
    client.post(f"/reminders/{again.pk}/again/", REASON)
    keys = sorted(Delivery.objects.values_list("rule_key", flat=True))
    assert keys == [sent.rule_key, f"{sent.rule_key}-again-1", f"{sent.rule_key}-again-2"]


def test_reason_must_be_given(client_as, sent):
    assert client_as("editor").post(f"/reminders/{sent.pk}/again/", {"because": " "}).status_code == 422
    assert Delivery.objects.count() == 1


def test_what_does_not_hold_any_more_is_not_sent_again(client_as, sent):
    event = Event.objects.get(public_id=sent.subject_key)
    do(event, Action.CANCEL)
    answer = client_as("editor").post(f"/reminders/{sent.pk}/again/", REASON)
    assert (answer.status_code, reasons.CANCELLED in answer.content.decode()) == (409, True)
    assert not Delivery.objects.filter(rule_key__contains="again").exists()


def test_what_was_asked_for_again_ends_with_the_event(client_as, sent):
    client_as("editor").post(f"/reminders/{sent.pk}/again/", REASON)
    event = Event.objects.get(public_id=sent.subject_key)
    do(event, Action.CANCEL)
    plan_reminders(now=NOW)
    again = Delivery.objects.get(rule_key__endswith="-again-1")
    assert (again.state, again.reason) == ("superseded", reasons.CANCELLED)


def test_planned_one_is_not_sent_again(client_as, sent):
    Delivery.objects.update(state="planned", mail=None, settled_at=None)
    assert client_as("editor").post(f"/reminders/{sent.pk}/again/", REASON).status_code == 409


def test_notice_of_change_is_sent_again(client_as, outbox, seminar, person):
    do(seminar, Action.CANCEL)
    run(NOW + timedelta(minutes=10))
    notice = Delivery.objects.get()
    client_as("editor").post(f"/reminders/{notice.pk}/again/", REASON)
    assert run(NOW + timedelta(minutes=11)) == 1
    assert list(Mail.objects.values_list("subject", flat=True)) == ["Cancelled: Seminar on hygiene"] * 2


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_send_it_once(world):
    editor, sent = make_user(role="editor"), make_delivery()
    answers = run_together(lambda index: repeat(delivery=sent, asked_by=editor, because=f"{index}", at=NOW))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Delivery.objects.exclude(pk=sent.pk).count() == len(set(Delivery.objects.values_list("rule_key"))) - 1


def test_ledger_offers_it_to_editors_only(client_as, sent):
    assert f'href="/reminders/{sent.pk}/again/"' in page(client_as("editor"), "/reminders/?show=sent")
    assert f"/reminders/{sent.pk}/again/" not in page(client_as("reader"), "/reminders/?show=sent")


def test_person_sees_the_own_ledger_in_the_own_hours(client_as, liaison, world):
    rule = make_rule(days=7, name_en="Inner name")
    event = make_event(title_en="Own seminar", roles=[state_role(world.kaz)])
    hidden = make_event(title_en="Hidden seminar", visibility="secretariat")
    about = {"recipient": liaison, "rule_key": rule.public_id}
    make_delivery(**about, subject_key=event.public_id, state="planned", settled_at=None,
                  due_at=datetime(2026, 5, 7, 4, tzinfo=UTC))  # fmt: skip
    make_delivery(**about, subject_key=hidden.public_id, state="superseded", reason=reasons.CANCELLED)
    make_delivery(rule_key=rule.public_id, subject_key=make_event(title_en="Somebody else's").public_id)
    html = page(client_as("liaison"), "/reminders/mine/")
    assert "7 May 2026, 09:00" in html
    assert "Own seminar" in html
    assert "7 days before: First day" in html
    forbidden = ("Hidden seminar", reasons.CANCELLED, "Inner name", "Somebody else")
    assert [word for word in forbidden if word in html] == []


def test_failure_is_told_without_the_words_of_the_server(client_as, liaison, world):
    event = make_event(title_en="Own seminar", roles=[state_role(world.kaz)])
    make_delivery(recipient=liaison, subject_key=event.public_id, state="failed", reason="550 no such box")
    html = page(client_as("liaison"), "/reminders/mine/")
    assert ("Failed" in html, "550" in html) == (True, False)


def test_home_of_a_liaison_leads_to_it(client_as):
    assert 'href="/reminders/mine/"' in page(client_as("liaison"), "/")
