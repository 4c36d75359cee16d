"""Programs that open every link of a mail change nothing, and words of people make neither headers nor links."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from itertools import product

import pytest
from django.apps import apps
from django.test import Client
from time_machine import travel

from cbm_events.models import Event
from cbm_events.reminders.subscribing import Wish, ask
from cica_portal.common.models import Mail
from tests.accounts.test_invitations import invite
from tests.factories import make_event, make_rule, state_role
from tests.reminders.conftest import DUE
from tests.reminders.test_notices import change
from tests.reminders.test_sending import run

pytestmark = [pytest.mark.django_db, pytest.mark.both]
PORTAL = "https://portal.example.org"
LINK = re.compile(r"https?://[^\s<>\"')]+")
LATER = DUE + timedelta(hours=1)
KNOWN_HEADERS = {
    "message-id", "date", "from", "to", "subject", "auto-submitted", "mime-version", "content-type",
    "content-language", "list-unsubscribe", "list-unsubscribe-post", "references",
}  # fmt: skip


@pytest.fixture(autouse=True)
def address_of_the_portal(settings):
    settings.PORTAL_URL = PORTAL


def sent(outbox):
    return [message_from_bytes(path.read_bytes(), policy=default) for path in outbox.glob("*.eml")]


def parts(message):
    return {part.get_content_subtype(): part.get_content() for part in message.walk() if not part.is_multipart()}


def links_of(message):
    found = {link for text in parts(message).values() for link in LINK.findall(text)}
    return found | set(LINK.findall(message["List-Unsubscribe"] or ""))


def everything():
    """All rows of all tables, but for sessions, which a visit begins."""
    models = [model for model in apps.get_models() if model._meta.label != "sessions.Session"]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


@pytest.fixture
def mails_of_every_kind(outbox, world, person, client_as, administrator):
    make_rule(days=7)
    with travel(DUE, tick=False):
        seminar = make_event(city_en="Astana", roles=[state_role(world.kaz)])
        run(DUE)
        change(seminar, at=DUE, city_en="Almaty")
        invite(client_as("administrator"))
        Client().post("/new-password/", {"email": administrator.email})
        ask(Wish(address="reader@example.org", language="en"), at=DUE)
    run(LATER)
    return sent(outbox)


def test_program_that_opens_every_link_changes_nothing(mails_of_every_kind):
    kinds = {"reminder", "event_notice", "members/invitation", "members/password_reset", "subscription"}
    assert set(Mail.objects.filter(state="sent").values_list("template", flat=True)) == kinds
    links = {link for message in mails_of_every_kind for link in links_of(message)}
    assert all(link.startswith(f"{PORTAL}/") for link in links)
    before = everything()
    with travel(LATER, tick=False):
        for link, method in product(sorted(links), ("head", "get", "get")):
            response = getattr(Client(), method)(link.removeprefix(PORTAL), follow=True)
            assert response.status_code in {200, 404}, link
    assert everything() == before


@pytest.mark.parametrize(
    "words",
    [
        "Seminar\r\nBcc: everybody@evil.example",
        "Seminar\nSubject: other",
        "Seminar\r\n\r\n<h1>Text</h1>",
        "Seminar\u2028Bcc: everybody@evil.example",
        "[Sign in](https://evil.example/login)",
        "<a href='https://evil.example'>Sign in</a>",
        "<img src=https://evil.example/seen.png>",
        "Go to www.evil.example or evil.example/now",
        "javascript:alert(1) {{ 7|add:7 }} {% now 'Y' %}",
        "=?utf-8?q?=0D=0ABcc:_everybody=40evil.example?=",
    ],
)
def test_words_of_people_are_words_only(outbox, world, person, words):
    """As an older portal or a restored row might hold them: the forms refuse most of it."""
    make_rule(days=7)
    event = make_event(title_en="Seminar", city_en="Astana", roles=[state_role(world.kaz)])
    Event.objects.filter(pk=event.pk).update(title_en=words, venue_en=words, city_en=words)
    run(DUE)
    (message,) = sent(outbox)
    assert {name.lower() for name in message} <= KNOWN_HEADERS
    assert (message["To"], message["Bcc"]) == (person.email, None)
    assert len(message.get_all("Subject")) == 1
    assert all(link.startswith(f"{PORTAL}/") for link in links_of(message))
    html = parts(message)["html"]
    assert not re.search(r"<(a|img|script)[^>]*evil", html)
    if "{{" in words:
        assert "{{ 7|add:7 }}" in html
