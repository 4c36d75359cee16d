"""The pages on which people subscribe: an address is shown once, and its owner alone revokes it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from cbm_events.models import Feed
from cica_portal.common import history
from members.models import User
from tests.cast import World
from tests.factories import make_act, make_event
from tests.feeds.making import address_of, events_of_all_kinds
from tests.feeds.reading import entries_in, fetch

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PAGE = "/account/calendars/"


@pytest.fixture
def events(world: World) -> dict[str, str]:
    return events_of_all_kinds(world)


def make(client: Client, query: str = "", **values):
    data = {"contents": "all", "name": "Phone", "language": "en", "alarm": ""} | values
    return client.post(PAGE + query, data)


def address_on(page: bytes) -> str:
    found = re.search(rb'value="http://127\.0\.0\.1:8000(/feed/[^"]+)"', page)
    return found[1].decode() if found else ""


def test_address_is_shown_once(client_as: Callable[..., Client], liaison: User, events):
    client = client_as("liaison")
    made = make(client)
    address = address_on(made.content)
    assert made.status_code == 200
    assert events["own proposal"] in entries_in(fetch(Client(), address))
    assert made["Referrer-Policy"] == "same-origin"
    assert "no-store" in made["Cache-Control"]
    again = client.get(PAGE)
    assert address_on(again.content) == ""
    assert b"Phone" in again.content


def test_own_state_is_offered_to_liaisons_only(client_as, liaison: User, editor: User, events):
    assert make(client_as("editor"), contents="state").status_code == 422
    address = address_on(make(client_as("liaison"), contents="state", language="ru", alarm="P1D").content)
    feed = Feed.objects.get()
    assert (feed.filter, feed.language, feed.alarm, feed.state) == ({"state": ["KAZ"]}, "ru", "P1D", liaison.state)
    assert entries_in(fetch(Client(), address)).keys() == {events["members"], events["own proposal"]}


def test_filter_of_the_page_before_is_taken_along(client_as, liaison: User, world: World):
    query = "?dimension=ECO&dimension=HUM&state=THA&nonsense=1"
    page = client_as("liaison").get(PAGE + query)
    assert "Economic, Human, Thailand" in page.content.decode()
    make(client_as("liaison"), query, contents="filter")
    assert Feed.objects.get().filter == {"dimension": ["ECO", "HUM"], "state": ["THA"]}
    assert "Economic, Human, Thailand" in client_as("liaison").get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": ""}, "Name the device or the program."),
        ({"name": "<b>"}, "Write plain text"),
        ({"contents": "everything of others"}, "Select a valid choice"),
        ({"language": "fr"}, "Select a valid choice"),
        ({"alarm": "P99D"}, "Select a valid choice"),
    ],
)
def test_mistake_is_named_and_nothing_is_made(client_as, liaison: User, values, said: str):
    response = make(client_as("liaison"), **values)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert Feed.objects.count() == 0


def test_only_the_owner_sees_and_revokes_it(client_as, liaison: User, other_liaison: User, administrator: User):
    address = address_of(liaison, name="My telephone")
    feed = Feed.objects.get()
    for role in ("other_liaison", "administrator"):
        assert b"My telephone" not in client_as(role).get(PAGE).content
        assert client_as(role).post(f"{PAGE}{feed.public_id}/revoke/").status_code == 404
    assert fetch(Client(), address)
    response = client_as("liaison").post(f"{PAGE}{feed.public_id}/revoke/", follow=True)
    assert "Revoked: My telephone." in response.content.decode()
    assert Client().get(address).status_code == 404


def test_visitor_is_asked_to_sign_in(client: Client):
    assert client.get(PAGE)["Location"] == f"/sign-in/?next={PAGE}"
    assert client.post(f"{PAGE}aaaaaaaaaa/revoke/")["Location"].startswith("/sign-in/")


def test_subscription_of_another_role_is_said_to_be_over(client_as, liaison: User, world: World):
    address_of(liaison)
    liaison.state = world.tha
    history.save(liaison, act=make_act())
    assert "Made with another role or state" in client_as("liaison").get(PAGE).content.decode()


def test_page_of_public_subscriptions_carries_the_filter(client: Client, world: World):
    make_event(visibility="public", dimension=world.dimensions["ECO"])
    page = client.get("/subscribe/?dimension=ECO&when=all").content.decode()
    assert 'value="http://127.0.0.1:8000/feeds/events.ics?dimension=ECO"' in page
    assert 'href="webcal://127.0.0.1:8000/feeds/events.ics?dimension=ECO"' in page
    assert "Events from 1 March 2025 to 31 March 2028" in page
    russian = client.get("/ru/subscribe/?dimension=ECO").content.decode()
    assert "/feeds/events.ics?dimension=ECO&amp;lang=ru" in russian


def test_page_of_a_filter_that_does_not_hold_leads_to_the_list(client: Client):
    assert client.get("/subscribe/?dimension=XX")["Location"] == "/events/?dimension=XX"


@pytest.mark.parametrize("path", ["/events/?dimension=ECO", "/calendar/2026/5/?dimension=ECO"])
def test_pages_with_events_lead_to_the_subscription_with_their_filter(client: Client, world: World, path: str):
    assert 'href="/subscribe/?dimension=ECO"' in client.get(path).content.decode()
