"""A person's own account."""

import pytest
from django.test import Client

from cica_portal.common import history
from cica_portal.common.models import Change
from members.models import User
from tests.cast import World
from tests.factories import make_act
from tests.pages.reading import elements, lines, page_of, words

pytestmark = pytest.mark.django_db


def choose(client: Client, **values):
    data = {
        "language": "ru", "zone": "Asia/Bangkok", "wants_reminders": "on", "reminder_channel": "at_once",
        "seen_version": 1,
    } | values  # fmt: skip
    return client.post("/account/", data)


def test_a_visitor_is_asked_to_sign_in(client: Client):
    assert client.get("/account/")["Location"] == "/sign-in/?next=/account/"


@pytest.mark.both
def test_language_and_zone_are_stored_with_their_history(client_as, world: World, liaison: User):
    response = choose(client_as("liaison"))
    assert (response.status_code, response["Location"]) == (302, "/ru/account/")
    liaison.refresh_from_db()
    assert (liaison.language, liaison.zone, liaison.version) == ("ru", "Asia/Bangkok", 2)
    change = Change.objects.get(kind="user", subject_id=liaison.public_id, action="updated")
    assert (change.before, change.after) == (
        {"language": "en", "zone": "Asia/Almaty"},
        {"language": "ru", "zone": "Asia/Bangkok"},
    )
    assert (change.actor, change.door, change.visibility) == (liaison, "page", "secretariat")


def test_zones_stand_under_their_labels(client_as, world: World):
    page = page_of(client_as("liaison").get("/account/"))
    (select,) = elements(page, "select", name="zone")
    assert lines(select, "option") == ["Ankara time", "Astana time", "Baku time", "Bangkok time"]
    chosen = [words(option) for option in elements(select, "option") if "selected" in dict(option.attributes)]
    assert chosen == ["Astana time"]


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"zone": "Mars/Base"}, {"zone": ["Choose a time zone from the list."]}),
        ({"language": "fr"}, {"language": ["Choose a language from the list."]}),
    ],
)
def test_values_outside_the_lists_are_refused(client_as, world: World, liaison: User, values, errors):
    response = choose(client_as("liaison"), **values)
    assert (response.status_code, response.context["form"].errors) == (422, errors)
    liaison.refresh_from_db()
    assert liaison.version == 1


def test_nothing_else_of_the_account_can_be_changed(client_as, world: World, liaison: User):
    choose(client_as("liaison"), role="administrator", email="other@example.org", is_head="on")
    liaison.refresh_from_db()
    assert (liaison.role, liaison.email, liaison.is_head) == ("liaison", "liaison@example.org", False)


def test_a_second_save_does_not_win_silently(client_as, world: World, liaison: User):
    client = client_as("liaison")
    liaison.zone = "Asia/Baku"
    history.save(liaison, act=make_act())
    response = choose(client)
    assert response.status_code == 409
    assert "Your account was changed elsewhere" in response.content.decode()
    liaison.refresh_from_db()
    assert (liaison.zone, liaison.language) == ("Asia/Baku", "en")
