"""Messages of changes: signed, in order, each until it is taken, for the audience of the receiver."""

import json
from datetime import timedelta

import pytest
import time_machine
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from cica_portal.common import history
from cica_portal.common.models import Change, WebhookDelivery, WebhookReceiver
from cica_portal.common.webhooks import ledger, posting
from cica_portal.common.webhooks.ledger import BACK_OFF, Source
from cica_portal.common.webhooks.receivers import disable, enable, rotate, send_test
from cica_portal.common.webhooks.sweep import (
    FAILING,
    GIVE_UP,
    GONE,
    UNREADABLE,
    Composition,
    due_receivers,
    send_waiting,
)
from tests.factories import NOW, make_act, make_area, make_event
from tests.parallel import run_together
from tests.webhooks.conftest import make_receiver

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SOURCES = {"event": Source("events", "/api/v1/events/"), "area": Source("areas", "/api/v1/areas/")}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def told() -> list[WebhookReceiver]:
    return []


@pytest.fixture
def send(told):
    composition = Composition(SOURCES, lambda receiver, at: told.append(receiver))

    def run(receiver, at=NOW):
        return send_waiting(receiver.pk, now=at, composition=composition)

    return run


def bodies(heard) -> list[dict]:
    return [json.loads(body) for _headers, body in heard.messages]


def rename(row, name="Another title"):
    row.title_en = name
    history.save(row, act=make_act())


def verified(message, secret, at=NOW):
    headers, body = message
    with time_machine.travel(at, tick=False):
        return Webhook(secret).verify(body, headers)


def test_message_is_signed_as_the_specification_says(heard, send, settings):
    settings.PORTAL_URL = "https://portal.example.org"
    receiver, secret = make_receiver(url=heard.url)
    event = make_event(visibility="public")
    assert send(receiver) == 1
    said = verified(heard.messages[0], secret)
    change = said["data"]
    assert (said["type"], said["timestamp"]) == ("events.upsert", "2026-03-16T09:00:00Z")
    assert (change["id"], change["change"]) == (event.public_id, "upsert")
    assert change["url"] == f"https://portal.example.org/api/v1/events/{event.public_id}/"
    headers, body = heard.messages[0]
    assert headers["content-type"] == "application/json"
    for spoilt in ((headers, body + b" "), (headers | {"webhook-id": "msg_other"}, body)):
        with pytest.raises(WebhookVerificationError):
            verified(spoilt, secret)
    with pytest.raises(WebhookVerificationError):
        verified((headers, body), secret, at=NOW + timedelta(hours=1))


def test_secret_is_not_stored_in_the_clear(heard):
    receiver, secret = make_receiver()
    receiver.refresh_from_db()
    assert secret.startswith("whsec_")
    assert secret not in str(vars(receiver))
    assert not Change.objects.filter(kind="webhook_receiver", after__icontains='secret":').exists()


def test_both_secrets_sign_for_a_day_after_a_change(heard, send):
    receiver, old = make_receiver(url=heard.url)
    new = rotate(receiver=receiver, act=make_act(), version=receiver.version)
    for hours in (0, 25):
        send_test(receiver=receiver, act=make_act(at=NOW + timedelta(hours=hours)))
        assert send(receiver, at=NOW + timedelta(hours=hours)) == 1
    first, second = heard.messages
    assert verified(first, old) == verified(first, new)
    later = NOW + timedelta(hours=25)
    assert verified(second, new, at=later)["type"] == "webhook.test"
    with pytest.raises(WebhookVerificationError):
        verified(second, old, at=later)


def test_receiver_hears_what_its_audience_sees_from_now_on(heard, send):
    make_event(visibility="public")
    receiver, _secret = make_receiver(url=heard.url)
    shown, inside = make_event(visibility="public"), make_event(visibility="member_states")
    inside.visibility = "public"
    history.save(inside, act=make_act())
    inside.visibility = "secretariat"
    history.save(inside, act=make_act())
    rename(inside)
    send(receiver)
    assert [(body["data"]["id"], body["data"]["change"]) for body in bodies(heard)] == [
        (shown.public_id, "upsert"), (inside.public_id, "upsert"), (inside.public_id, "gone"),
    ]  # fmt: skip


def test_receiver_of_member_states_hears_more(heard, send):
    receiver, _secret = make_receiver(url=heard.url, grant="member_states")
    event = make_event(visibility="member_states")
    make_event(visibility="secretariat")
    send(receiver)
    assert [body["data"]["id"] for body in bodies(heard)] == [event.public_id]


def test_only_the_chosen_kinds_are_sent(heard, send):
    receiver, _secret = make_receiver(url=heard.url, resources=["events"])
    make_area()
    make_event(visibility="public")
    assert send(receiver) == 1
    assert due_receivers(now=NOW) == []


def test_one_that_is_not_taken_holds_the_later_ones_of_this_receiver_only(heard, send):
    receiver, _secret = make_receiver(url=heard.url)
    other, _secret = make_receiver(url=heard.url, name="Other")
    events = [make_event(visibility="public") for _index in range(3)]
    heard.status = lambda count: 500 if count == 2 else 204
    assert send(receiver) == 1
    heard.status = lambda count: 204
    assert send(other) == 3
    assert send(receiver) == 0, "its pause is not over"
    assert due_receivers(now=NOW) == []
    assert send(receiver, at=NOW + MINUTE) == 2
    rows = list(receiver.deliveries.all())
    assert [row.subject_id for row in rows] == [event.public_id for event in events]
    assert [(row.attempts, row.state, row.status) for row in rows] == [
        (1, "taken", 204), (2, "taken", 204), (1, "taken", 204),
    ]  # fmt: skip
    mine = [each for each in heard.ids if each in {row.message_id for row in rows}]
    assert mine == [rows[0].message_id, rows[1].message_id, rows[1].message_id, rows[2].message_id]


