"""Rows that somebody may not see change nothing that this person can observe: compared byte by byte."""

import re
from typing import Any

import pytest
from django.test import Client

from cbm_events.models import Event
from cbm_events.services import save_event
from tests import factories
from tests.access.stage import NOBODY
from tests.cast import World

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

PAGES = (
    "/",
    "/calendar/",
    "/calendar/2026/5/",
    "/events/",
    "/events/?year=2026",
    "/events/?q=hidden",
    "/events/?dimension=ECO",
    "/states/",
    "/states/KAZ/",
    "/states/THA/",
    "/areas/",
    "/areas/ECO-SME/",
    "/dimensions/ECO/",
    "/councils/",
    "/councils/BC/",
    "/proposals/",
    "/ru/",
    "/ru/events/",
    "/api/v1/events/",
    "/api/v1/events/?year=2026&dimension=ECO",
    "/api/v1/decisions/",
    "/api/v1/states/KAZ/",
    "/api/v1/councils/BC/",
    "/api/v1/summaries/",
)
CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": ?"[^"]*"')
UNLIKE = {"X-Request-ID", "Set-Cookie"}


def seen(answer: Any) -> tuple[int, dict[str, str], bytes]:
    headers = {name: value for name, value in answer.items() if name not in UNLIKE}
    return answer.status_code, headers, CSRF.sub(b"", answer.content)


def look(client: Client, event: Event) -> dict[str, tuple[int, dict[str, str], bytes]]:
    own = (f"/events/{event.public_id}/", f"/api/v1/events/{event.public_id}/")
    return {path: seen(client.get(path)) for path in (*PAGES, *own)}


def differences(before: dict, after: dict) -> list[str]:
    return [path for path in before if before[path] != after[path]]


@pytest.fixture
def event(world: World) -> Event:
    """What everybody sees."""
    values: dict[str, Any] = {
        "dimension": world.dimensions["ECO"],
        "area": world.areas["ECO-SME"],
        "council": world.councils["BC"],
    }
    roles = [factories.state_role(world.kaz), factories.state_role(world.tha, "co_organiser")]
    return factories.make_event(visibility="public", title_ru="Открытое", roles=roles, **values)


def add_hidden_rows(world: World, event: Event, visibility: str) -> None:
    """Of each kind one, where it would show if it were seen: same day, state, area, body."""
    values: dict[str, Any] = {
        "dimension": world.dimensions["ECO"],
        "area": world.areas["ECO-SME"],
        "council": world.councils["BC"],
    }
    for status in ("planned", "confirmed", "cancelled", "held", "postponed"):
        hidden = factories.make_event(
            visibility=visibility, status=status, title_en=f"Hidden {status}", country=world.kaz,
            roles=[factories.state_role(world.kaz)], **values,
        )  # fmt: skip
    factories.make_event(
        visibility="secretariat", status="proposed", title_en="Hidden proposal",
        roles=[factories.state_role(world.tur)], **values,
    )  # fmt: skip
    offers = factories.make_user(role="liaison", state=world.tur)
    factories.make_proposal(author=offers, status="submitted", dimension=world.dimensions["ECO"], country=world.kaz)
    factories.make_decision(council=world.councils["BC"], visibility=visibility, title_en="Hidden decision")
    factories.make_figure(event=event, visibility=visibility, value=4242)
    factories.make_figure(event=hidden, visibility="public", value=4242)
    factories.make_document(subject_key=event.public_id, visibility=visibility, title_en="Hidden document")
    factories.make_participation(event=hidden, state=world.kaz)
    factories.make_summary(audience=visibility)
    factories.make_draft()


@pytest.mark.parametrize(
    ("role", "visibility"),
    [("visitor", "member_states"), ("visitor", "secretariat"), ("partner", "member_states")],
)
def test_outsider_does_not_notice_hidden_rows(role: str, visibility: str, cast, client_as, world: World, event: Event):
    client = client_as(role)
    before = look(client, event)
    add_hidden_rows(world, event, visibility)
    assert differences(before, look(client, event)) == []


def test_liaison_does_not_notice_rows_of_the_secretariat(liaison, client_as, world: World):
    """An event at which Kazakhstan only assists, so that it is not shown the answers."""
    values: dict[str, Any] = {
        "dimension": world.dimensions["ECO"],
        "area": world.areas["ECO-SME"],
        "council": world.councils["BC"],
    }
    event = factories.make_event(visibility="public", roles=[factories.state_role(world.tha)], **values)
    client = client_as("liaison")
    client.get("/")
    before = look(client, event)
    add_hidden_rows(world, event, "secretariat")
    assert differences(before, look(client, event)) == []


@pytest.mark.parametrize("role", ["visitor", "partner", "liaison"])
def test_internal_edit_is_not_noticed(role: str, cast, client_as, event: Event):
    client = client_as(role)
    client.get("/")
    before = look(client, event)
    event.source_note = "Only said by phone"
    save_event(event=event, act=factories.make_act(note="Internal"))
    assert differences(before, look(client, event)) == []


def test_public_edit_is_noticed(client_as, event: Event):
    """The comparison itself can tell."""
    client = client_as("visitor")
    before = look(client, event)
    event.title_en = "Another title"
    save_event(event=event, act=factories.make_act())
    assert f"/events/{event.public_id}/" in differences(before, look(client, event))


def anonymised(answer: Any, public_id: str) -> tuple[int, dict[str, str], bytes]:
    status, headers, body = seen(answer)
    return status, headers, body.replace(public_id.encode(), b"")


@pytest.mark.parametrize("role", ["visitor", "partner", "other_liaison"])
@pytest.mark.parametrize(
    "address",
    ["/events/{}/", "/events/{}/edit/", "/events/{}/act/cancel/", "/ru/events/{}/", "/api/v1/events/{}/"],
)
def test_unseen_event_answers_as_one_that_does_not_exist(role: str, address: str, cast, client_as, world: World):
    hidden = factories.make_event(visibility="secretariat", status="proposed", roles=[factories.state_role(world.kaz)])
    client = client_as(role)
    client.get("/")
    unseen, missing = (
        anonymised(client.get(address.format(public_id)), public_id) for public_id in (hidden.public_id, NOBODY)
    )
    assert unseen[0] == 404
    assert unseen == missing


@pytest.mark.parametrize("role", ["visitor", "partner", "other_liaison"])
def test_unseen_event_answers_a_form_as_one_that_does_not_exist(role: str, cast, client_as):
    hidden = factories.make_event(visibility="secretariat")
    client = client_as(role)
    answers = {client.post(f"/events/{public_id}/act/cancel/").status_code for public_id in (hidden.public_id, NOBODY)}
    assert answers == {404}


def test_partner_sees_what_a_visitor_sees_in_the_api(cast, client_as, world: World, event: Event):
    for visibility in ("public", "member_states", "secretariat"):
        factories.make_event(visibility=visibility)
    paths = [path for path in PAGES if path.startswith("/api/")]
    visitor, partner = ({path: client_as(role).get(path).json() for path in paths} for role in ("visitor", "partner"))
    assert partner == visitor
