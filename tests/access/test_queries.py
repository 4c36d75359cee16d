"""How many queries each page takes: as many with three rows of each kind as with one."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cbm_events.models import Plan
from tests import factories
from tests.cast import World
from tests.plans import making

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

READERS = ("visitor", "liaison", "editor")
# Session and user of somebody who has signed in are two of them.
EXPECTED: dict[str, tuple[int, int, int]] = {
    "/": (9, 26, 28),
    "/ru/": (9, 26, 28),
    "/calendar/": (5, 7, 7),
    "/calendar/2026/5/": (8, 10, 10),
    "/events/": (11, 13, 13),
    "/events/?year=2026&state=KAZ&dimension=ECO&area=ECO-SME&council=BC&status=planned&q=event": (15, 17, 17),
    "/states/": (2, 4, 4),
    "/states/KAZ/": (13, 15, 15),
    "/areas/": (4, 6, 6),
    "/areas/ECO-SME/": (9, 11, 11),
    "/dimensions/ECO/": (10, 12, 12),
    "/councils/": (1, 3, 3),
    "/councils/BC/": (9, 13, 13),
    "/plans/": (5, 8, 8),
    "/reports/": (2, 4, 4),
    "/reports/states/KAZ/2026/": (11, 13, 13),
    "/reports/dimensions/ECO/2026/": (8, 10, 10),
    "/reports/councils/BC/2026/": (7, 9, 9),
    "/reports/ahead/": (4, 7, 7),
    "/api/": (0, 2, 2),
}


def add_rows(world: World) -> None:
    """One more of each kind, at the same state, area, dimension and body."""
    subject: dict[str, Any] = {
        "dimension": world.dimensions["ECO"],
        "area": world.areas["ECO-SME"],
        "council": world.councils["BC"],
    }
    roles = [factories.state_role(world.kaz), factories.state_role(world.tur, "co_organiser")]
    for status in ("planned", "confirmed", "held"):
        event = factories.make_timed_event(visibility="public", status=status, roles=roles, **subject)
        factories.make_figure(event=event, visibility="public")
        factories.make_document(subject_key=event.public_id, visibility="public", public_basis="Published")
    state, council = factories.make_state(), factories.make_council()
    coordination = factories.make_coordination(
        state=world.kaz, area=factories.make_area(dimension=subject["dimension"])
    )
    factories.make_attestation(coordination=coordination)
    factories.make_attestation(coordination=factories.make_coordination(state=state, area=world.areas["ECO-SME"]))
    factories.make_seat(council=council, state=world.kaz)
    factories.make_seat(council=world.councils["BC"], state=state)
    factories.make_decision(council=world.councils["BC"], visibility="public")
    factories.make_party(standing="observer")
    factories.make_summary(audience="public")
    add_plan(world)


def add_plan(world: World) -> None:
    """The first one is that of this year."""
    year = factories.TODAY.year + Plan.objects.count()
    plan = making.make_plan(year=year, stage="adopted", visibility="public")
    item = making.make_item(plan, number=1, dimension=world.dimensions["ECO"], country=world.kaz)
    item.states.add(world.kaz)
    making.make_link(item=item, event=factories.make_event(visibility="public", title_ru="Событие"))
    making.make_version(plan, item, visibility="public", public_basis="Decision")


def queries_of(client: Client, path: str) -> int:
    """On a second visit: the first one may write to the session."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", EXPECTED)
def test_queries_do_not_grow(path: str, cast, client_as, world: World):
    clients = {role: client_as(role) for role in READERS}
    add_rows(world)
    with_one = tuple(queries_of(client, path) for client in clients.values())
    add_rows(world)
    add_rows(world)
    with_three = tuple(queries_of(client, path) for client in clients.values())
    assert (with_one, with_three) == (EXPECTED[path], EXPECTED[path])
