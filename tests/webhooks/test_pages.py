"""The pages of receivers, the mail when one is disabled, and the sweep as the portal composes it."""

import json
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from standardwebhooks.webhooks import Webhook

from cica_portal.api_urls import RESOURCES
from cica_portal.common.mailing.letters import Withdrawn, build_letter
from cica_portal.common.models import Mail, WebhookReceiver
from cica_portal.common.webhooks.receivers import enable
from cica_portal.common.webhooks.sweep import send_all
from cica_portal.home.webhooks.composition import composition
from tests.factories import NOW, make_act, make_event, make_user
from tests.pages.reading import page_of, section, words
from tests.webhooks.conftest import make_receiver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

LIST = "/account/webhooks/"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


def act(client: Client, receiver: WebhookReceiver, action: str):
    receiver.refresh_from_db()
    return client.post(f"{LIST}{receiver.public_id}/act/{action}/", {"version": receiver.version})


def test_administrator_enters_a_receiver_tries_it_and_reads_its_ledger(client_as, heard, partner):
    client: Client = client_as("administrator")
    values = {"owner": partner.pk, "name": "Website", "url": heard.url, "grant": "public", "resources": ["events"]}
    assert client.post(f"{LIST}new/", values | {"url": "ftp://x"}).status_code == 422
    answer = client.post(f"{LIST}new/", values)
    (secret,) = SECRET.findall(answer.content.decode())
    receiver = WebhookReceiver.objects.get()
    event = make_event(visibility="public")
    assert act(client, receiver, "test").status_code == 302
    assert send_all(now=NOW, composition=composition()) == 2
    said = [Webhook(secret).verify(body, headers)["type"] for headers, body in heard.messages]
    assert said == ["webhook.test", "events.upsert"]
    answer = client.get(f"{LIST}{receiver.public_id}/")
    ledger = words(section(page_of(answer), "ledger"))
    assert "events.upsert" in ledger
    assert event.public_id in ledger
    assert SECRET.findall(answer.content.decode()) == []
    assert "Website" in words(page_of(client.get(LIST)))


def test_address_in_a_message_is_that_of_the_row(client, heard):
    make_receiver(url=heard.url)
    event = make_event(visibility="public")
    send_all(now=NOW, composition=composition())
    data = json.loads(heard.messages[0][1])["data"]
    assert client.get(urlsplit(data["url"]).path).json()["id"] == event.public_id


def test_new_secret_is_shown_once(client_as):
    receiver, first = make_receiver()
    client = client_as("administrator")
    (second,) = SECRET.findall(act(client, receiver, "rotate").content.decode())
    assert first != second
    assert SECRET.findall(client.get(f"{LIST}{receiver.public_id}/").content.decode()) == []


def test_disabled_by_hand_and_enabled_again(client_as):
    receiver, _secret = make_receiver()
    client = client_as("administrator")
    act(client, receiver, "disable")
    assert "An administrator has disabled it." in words(page_of(client.get(f"{LIST}{receiver.public_id}/")))
    act(client, receiver, "test")
    assert not receiver.deliveries.exists()
    act(client, receiver, "enable")
    receiver.refresh_from_db()
    assert receiver.disabled_at is None


def test_edit_keeps_partner_audience_and_place(client_as):
    receiver, _secret = make_receiver()
    WebhookReceiver.objects.update(number=41)
    client, address = client_as("administrator"), f"{LIST}{receiver.public_id}/edit/"
    values = {"name": "Site", "url": "https://partner.example/new", "grant": "member_states", "seen_version": 1}
    assert client.post(address, values).status_code == 302
    receiver.refresh_from_db()
    assert (receiver.name, receiver.grant, receiver.number, receiver.resources) == ("Site", "public", 41, [])
    assert client.post(address, values).status_code == 409


def test_administrators_are_told_of_a_receiver_that_is_gone(heard, administrator, editor):
    heard.status = lambda count: 410
    receiver, _secret = make_receiver(url=heard.url)
    make_event(visibility="public")
    make_user(role="administrator", is_active=False)
    send_all(now=NOW, composition=composition())
    mail = Mail.objects.get()
    assert (mail.recipient, mail.template) == (administrator, "webhook_disabled")
    said = build_letter(mail, at=NOW).words("en")
    assert "The receiver answered that it is gone for good." in said["paragraphs"]
    receiver.refresh_from_db()
    enable(receiver=receiver, act=make_act(at=NOW + timedelta(hours=1)), version=receiver.version)
    with pytest.raises(Withdrawn):
        build_letter(mail, at=NOW)


def test_only_administrators_see_receivers(client_as):
    receiver, _secret = make_receiver()
    roles = ("visitor", "partner", "liaison", "reader", "editor")
    for address in (LIST, f"{LIST}new/", f"{LIST}{receiver.public_id}/", f"{LIST}aaaaaaaaaa/"):
        assert {client_as(role).get(address).status_code for role in roles} == {403}


def test_each_kind_of_the_api_has_a_name_of_its_own():
    sources = composition().sources
    assert {source.resource for source in sources.values()} == {resource.name for resource in RESOURCES}
