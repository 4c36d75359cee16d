"""Sending reminders over SMTP, beside smtplib that sends the same messages, ready made, over one connection."""

from __future__ import annotations

import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.test import override_settings

from cbm_events.reminders.gathering import send_due_deliveries
from cbm_events.reminders.planner import plan_reminders
from cica_portal.common.mailing.messages import compose
from cica_portal.common.mailing.rendering import render
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.models import Delivery, Mail
from members.models import User
from tests.benchmarks.harness import Bench
from tests.factories import NOW, make_event, make_rule, make_state

MAILS = 1_000
# Of what bare smtplib does.
SHARE = 0.6
DUE = NOW + timedelta(days=40)


def measure(bench: Bench) -> None:
    build()
    with sink() as port, override_settings(**settings_for(port)):
        messages = [
            (mail.address, compose(mail, render(mail, at=DUE), at=DUE).content)
            for mail in Mail.objects.select_related("recipient")
        ]
        works = {"the portal": send_all, "bare smtplib, one connection": lambda: send_bare(port, messages)}
        figures = bench.compare(works, runs=3, count=MAILS, before=queue_again)
    portal, bare = figures.values()
    bench.limit("share of bare smtplib", portal.per_second / bare.per_second, at_least=SHARE)


def build() -> None:
    """One reminder for each of a thousand liaisons."""
    state = make_state()
    User.objects.bulk_create(
        User(email=f"liaison{number}@example.org", name=f"Liaison {number}", role="liaison", state=state)
        for number in range(MAILS)
    )
    make_event(title_en="Seminar on hygiene", title_ru="Семинар по гигиене", earliest=DUE.date() + timedelta(days=7))
    make_rule(days=7, recipients="all_states")
    plan_reminders(now=NOW)
    assert send_due_deliveries(now=DUE) == MAILS


def queue_again() -> None:
    Mail.objects.update(state=Mail.State.QUEUED, attempts=0)
    Delivery.objects.update(state=Delivery.State.PLANNED)


def send_all() -> None:
    sent = 0
    while passed := send_due_mail(now=DUE):
        sent += passed
    assert sent == MAILS, sent


def send_bare(port: int, messages: list[tuple[str, bytes]]) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as connection:
        assert connection.sock is not None
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for recipient, content in messages:
            connection.sendmail("portal@example.org", [recipient], content)


def settings_for(port: int) -> dict[str, object]:
    plain = {"EMAIL_HOST_USER": "", "EMAIL_HOST_PASSWORD": "", "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}
    return {"PORTAL_OUTBOX_DIR": None, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port, "EMAIL_TIMEOUT": 10, **plain}


@contextmanager
def sink() -> Iterator[int]:
    """A server in a process of its own, so that it takes no time from the sender; it ends with its input."""
    command = [sys.executable, "-m", "tests.mail.smtp_server"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        yield int(server.stdout.readline())
        server.stdin.close()
