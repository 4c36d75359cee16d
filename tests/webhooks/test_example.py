"""The receiver of the guide, and the message that the guide shows."""

import re
import sqlite3
from collections.abc import Iterator
from threading import Thread
from types import ModuleType

import pytest
import time_machine

from cica_portal.common.models import WebhookReceiver
from cica_portal.common.webhooks.receivers import rotate
from cica_portal.common.webhooks.sweep import send_waiting
from cica_portal.home.webhooks.composition import composition
from tests.factories import NOW, make_act, make_event
from tests.scripts import DOCS, load_script
from tests.webhooks.conftest import make_receiver


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load_script("webhook_example")


@pytest.fixture
def program(script, settings, tmp_path, monkeypatch) -> Iterator:
    """It listens, and its clock stands at NOW."""
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    monkeypatch.setattr(script.Handler, "log_message", lambda *arguments: None)
    server = script.Receiver(("127.0.0.1", 0), "", str(tmp_path / "messages.sqlite3"))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    with time_machine.travel(NOW, tick=False):
        thread.start()
        yield server
        server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def receiver(program, db) -> WebhookReceiver:
    """The row of the portal that sends to it."""
    row, program.secret = make_receiver(url=f"http://127.0.0.1:{program.server_port}/hook")
    return row


def send(receiver) -> int:
    return send_waiting(receiver.pk, now=NOW, composition=composition())


def kept_by(program) -> list[str]:
    return [name for (name,) in sqlite3.connect(program.path).execute("SELECT id FROM message ORDER BY rowid")]


def test_message_of_the_guide_is_good(script):
    text = (DOCS / "webhooks.md").read_text(encoding="utf-8")
    (message,) = re.findall(r"```\nPOST /hook HTTP/1.1\n(.*?)```", text, re.DOTALL)
    head, _blank, body = message.partition("\n\n")
    headers = dict(line.split(": ", 1) for line in head.splitlines())
    (secret,) = re.findall(r"`(whsec_[^`]{40,})`", text)
    octets = "".join(line.strip() for line in body.splitlines()).encode()
    at = int(headers["webhook-timestamp"])
    assert script.read(secret, headers, octets, at)["type"] == "events.upsert"
    for spoilt in ((octets + b" ", at), (octets, at + 301), (octets, at - 301)):
        with pytest.raises(ValueError, match=r"signed|old"):
            script.read(secret, headers, *spoilt)
    with pytest.raises(ValueError, match="signed"):
        script.read(secret, {}, octets, at)


def test_each_message_is_kept_once(receiver, program):
    for _index in range(2):
        make_event(visibility="public")
    assert send(receiver) == 2
    names = list(receiver.deliveries.order_by("pk").values_list("message_id", flat=True))
    receiver.deliveries.filter(message_id=names[1]).update(state="waiting")
    assert send(receiver) == 1
    assert kept_by(program) == names


def test_either_secret_is_good_for_a_day_and_another_one_never(receiver, program):
    new = rotate(receiver=receiver, act=make_act(), version=receiver.version)
    make_event(visibility="public")
    assert send(receiver) == 1
    program.secret = new
    make_event(visibility="public")
    assert send(receiver) == 1
    program.secret = "whsec_AAAA"
    make_event(visibility="public")
    assert send(receiver) == 0
    assert receiver.deliveries.get(state="waiting").status == 400
