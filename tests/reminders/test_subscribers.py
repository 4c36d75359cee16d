"""Reminders without an account: confirmed by a link, of public events only, ended with one click."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from cbm_events.models import Event, Subscriber
from cbm_events.reminders import reasons
from cbm_events.reminders.planner import plan_reminders
from cbm_events.reminders.stopping import stop_delivery
from cbm_events.reminders.subscribing import LIFETIME, Wish, ask, confirm, end_token, wish_behind, wish_token
from cbm_events.transitions import Action
from cica_portal.common.mailing.flags import FLAGGED
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.models import Change, Delivery, Mail
from tests.factories import (
    NOW,
    make_act,
    make_address_flag,
    make_event,
    make_rule,
    make_subscriber,
    make_user,
    state_role,
)
from tests.parallel import run_together
from tests.reminders.conftest import DUE, DUE_DAY, PLANNED_ON, words
from tests.reminders.test_planner import change_event, do
from tests.reminders.test_sending import messages, run, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]
ADDRESS = "partner@example.org"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def rule(db):
    return make_rule(days=7, recipients="subscribers")


@pytest.fixture
def public_event(world):
    return make_event(
        title_en="Public forum", visibility="public", area=world.areas["ECO-SME"], dimension=world.dimensions["ECO"],
        roles=[state_role(world.kaz)],
    )  # fmt: skip


def link_in(outbox, address=ADDRESS):
    text = text_of(messages(outbox)[address])
    return next(line for line in text.split() if "/by-mail/confirm/" in line).removeprefix("https://portal.example.org")


# The wish -------------------------------------------------------------------------------------------------------------


def test_wish_is_confirmed_by_the_button_behind_the_link(client: Client, outbox, world):
    values = {"address": "Partner@Example.org", "what": "area:ECO-SME", "language": "en"}
    assert "Look into your mailbox" in words(client.post("/reminders/by-mail/", values))
    assert not Subscriber.objects.exists()
    send_due_mail(now=datetime.now(UTC))
    link = link_in(outbox)
    for _time in range(2):
        client.head(link)
        shown = words(client.get(link))
        assert "public events of the area “Development of SMEs”" in shown
    assert not Subscriber.objects.exists()
    assert "Confirmed." in words(client.post(link))
    row = Subscriber.objects.get()
    assert (row.address, row.language, row.area, row.dimension) == (ADDRESS, "en", world.areas["ECO-SME"], None)
    assert Change.objects.of("subscriber", row.public_id).count() == 1


def test_confirming_twice_is_once_and_another_wish_replaces_the_first(world):
    first = confirm(Wish(address=ADDRESS, language="en"), act=make_act())
    confirm(Wish(address=ADDRESS, language="en"), act=make_act())
    confirm(Wish(address=ADDRESS, language="ru", dimension="ECO"), act=make_act())
    row = Subscriber.objects.get()
    assert (row.pk, row.language, row.dimension) == (first.pk, "ru", world.dimensions["ECO"])


@pytest.mark.django_db(transaction=True)
def test_link_opened_by_many_at_once_makes_one_subscription():
    answers = run_together(lambda index: Client().post(f"/reminders/by-mail/confirm/{wish_token(WISH)}/").status_code)
    assert Subscriber.objects.count() == 1
    assert set(answers) == {200}


WISH = Wish(address=ADDRESS, language="en")


def test_strange_and_old_links_are_refused(client: Client):
    token = wish_token(WISH)
    for wrong in ("nothing", f"{token}x", token[:-2], token.swapcase()):
        assert wish_behind(wrong) is None
        assert client.post(f"/reminders/by-mail/confirm/{wrong}/").status_code == 404
    assert not Subscriber.objects.exists()


def test_link_holds_for_a_week(monkeypatch):
    token = wish_token(WISH)
    assert wish_behind(token) == WISH
    monkeypatch.setattr("cbm_events.reminders.subscribing.LIFETIME", timedelta(seconds=-1))
    assert wish_behind(token) is None
    assert timedelta(days=7) == LIFETIME


def test_confirming_needs_the_token_of_the_page():
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"/reminders/by-mail/confirm/{wish_token(WISH)}/").status_code == 403
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"address": ""},
        {"address": "no address"},
        {"address": "a@example.org\r\nBcc: b@example.org"},
        {"what": "area:NONE"},
        {"what": "everything"},
        {"language": "xx"},
    ],
)
def test_bad_wish_is_told_and_sends_nothing(client: Client, world, values):
    good = {"address": ADDRESS, "what": "", "language": "en"}
    assert client.post("/reminders/by-mail/", good | values).status_code == 422
    assert not Mail.objects.exists()


def test_nobody_can_flood_an_address(world):
    answers = [ask(WISH, at=NOW + timedelta(minutes=minute)) for minute in range(5)]
    assert answers == [True, True, True, False, False]
    assert ask(WISH, at=NOW + timedelta(days=1, minutes=1))


def test_one_client_cannot_send_mails_without_end(client: Client, world):
    statuses = [
        client.post("/reminders/by-mail/", {"address": f"a{number}@example.org", "language": "en"}).status_code
        for number in range(11)
    ]
    assert statuses == [200] * 10 + [429]
    assert Mail.objects.count() == 10


def test_answer_does_not_tell_who_is_subscribed(client: Client, world):
    make_subscriber(address=ADDRESS)
    known, strange = (
        words(client.post("/reminders/by-mail/", {"address": address, "language": "en"})).partition("<main")[2]
        for address in (ADDRESS, "x@example.org")
    )
    assert known.replace(ADDRESS, "x@example.org") == strange


# What comes -----------------------------------------------------------------------------------------------------------


def test_subscriber_is_reminded_once_of_a_public_event(outbox, rule, public_event):
    subscriber = make_subscriber(address=ADDRESS)
    assert [run(DUE - timedelta(minutes=1)), run(DUE), run(DUE + timedelta(minutes=1))] == [0, 1, 0]
    row = Delivery.objects.get()
    assert (row.contact, row.recipient, row.occurrence, row.state) == (subscriber.public_id, None, DUE_DAY, "sent")
    message = messages(outbox)[ADDRESS]
    assert message["Subject"] == "Begins in 7 days: Public forum"
    address = f"https://portal.example.org/reminders/by-mail/end/{end_token(subscriber)}/"
    assert message["List-Unsubscribe"] == f"<{address}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = text_of(message)
    assert "You receive this because you asked for reminders of public events." in text
    assert f"Switch these e-mails off: {address}\n" in text


@pytest.mark.parametrize("visibility", ["member_states", "secretariat"])
def test_what_is_not_public_is_never_told(rule, public_event, visibility):
    make_subscriber()
    change_event(public_event, visibility=visibility)
    assert plan_reminders(now=PLANNED_ON).planned == 0


def test_event_that_is_closed_meanwhile_is_not_told(outbox, rule, public_event):
    make_subscriber()
    plan_reminders(now=PLANNED_ON)
    change_event(public_event, visibility="member_states")
    assert run(DUE) == 0
    assert Delivery.objects.get().reason == reasons.HIDDEN


@pytest.mark.parametrize(
    ("filters", "is_told"),
    [
        ({}, True),
        ({"dimension": "ECO"}, True),
        ({"dimension": "ENV"}, False),
        ({"area": "ECO-SME"}, True),
        ({"area": "ENV-DIS"}, False),
    ],
)
def test_only_what_was_asked_for_comes(rule, public_event, world, filters, is_told):
    rows = {
        "dimension": world.dimensions.get(filters.get("dimension")), "area": world.areas.get(filters.get("area")),
    }  # fmt: skip
    make_subscriber(**rows)
    assert plan_reminders(now=PLANNED_ON).planned == int(is_told)


def test_other_wish_ends_what_was_planned_for_the_first(rule, public_event):
    make_subscriber(address=ADDRESS)
    plan_reminders(now=PLANNED_ON)
    confirm(Wish(address=ADDRESS, language="en", dimension="ENV"), act=make_act())
    plan_reminders(now=PLANNED_ON)
    assert Delivery.objects.get().reason == reasons.OTHER_RECIPIENTS


def test_several_reminders_come_in_one_mail(outbox, rule, public_event, world):
    make_subscriber(address=ADDRESS)
    make_event(title_en="Second forum", visibility="public")
    assert run(DUE) == 1
    assert messages(outbox)[ADDRESS]["Subject"] == "2 reminders"


def test_language_and_address_are_those_of_the_moment(outbox, rule, public_event):
    subscriber = make_subscriber(address=ADDRESS)
    plan_reminders(now=DUE)
    Subscriber.objects.filter(pk=subscriber.pk).update(language="ru")
    run(DUE)
    assert "/ru/reminders/by-mail/end/" in messages(outbox)[ADDRESS]["List-Unsubscribe"]


def test_rule_for_states_reaches_no_subscriber_and_the_other_way_round(rule, public_event, person):
    make_rule(days=8, recipients="all_states")
    subscriber = make_subscriber()
    plan_reminders(now=PLANNED_ON)
    assert sorted(Delivery.objects.values_list("recipient", "contact"), key=str) == sorted(
        [(person.pk, ""), (None, subscriber.public_id)], key=str
    )


def test_users_and_subscribers_get_their_mails_in_one_run(outbox, rule, public_event, world):
    make_rule(days=7, recipients="all_states")
    people = [make_user(role="liaison", state=world.kaz) for _number in range(3)]
    others = [make_subscriber() for _number in range(3)]
    assert run(DUE) == 6
    assert set(messages(outbox)) == {*(user.email for user in people), *(one.address for one in others)}


@pytest.mark.django_db(transaction=True)
def test_many_workers_reach_each_subscriber_once(outbox, rule, public_event):
    for _number in range(4):
        make_subscriber()
    answers = run_together(lambda index: run(DUE))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    run(DUE + timedelta(minutes=1))
    assert len(list(outbox.glob("*.eml"))) == 4
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_flagged_address_of_a_subscriber_gets_nothing(rule, public_event):
    make_subscriber(address=ADDRESS)
    plan_reminders(now=PLANNED_ON)
    make_address_flag(address=ADDRESS)
    plan_reminders(now=PLANNED_ON)
    assert Delivery.objects.get().reason == FLAGGED


def test_cancelled_event_is_no_longer_announced(rule, public_event):
    make_subscriber()
    plan_reminders(now=PLANNED_ON)
    do(public_event, Action.CANCEL)
    plan_reminders(now=PLANNED_ON)
    assert Delivery.objects.get().reason == reasons.CANCELLED


def test_notices_of_change_do_not_stumble_over_subscribers(outbox, rule, public_event, person):
    make_subscriber()
    run(DUE)
    do(public_event, Action.CANCEL)
    assert Delivery.objects.filter(rule_key__startswith="notice-").get().recipient == person


# The end --------------------------------------------------------------------------------------------------------------


def test_one_click_ends_the_reminders(outbox, rule, public_event):
    subscriber = make_subscriber()
    plan_reminders(now=PLANNED_ON)
    client = Client(enforce_csrf_checks=True)
    address = f"/reminders/by-mail/end/{end_token(subscriber)}/"
    client.get(address)
    client.head(address)
    subscriber.refresh_from_db()
    assert subscriber.is_active
    for _time in range(2):
        assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    subscriber.refresh_from_db()
    assert (subscriber.is_active, subscriber.version) == (False, 2)
    assert run(DUE) == 0
    assert Delivery.objects.get().reason == reasons.UNSUBSCRIBED
    assert client.post("/reminders/by-mail/end/a:b/").status_code == 404


def test_who_has_ended_it_can_begin_anew(rule, public_event):
    make_subscriber(address=ADDRESS, ended_at=NOW)
    confirm(WISH, act=make_act())
    assert Subscriber.objects.count() == 2
    assert plan_reminders(now=PLANNED_ON).planned == 1


def test_subscription_that_ends_before_the_mail_leaves_is_respected(outbox, rule, public_event):
    subscriber = make_subscriber()
    plan_reminders(now=DUE)
    run(DUE - timedelta(minutes=1))
    Subscriber.objects.filter(pk=subscriber.pk).update(ended_at=NOW)
    assert run(DUE) == 0


# Pages of the Secretariat ---------------------------------------------------------------------------------------------


def test_administrator_sees_and_ends_subscriptions(client_as, world):
    subscriber = make_subscriber(address=ADDRESS, area=world.areas["ECO-SME"])
    client = client_as("administrator")
    shown = words(client.get("/reminders/subscribers/"))
    assert ADDRESS in shown
    assert "Development of SMEs" in shown
    for _time in range(2):
        assert client.post(f"/reminders/subscribers/{subscriber.public_id}/end/").status_code == 302
    assert "Nobody has subscribed" in words(client.get("/reminders/subscribers/"))
    assert client_as("editor").get("/reminders/subscribers/").status_code == 403


def test_ledger_shows_subscribers_and_finds_them(client_as, rule, public_event, editor):
    make_subscriber(address=ADDRESS)
    plan_reminders(now=PLANNED_ON)
    client = client_as("editor")
    shown = words(client.get("/reminders/?q=partner%40exam"))
    assert ADDRESS in shown
    assert "Subscriber" in shown
    row = Delivery.objects.get()
    assert stop_delivery(delivery=row, asked_by=editor, because="Too early.", at=NOW)
    assert client.post(f"/reminders/{row.pk}/again/", {"because": "Once more."}).status_code == 409
    assert Event.objects.count() == 1
    assert date(2026, 5, 7) == row.occurrence
