"""kill -9 of a real process at every point between the claim and the settlement."""

from datetime import timedelta

import pytest
from django.conf import settings

from cbm_events.reminders.gathering import send_due_deliveries
from cbm_events.reminders.planner import plan_reminders
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.models import Delivery, Mail
from tests.factories import make_event, make_rule, state_role
from tests.killed import run_until_killed
from tests.reminders.conftest import DUE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
LATER = timedelta(hours=1)


def kill_worker_at(point, at, **world):
    run_until_killed("tests.mail.dying", point, at.isoformat(), **world)


def state_of(mail):
    return Mail.objects.values_list("state", flat=True).get(pk=mail.pk)


@pytest.mark.parametrize("point", ["claimed", "handed over", "on its way", "answered"])
def test_killed_sender_leaves_one_mail_in_the_outbox(outbox, person, world, point):
    make_rule(days=7)
    make_event(roles=[state_role(world.kaz)])
    plan_reminders(now=DUE)
    send_due_deliveries(now=DUE)
    kill_worker_at(point, DUE, PORTAL_OUTBOX_DIR=outbox, PORTAL_URL=settings.PORTAL_URL)
    mail = Mail.objects.get()
    assert mail.state == "sending"
    assert send_due_mail(now=DUE + timedelta(seconds=5)) == 0
    assert send_due_mail(now=DUE + LATER) == 1
    assert send_due_mail(now=DUE + 2 * LATER) == 0
    assert [path.stem for path in outbox.glob("*.eml")] == [mail.message_id.strip("<>")]
    assert (state_of(mail), Delivery.objects.get().state) == ("sent", "sent")


def test_worker_killed_while_it_gathers_leaves_all_or_nothing(outbox, person, world):
    make_rule(days=7)
    make_event(roles=[state_role(world.kaz)])
    plan_reminders(now=DUE)
    kill_worker_at("queued", DUE, PORTAL_OUTBOX_DIR=outbox, PORTAL_URL=settings.PORTAL_URL)
    assert (Mail.objects.count(), Delivery.objects.get().mail) == (0, None)
    assert send_due_deliveries(now=DUE) == 1
    assert send_due_mail(now=DUE) == 1
    assert len(list(outbox.glob("*.eml"))) == 1


def smtp_settings(smtp):
    return {"PORTAL_OUTBOX_DIR": None, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": smtp.port, "EMAIL_TIMEOUT": 5} | {
        name: getattr(settings, name)
        for name in ("EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL")
    }


def queue_reminder(world, at):
    make_rule(days=7)
    make_event(roles=[state_role(world.kaz)])
    plan_reminders(now=at)
    send_due_deliveries(now=at)
    return Mail.objects.get()


def test_sender_killed_before_it_spoke_to_the_server_is_replaced_after_the_lease(smtp, person, world):
    mail = queue_reminder(world, DUE)
    kill_worker_at("claimed", DUE, **smtp_settings(smtp))
    assert send_due_mail(now=DUE + LATER) == 1
    assert smtp.message_ids == [mail.message_id]
    assert state_of(mail) == "sent"


def test_sender_killed_after_the_server_took_the_mail_repeats_it_at_most_once_under_the_same_id(smtp, person, world):
    mail = queue_reminder(world, DUE)
    kill_worker_at("answered", DUE, **smtp_settings(smtp))
    kill_worker_at("answered", DUE + LATER, **smtp_settings(smtp))
    assert send_due_mail(now=DUE + 2 * LATER) == 0
    assert smtp.message_ids == [mail.message_id] * 2
    assert (state_of(mail), Delivery.objects.get().state) == ("unknown", "unknown")


def test_worker_killed_after_the_settlement_has_done_its_work(smtp, person, world):
    mail = queue_reminder(world, DUE)
    kill_worker_at("settled", DUE, **smtp_settings(smtp))
    assert send_due_mail(now=DUE + LATER) == 0
    assert smtp.message_ids == [mail.message_id]
    assert state_of(mail) == "sent"
