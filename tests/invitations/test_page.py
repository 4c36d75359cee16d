"""The page from which an editor sends invitations."""

from collections.abc import Callable

import pytest
from django.test import Client

from cica_portal.common.models import Delivery, Mail
from tests.factories import make_event, make_participation
from tests.invitations.calls import change, send

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def page_of(event) -> str:
    return f"/events/{event.public_id}/invitations/"


def test_editor_sees_who_is_invited_and_sends(client_as: Callable[..., Client], seminar, person, editor, world):
    make_participation(event=seminar, state=world.tur, answer="awaited")
    client = client_as("editor")
    assert f'href="{page_of(seminar)}"' in client.get(f"/events/{seminar.public_id}/").content.decode()
    page = client.get(page_of(seminar)).content.decode()
    assert person.name in page
    assert "1 liaison has not got the invitation as it is now." in page
    assert "Türkiye" in page.partition("Without a liaison")[2]
    sent = client.post(page_of(seminar), follow=True).content.decode()
    assert "1 invitation is on its way." in sent
    assert "Nobody is to be sent anything." in sent
    assert (Mail.objects.get().recipient, Delivery.objects.get().asked_by) == (person, editor)


def test_what_was_sent_is_shown(client_as, seminar, person, editor, outbox):
    send(seminar, editor)
    page = " ".join(client_as("editor").get(page_of(seminar)).content.decode().split())
    assert "Invitation: Sent" in page


def test_looking_sends_nothing(client_as, seminar, person):
    client_as("editor").get(page_of(seminar))
    assert Mail.objects.count() == 0


def test_why_nothing_can_be_sent_is_said(client_as, seminar, person):
    change(seminar, status="postponed")
    client = client_as("editor")
    assert "Only a planned or confirmed event" in client.get(page_of(seminar)).content.decode()
    assert client.post(page_of(seminar)).status_code == 409
    assert Mail.objects.count() == 0


def test_event_without_guests_leads_to_participation(client_as, world):
    event = make_event()
    page = client_as("editor").get(page_of(event)).content.decode()
    assert f'href="/events/{event.public_id}/participation/"' in page
    assert "Send the invitations" not in page


@pytest.mark.parametrize(("role", "status"), [("visitor", 404), ("liaison", 403), ("reader", 403), ("editor", 200)])
def test_editors_alone_send(client_as, seminar, cast, role: str, status: int):
    assert client_as(role).get(page_of(seminar)).status_code == status
