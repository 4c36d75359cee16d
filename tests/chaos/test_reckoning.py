"""The reckoning itself: a whole ledger passes, and each kind of damage is found."""

from collections import Counter
from copy import copy
from datetime import timedelta
from random import Random

import pytest

from cbm_events.models import Event
from cbm_events.reminders.gathering import send_due_deliveries
from cbm_events.reminders.planner import plan_reminders
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.models import AudienceChange, Delivery, Mail
from tests.chaos import reckoning
from tests.chaos.edits import Absence
from tests.chaos.reckoning import Reckoning
from tests.chaos.sink import Sink
from tests.chaos.weather import STEPS, Weather
from tests.chaos.world import World
from tests.factories import make_event, make_rule, make_user, state_role
from tests.mail.smtp_server import TAKE_AND_DROP
from tests.reminders.conftest import DUE

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def sink(settings):
    server = Sink(Weather(Random(1)))
    settings.PORTAL_OUTBOX_DIR = None
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield server
    server.stop()


@pytest.fixture
def siege(sink, world):
    """Two people are reminded of one event; afterwards everything is compared."""
    editor = make_user()
    for _number in range(2):
        make_user(role="liaison", state=world.kaz)
    make_rule(days=7)
    make_event(roles=[state_role(world.kaz)])
    plan_reminders(now=DUE)
    send_due_deliveries(now=DUE)
    assert send_due_mail(now=DUE) == 2
    return World(
        zone="Asia/Almaty", today=DUE.date(), began=DUE, editor=editor, steady=[], moving=[], soon=[], dead=frozenset()
    )


def found(siege, book, *, absences=None, kills=None, answers=None, crashed=False):
    """The statements that are broken."""
    compared = Reckoning(
        siege, book, absences or {}, DUE + timedelta(days=1), kills or {}, answers or {}, database_crashed=crashed
    )
    assert compared.run() == (not any(compared.broken.values()))
    return {statement for statement, words in compared.broken.items() if words}


def test_whole_ledger_passes(siege, sink):
    assert found(siege, sink.book) == set()
    assert [attempt.events for attempt in sink.book] == [Counter({Event.objects.get().public_id: 1})] * 2


def test_message_that_came_twice_is_found(siege, sink):
    assert found(siege, [*sink.book, sink.book[0]]) == {reckoning.ONCE}


def test_message_that_never_came_is_found(siege, sink):
    assert found(siege, sink.book[1:]) == {reckoning.ONCE}


def test_message_without_a_row_is_found(siege, sink):
    stranger = copy(sink.book[0])
    stranger.message_id = "<unknown@localhost>"
    assert found(siege, [*sink.book, stranger]) == {reckoning.AGREE}


def test_message_to_somebody_else_or_about_something_else_is_found(siege, sink):
    sink.book[0].recipient = "somebody@example.org"
    sink.book[1].events = Counter({"other": 1})
    assert found(siege, sink.book) == {reckoning.AGREE}


def test_reminder_that_was_never_planned_is_found(siege, sink):
    make_user(role="liaison", state=Event.objects.get().roles.get().state)
    assert found(siege, sink.book) == {reckoning.DEMANDED}


def test_reminder_that_was_ended_for_nothing_is_found(siege, sink):
    (first, _second) = Delivery.objects.values_list("pk", flat=True)
    Delivery.objects.filter(pk=first).update(state="superseded", reason="The date has changed.", mail=None)
    assert found(siege, sink.book) == {reckoning.DEMANDED, reckoning.AGREE}


def test_mail_that_is_left_waiting_is_found(siege, sink):
    Mail.objects.filter(message_id=sink.book[0].message_id).update(state="queued")
    assert reckoning.EXPLAINED in found(siege, sink.book)


@pytest.mark.parametrize("state", ["failed", "unknown"])
def test_end_that_nothing_explains_is_found(siege, sink, state):
    mail = Mail.objects.get(message_id=sink.book[0].message_id)
    Mail.objects.filter(pk=mail.pk).update(state=state, last_error="No reason")
    Delivery.objects.filter(mail=mail).update(state=state)
    assert reckoning.EXPLAINED in found(siege, sink.book)


def test_unknown_end_is_explained_by_the_server(siege, sink):
    mail = Mail.objects.get(message_id=sink.book[0].message_id)
    Mail.objects.filter(pk=mail.pk).update(state="unknown", last_error="TimeoutError")
    Delivery.objects.filter(mail=mail).update(state="unknown")
    sink.book[0].at_dot = TAKE_AND_DROP
    assert found(siege, sink.book) == set()


@pytest.mark.parametrize("is_person", [True, False])
def test_mail_about_what_was_away_is_found(siege, sink, is_person):
    key = sink.book[0].recipient if is_person else Event.objects.get().public_id
    hour = timedelta(hours=1)
    away = {key: [Absence(sink.book[0].began - hour, sink.book[0].began + hour)]}
    assert found(siege, sink.book, absences=away) == {reckoning.NOT_AWAY}
    back_in_time = {key: [Absence(sink.book[0].began - hour, sink.book[0].began - hour / 2)]}
    assert found(siege, sink.book, absences=back_in_time) == set()


def test_half_an_act_is_found(siege, sink):
    Event.objects.update(version=2)
    assert found(siege, sink.book) == {reckoning.HISTORY}


def test_lost_audience_number_is_found(siege, sink):
    AudienceChange.objects.filter(audience="secretariat", number=2).delete()
    assert found(siege, sink.book) == {reckoning.HISTORY}


def test_error_of_the_web_server_is_found(siege, sink):
    assert found(siege, sink.book, answers={("/", 500): 1}) == {reckoning.WEB}
    assert found(siege, sink.book, answers={("/", 503): 1}) == {reckoning.WEB}
    assert found(siege, sink.book, answers={("/", 503): 1, ("/", 0): 1}, crashed=True) == set()


def test_every_fault_of_every_step_comes_in_a_storm():
    weather = Weather(Random(1))
    weather.chances = (1, 1)
    for step in STEPS:
        for _turn in range(20):
            weather.draw(step, "person@example.org")
    faults = {step: {fault for at, fault in weather.seen if at == step} for step in STEPS}
    assert {len(found) for found in faults.values()} == {3, 4, 5, 6, 8}
    assert min(weather.seen.values()) > 1
