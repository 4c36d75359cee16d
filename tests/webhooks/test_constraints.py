"""Rules over one row that the database keeps: receivers and messages."""

import pytest

from cica_portal.common.models import WebhookDelivery, WebhookReceiver
from tests.constraints import Case, assert_refused_by_database, assert_says, each, with_message
from tests.factories import NOW, make_user
from tests.webhooks.conftest import make_receiver

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def receiver(**values) -> WebhookReceiver:
    defaults = {"name": "Website", "url": "https://partner.example/", "created_at": NOW, "next_at": NOW}
    return WebhookReceiver(owner=make_user(role="partner"), **defaults | values)


def message_again() -> WebhookDelivery:
    first, _secret = make_receiver()
    values = {"receiver": first, "number": 7, "kind": "event", "subject_id": "aaaaaaaaaa", "happened_at": NOW}
    WebhookDelivery.objects.create(message_id="msg_1", **values)
    return WebhookDelivery(message_id="msg_2", **values)


CASES = [
    Case(
        "webhook_grant",
        "A receiver hears what is public or what is for the member states.",
        lambda: receiver(grant="secretariat"),
    ),
    Case("webhook_delivery_once", "", message_again),
]


@with_message(CASES)
def test_rule_has_a_message(case: Case):
    assert_says(case)


@each(CASES)
def test_database_keeps_the_rule(case: Case):
    assert_refused_by_database(case)
