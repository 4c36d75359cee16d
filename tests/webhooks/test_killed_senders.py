"""kill -9 of a sender at every point between the claim and the settlement: nothing is lost, doubled unseen or late."""

import os
import signal

import pytest

from cica_portal.common.webhooks.ledger import LEASE
from cica_portal.common.webhooks.sweep import send_waiting
from cica_portal.home.webhooks.composition import composition
from tests.factories import NOW, make_event
from tests.killed import run_until_killed
from tests.webhooks.conftest import make_receiver

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def kill_with_the_second(heard):
    """The receiver has the message, and kills its sender before it answers."""

    def answer(count):
        if count == 2:
            os.kill(int(heard.messages[-1][0]["user-agent"]), signal.SIGKILL)
        return 204

    return answer


@pytest.mark.parametrize(
    ("point", "received"),
    [("claimed", 0), ("filling", 0), ("signed", 1), ("heard", 2), ("answered", 2), ("settled", 2)],
)
def test_killed_sender_loses_nothing_and_keeps_the_order(heard, point, received):
    receiver, _secret = make_receiver(url=heard.url)
    events = [make_event(visibility="public") for _index in range(3)]
    if point == "heard":
        heard.status = kill_with_the_second(heard)
    run_until_killed("tests.webhooks.dying", point, receiver.pk, NOW.isoformat(), WEBHOOKS_TO_PRIVATE_ADDRESSES=True)
    assert len(heard.messages) == received
    heard.status = lambda count: 204

    def send(at):
        return send_waiting(receiver.pk, now=at, composition=composition())

    assert send(NOW + LEASE / 2) == 0, "its claim still stands"
    send(NOW + 2 * LEASE)
    assert send(NOW + 4 * LEASE) == 0
    rows = list(receiver.deliveries.order_by("pk"))
    assert [row.subject_id for row in rows] == [event.public_id for event in events]
    assert {row.state for row in rows} == {"taken"}
    first, second, third = (row.message_id for row in rows)
    repeated = [second] if point in {"heard", "answered"} else []
    assert heard.ids == [first, second, *repeated, third]
    assert len({(headers["webhook-id"], body) for headers, body in heard.messages}) == 3, "what is repeated is the same"