def test_pauses_grow(heard, send):
    heard.status = lambda count: 503
    receiver, _secret = make_receiver(url=heard.url)
    make_event(visibility="public")
    at, pauses = NOW, []
    for _attempt in range(10):
        send(receiver, at=at)
        receiver.refresh_from_db()
        pauses.append(round((receiver.next_at - at).total_seconds() / 60, 1))
        at = receiver.next_at
    assert pauses == [*BACK_OFF, BACK_OFF[-1], BACK_OFF[-1]]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirect_is_not_followed(heard, send, status):
    heard.status, heard.headers = lambda count: status, {"Location": heard.url}
    receiver, _secret = make_receiver(url=heard.url)
    make_event(visibility="public")
    assert (send(receiver), len(heard.messages)) == (0, 1)
    assert receiver.deliveries.get().status == status


def test_receiver_that_fails_for_days_is_disabled_once_and_goes_on_from_there(heard, send, told):
    heard.status = lambda count: 500
    receiver, _secret = make_receiver(url=heard.url)
    first = make_event(visibility="public")
    send(receiver)
    send(receiver, at=NOW + GIVE_UP - MINUTE)
    assert told == []
    WebhookReceiver.objects.update(next_at=NOW)
    send(receiver, at=NOW + GIVE_UP + MINUTE)
    receiver.refresh_from_db()
    assert (told, receiver.disabled_reason) == ([receiver], FAILING)
    second = make_event(visibility="public")
    assert (due_receivers(now=NOW + 2 * GIVE_UP), send(receiver, at=NOW + 2 * GIVE_UP)) == ([], 0)
    heard.messages.clear()
    heard.status = lambda count: 200
    enable(receiver=receiver, act=make_act(at=NOW + 2 * GIVE_UP), version=receiver.version)
    assert send(receiver, at=NOW + 2 * GIVE_UP) == 2
    assert [body["data"]["id"] for body in bodies(heard)] == [first.public_id, second.public_id]


def test_success_forgets_earlier_failures(heard, send, told):
    heard.status = lambda count: 500 if count % 2 else 204
    receiver, _secret = make_receiver(url=heard.url)
    for days in range(0, 12, 2):
        make_event(visibility="public")
        at = NOW + timedelta(days=days)
        send(receiver, at=at)
        send(receiver, at=at + MINUTE)
    assert told == []


def test_receiver_that_is_gone_is_disabled_at_once(heard, send, told):
    heard.status = lambda count: 410
    receiver, _secret = make_receiver(url=heard.url)
    make_event(visibility="public")
    send(receiver)
    receiver.refresh_from_db()
    assert (told, receiver.disabled_reason, receiver.disabled_at is not None) == ([receiver], GONE, True)


def test_nothing_goes_to_one_that_is_disabled_or_whose_partner_is_closed(heard, send):
    receiver, _secret = make_receiver(url=heard.url)
    make_event(visibility="public")
    disable(receiver=receiver, reason="", act=make_act())
    other, _secret = make_receiver(url=heard.url, name="Other")
    make_event(visibility="public")
    other.owner.is_active = False
    other.owner.save()
    assert [send(receiver), send(other), due_receivers(now=NOW), heard.messages] == [0, 0, [], []]


def test_sender_that_was_killed_leaves_its_claim_for_the_next_one(heard, send):
    receiver, _secret = make_receiver(url=heard.url)
    make_event(visibility="public")
    assert ledger.claim(receiver.pk, at=NOW, sender="killed")
    assert send(receiver) == 0
    assert send(receiver, at=NOW + ledger.LEASE + MINUTE) == 1


def test_claim_that_has_passed_to_another_settles_nothing(heard):
    receiver, _secret = make_receiver(url=heard.url)
    make_event(visibility="public")
    ledger.claim(receiver.pk, at=NOW, sender="first")
    delivery = ledger.next_delivery(receiver, SOURCES)
    WebhookReceiver.objects.update(claimed_by="second")
    assert delivery
    assert not ledger.settle(delivery, posting.Answer(status=204), at=NOW, sender="first")
    assert WebhookDelivery.objects.get().state == "waiting"


def test_what_was_settled_long_ago_is_forgotten_and_what_waits_is_not(heard, send):
    receiver, _secret = make_receiver(url=heard.url)
    make_event(visibility="public")
    send(receiver)
    heard.status = lambda count: 500
    make_event(visibility="public")
    send(receiver)
    ledger.forget_old_deliveries(now=NOW + timedelta(days=365))
    assert [row.state for row in receiver.deliveries.all()] == ["waiting"]


def test_lost_key_of_the_portal_holds_the_messages_until_the_secret_is_new(heard, send, settings):
    receiver, _secret = make_receiver(url=heard.url)
    make_event(visibility="public")
    settings.SECRET_KEY = "another key of the portal"
    assert (send(receiver), heard.messages, receiver.deliveries.get().error) == (0, [], UNREADABLE)
    receiver.refresh_from_db()
    secret = rotate(receiver=receiver, act=make_act(), version=receiver.version)
    assert send(receiver, at=NOW + MINUTE) == 1
    assert verified(heard.messages[0], secret)


@pytest.mark.django_db(transaction=True)
def test_many_senders_at_once_send_each_message_once_and_in_order(heard, send):
    receiver, _secret = make_receiver(url=heard.url)
    events = [make_event(visibility="public") for _index in range(5)]
    assert sum(run_together(lambda index: send(receiver), count=6)) == 5
    assert [body["data"]["id"] for body in bodies(heard)] == [event.public_id for event in events]
