"""The reply by the link in an invitation: looking changes nothing, the button does, within limits."""

import re

import pytest
from django.core.cache import cache
from django.core.signing import Signer
from django.test import Client

from cbm_events.invitations.replies import reply_token
from cbm_events.models import Participation
from cbm_events.participation.answers import OWN_REPLY
from cica_portal.common import history
from cica_portal.common.models import Change
from tests.factories import TODAY, make_act, make_user
from tests.invitations.calls import change, mails, send

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def address(seminar, person) -> str:
    return f"/invitations/{reply_token(person, seminar)}/"


def shown_on(page: bytes) -> str:
    found = re.search(rb'name="shown" value="([^"]*)"', page)
    return found[1].decode() if found else ""


def reply(client: Client, address: str, **values):
    page = client.get(address)
    return client.post(address, {"shown": shown_on(page.content), "answer": "takes_part", "delegates": ""} | values)


def own(person) -> Participation | None:
    return Participation.objects.filter(state=person.state, source=OWN_REPLY).first()


def test_link_in_the_mail_leads_to_the_page(client: Client, outbox, seminar, person, editor):
    send(seminar, editor)
    plain = mails(outbox)[0].get_body(["plain"])
    assert plain is not None
    text = plain.get_content()
    path = re.search(r"Reply: https://portal\.example\.org(/invitations/\S+)", text)
    assert path
    page = client.get(path[1]).content.decode()
    assert "Reply for Kazakhstan" in page
    assert "Seminar" in page
    assert person.name in page


@pytest.mark.both
def test_button_stores_the_reply_of_the_state(client: Client, address: str, person):
    response = reply(client, address, delegates="3")
    assert response.status_code == 200
    assert "Stored." in response.content.decode()
    row = own(person)
    assert row is not None
    assert (row.answer, row.delegates, row.as_of) == ("takes_part", 3, TODAY)
    made = Change.objects.of("participation", row.public_id)[0]
    assert (made.actor, made.door, made.visibility) == (person, "page", "secretariat")
    assert reply(client, address, answer="regrets").status_code == 200
    row.refresh_from_db()
    assert (row.answer, row.delegates) == ("regrets", None)


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(client: Client, address: str, person, method: str):
    changes = Change.objects.count()
    getattr(client, method)(address)
    assert (own(person), Change.objects.count()) == (None, changes)


def test_form_without_the_token_of_the_page_is_refused(address: str, person):
    client = Client(enforce_csrf_checks=True)
    assert client.post(address, {"answer": "takes_part"}).status_code == 403
    assert own(person) is None


@pytest.mark.parametrize("why", ["account closed", "another state", "another role", "event withdrawn"])
def test_link_ends_with_what_it_stands_for(client: Client, address: str, seminar, person, world, why: str):
    match why:
        case "account closed":
            person.is_active = False
        case "another state":
            person.state = world.tha
        case "another role":
            person.role, person.state = "reader", None
        case "event withdrawn":
            change(seminar, visibility="secretariat")
    history.save(person, act=make_act())
    assert client.get(address).status_code == client.post(address, {"answer": "takes_part"}).status_code == 404
    assert own(person) is None


def test_made_up_links_open_nothing(client: Client, seminar, person, world):
    real = reply_token(person, seminar)
    other = Signer(salt="other", sep=".").sign_object([person.public_id, "KAZ", seminar.public_id])
    for token in (real[:-1], real + "a", other, "x", "..", real.replace(".", ":")):
        assert client.get(f"/invitations/{token}/").status_code == 404


def test_link_of_one_event_answers_for_no_other(client: Client, address: str, person, seminar):
    reply(client, f"{address}?event=other", event="other", state="THA", public_id="other")
    assert list(Participation.objects.filter(source=OWN_REPLY).values_list("event", "state")) == [
        (seminar.pk, person.state_id)
    ]


@pytest.mark.parametrize("values", [{"answer": ""}, {"answer": "awaited"}, {"answer": "regrets", "delegates": "2"}])
def test_mistake_is_said_and_nothing_is_stored(client: Client, address: str, person, values):
    assert reply(client, address, **values).status_code == 422
    assert own(person) is None


def test_reply_after_the_day_for_replies_is_refused(client: Client, address: str, seminar, person):
    change(seminar, nomination_deadline=TODAY.replace(day=1))
    assert "The day for replies is over." in client.get(address).content.decode()
    assert client.post(address, {"answer": "takes_part"}).status_code == 409
    assert own(person) is None


def test_colleague_who_was_faster_is_not_overwritten(client: Client, address: str, seminar, person):
    page = client.get(address)
    colleague = make_user(role="liaison", state=person.state)
    reply(client, f"/invitations/{reply_token(colleague, seminar)}/", answer="regrets")
    late = client.post(address, {"shown": shown_on(page.content), "answer": "takes_part", "delegates": ""})
    assert late.status_code == 409
    assert "A colleague has replied" in late.content.decode()
    row = own(person)
    assert row is not None
    assert row.answer == "regrets"


def test_trying_on_and_on_is_limited(client: Client, address: str):
    statuses = [reply(client, address).status_code for _time in range(22)]
    assert statuses.count(429) == 2
    cache.clear()


def test_page_is_kept_by_nobody_and_tells_nobody_where_it_was(client: Client, address: str):
    response = client.get(address)
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin"
