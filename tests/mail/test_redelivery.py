"""Redis gives a message to a second worker while the first still works on it: the mail goes once."""

import json
import os
import subprocess
import sys
import uuid
from datetime import time, timedelta
from time import monotonic, sleep

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection
from django.utils import timezone

from cbm_events.reminders.gathering import send_due_deliveries
from cbm_events.reminders.planner import plan_reminders
from cica_portal.common.models import Mail
from cica_portal.common.zones import today_in
from tests.factories import make_event, make_rule, state_role
from tests.mail.smtp_server import TAKE_AND_SLEEP
from tests.mail.test_killed_workers import smtp_settings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.slow]
TASK = "cica_portal.common.tasks.send_due_mail"
SENDING_TAKES = 6


def queue_reminder(world, person):
    """One that is due now, by the clock of the workers."""
    now = timezone.now()
    make_rule(days=10, local_time=time.min)
    make_event(earliest=today_in(person.zone, now) + timedelta(days=10), roles=[state_role(world.kaz)])
    plan_reminders(now=now)
    assert send_due_deliveries(now=now) == 1
    return Mail.objects.get()


def wait_for(condition, seconds=90):
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline
        sleep(0.2)


def test_message_that_two_workers_get_sends_one_mail(redis_url, smtp, person, world, tmp_path):
    mail = queue_reminder(world, person)
    smtp.script.answer = lambda step, recipient, number: TAKE_AND_SLEEP if step == "DOT" else None
    smtp.script.sleep = SENDING_TAKES
    begun, prefix = tmp_path / "begun", f"test-{uuid.uuid4()}:"
    place = {"DATABASE": connection.settings_dict["NAME"], "broker": redis_url, "prefix": prefix, "begun": str(begun)}
    names = smtp_settings(smtp) | {"EMAIL_TIMEOUT": 30} | place
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "WORKER_WORLD": json.dumps(names)}
    command = [sys.executable, "-m", "tests.mail.redelivered"]
    workers = [subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR) for _number in range(2)]
    try:
        queue = Celery("sender", broker=redis_url, set_as_current=False)
        queue.conf.update(broker_transport_options={"global_keyprefix": prefix}, task_default_queue="portal")
        message = queue.send_task(TASK).id
        wait_for(lambda: begun.exists() and begun.read_text().split().count(message) > 1)
        wait_for(lambda: Mail.objects.get(pk=mail.pk).state == "sent")
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(60)
    assert smtp.message_ids == [mail.message_id]
