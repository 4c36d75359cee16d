"""A token opens the API, for reading or as far as its scopes go, and no other door of the portal."""

import pytest
from django.test import Client

from tests.access.stage import Stage, build_stage
from tests.access.test_matrix import FROM_ELSEWHERE, ROUTES, cell
from tests.api.bearers import bearer, issue
from tests.api.writing.conftest import program_of
from tests.cast import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
WRITING = ("POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def stage(world: World, settings, tmp_path) -> Stage:
    settings.MEDIA_ROOT, settings.PORTAL_OUTBOX_DIR = tmp_path / "media", tmp_path / "outbox"
    return build_stage(world)


@pytest.fixture
def program(partner, administrator) -> Client:
    return bearer(issue(partner, administrator, grant="member_states"), enforce_csrf_checks=True)


@pytest.fixture
def editors_program(editor) -> Client:
    return program_of(editor, "write:events", "write:proposals")


def paths(stage: Stage, *, of_api: bool | None = None) -> list[str]:
    routes = [route for route in ROUTES if of_api is None or route.name.startswith("api:") == of_api]
    return [address.path for route in routes if route.name not in FROM_ELSEWHERE for address in stage.addresses(route)]


@pytest.mark.parametrize("method", WRITING)
def test_nothing_is_written_anywhere(program, stage: Stage, method: str):
    answers = {path: program.generic(method, path).status_code for path in paths(stage)}
    assert {path: status for path, status in answers.items() if status not in {403, 404, 405}} == {}


def test_pages_answer_as_to_a_visitor(program, stage: Stage):
    asked = paths(stage, of_api=False)
    answers = [[cell(client.get(path)) for path in asked] for client in (program, Client())]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_own_token_of_an_editor_opens_no_page(editors_program, stage: Stage, method: str):
    asked = paths(stage, of_api=False)
    answers = [[cell(client.generic(method, path)) for path in asked] for client in (editors_program, strict())]
    assert answers[0] == answers[1]


def strict() -> Client:
    return Client(enforce_csrf_checks=True)
