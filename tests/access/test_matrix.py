"""Who gets which answer at which address: the table in matrix.txt, asked line by line.

A new address needs its lines: UPDATE_ACCESS_MATRIX=1 pytest tests/access writes what the portal answers now,
and a person then reads whether that is right.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client, override_settings

from tests.access.routes import Route, all_routes
from tests.access.stage import Address, Stage, build_stage
from tests.cast import ROLES, Cast, build_cast, build_world, signed_in
from tests.factories import NOW

TABLE = Path(__file__).with_name("matrix.txt")
METHODS = ("GET", "POST")
ROUTES = [route for route in all_routes() if not route.name.startswith("admin:")]
ANY = "any"
# Mail programs come without the token of a page: the address itself is the right to act.
FROM_ELSEWHERE = {"cbm_events:reminders_off", "cbm_events:unsubscribe"}
# (address, object, method) -> answer by role
Key = tuple[str, str, str]
Rows = dict[Key, dict[str, str]]


def read_table() -> Rows:
    lines = TABLE.read_text(encoding="utf-8").splitlines() if TABLE.exists() else []
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if line and not line.startswith("#")]
    return {(route, word, method): by_role(cells.split()) for route, word, method, cells in rows}


def by_role(cells: list[str]) -> dict[str, str]:
    """One answer alone is everybody's."""
    return dict(zip(ROLES, cells * len(ROLES) if len(cells) == 1 else cells, strict=True))


EXPECTED = read_table()
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[Stage, Cast]]:
    """Stage and cast are built once, in a transaction round the tests, each of which takes back what it wrote."""
    folder = tmp_path_factory.mktemp("stage")
    folders = override_settings(MEDIA_ROOT=folder / "media", PORTAL_OUTBOX_DIR=folder / "outbox")
    with django_db_blocker.unblock(), folders, time_machine.travel(NOW, tick=False), transaction.atomic():
        world = build_world()
        yield build_stage(world), build_cast(world)
        transaction.set_rollback(True)


@pytest.fixture
def stage(built: tuple[Stage, Cast]) -> Stage:
    return built[0]


@pytest.fixture
def clients(db, built: tuple[Stage, Cast]) -> dict[str, Client]:
    return {role: signed_in(user, raise_request_exception=False) for role, user in built[1].items()}


def cell(answer: HttpResponseBase) -> str:
    """The status; for a way to the sign-in page, or on to another page, a word."""
    if answer.streaming:
        b"".join(answer)
    if answer.status_code != 302:
        return str(answer.status_code)
    return "sign-in" if answer.headers["Location"].startswith("/sign-in/") else "moves-on"


def ask(address: Address, method: str, clients: dict[str, Client]) -> dict[str, str]:
    return {role: cell(client.generic(method, address.path)) for role, client in clients.items()}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_answers_are_those_of_the_table(route: Route, clients, stage: Stage):
    answers: Rows = {}
    for method in METHODS:
        answers |= {(*address.key, method): ask(address, method, clients) for address in stage.addresses(route)}
    if os.environ.get("UPDATE_ACCESS_MATRIX"):
        write_rows(answers)
        return
    assert answers == {key: expected(key) for key in answers}


def expected(key: Key) -> dict[str, str] | None:
    route, _word, method = key
    return EXPECTED.get(key) or EXPECTED.get((route, ANY, method))


def test_form_from_elsewhere_is_refused(built: tuple[Stage, Cast]):
    """Nothing is written without the token of a page of the portal."""
    stage, cast = built
    client = signed_in(cast["administrator"], enforce_csrf_checks=True)
    pages = [route for route in ROUTES if not route.name.startswith("api:") and route.name not in FROM_ELSEWHERE]
    answers = {
        address.path: client.post(address.path).status_code for route in pages for address in stage.addresses(route)
    }
    assert {path: status for path, status in answers.items() if status not in {403, 404, 405}} == {}


def test_table_names_no_address_that_is_gone():
    assert {route for route, _word, _method in EXPECTED} - {route.name for route in ROUTES} == set()


def write_rows(answers: Rows) -> None:
    known = {route.name: position for position, route in enumerate(ROUTES)}
    answered = {route for route, _word, _method in answers}
    kept = {key: row for key, row in read_table().items() if key[0] in known and key[0] not in answered}
    rows = sorted((kept | together(answers)).items(), key=lambda item: (known[item[0][0]], METHODS.index(item[0][2])))
    head = line_of("# address", "object", "method", cells_of({role: role for role in ROLES}))
    TABLE.write_text("\n".join([head, *(line_of(*key, cells_of(row)) for key, row in rows), ""]), encoding="utf-8")


def together(answers: Rows) -> Rows:
    """One line in place of several where the object makes no difference."""
    by_method: dict[tuple[str, str], Rows] = {}
    for (route, word, method), row in answers.items():
        by_method.setdefault((route, method), {})[route, word, method] = row
    found: Rows = {}
    for (route, method), rows in by_method.items():
        same = len(rows) > 1 and len({tuple(row.values()) for row in rows.values()}) == 1
        found |= {(route, ANY, method): next(iter(rows.values()))} if same else rows
    return found


def cells_of(row: dict[str, str]) -> str:
    cells = list(row.values())
    return cells[0] if len(set(cells)) == 1 else " ".join(f"{cell:13}" for cell in cells)


def line_of(route: str, word: str, method: str, cells: str) -> str:
    return f"{route:27} | {word:25} | {method:6} | {cells}".rstrip()
