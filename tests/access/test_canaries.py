"""A crawl as each role over every address and every search: no word of a hidden row is come across.

The same crawl as the Secretariat finds the words, so that it would find them elsewhere too.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.test import Client, override_settings

from tests.access.canaries import NEEDLE, Canaries, build_canaries, words_in
from tests.access.listening import everything_logged
from tests.access.routes import all_routes
from tests.access.stage import NOBODY, Stage, build_stage
from tests.api.bearers import bearer, issue
from tests.cast import Cast, build_cast, build_world, signed_in
from tests.factories import NOW, PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OUTSIDERS = ("visitor", "partner", "program", "program of states", "liaison", "other_liaison")
SEARCHES = (
    "/events/?q={}",
    "/events/?year=2026&q={}",
    "/calendar/2026/5/?q={}",
    "/log/?q={}",
    "/log/export/?q={}",
    "/outbox/?q={}",
    "/reminders/?q={}",
    "/proposals/?q={}",
    "/api/v1/events/?q={}",
    "/api/v1/events/?year=2026&dimension=ECO&council=BC",
    "/events/?year=2026&dimension=ECO&area=ECO-SME&status=proposed",
)
ERRORS = ("/nothing/", "/events/nothinghere/", "/api/v1/nothing/", "/api/v1/events/?colour=red", "/calendar/99999/1/")
# Nobody but the author is shown what is being typed, and a draft is its state's own.
NOT_FOR_STAFF = {"typing", "proposaldraft"}
SECRET_KINDS = ("token", "feed_token", "off", "wish", "subscription end", "reply")
WRONG = "not the password at all"
IDENTIFIER = re.compile(r"(?<=/)(?:[0-9a-z]{10}|[0-9a-f-]{36})(?=/)")
ADDRESS = re.compile(r"[\w.+-]+@example\.org")


@dataclass(frozen=True)
class Scene:
    stage: Stage
    canaries: Canaries
    clients: dict[str, Client]

    def paths(self) -> list[str]:
        routes = [route for route in all_routes() if not (route.name.startswith("admin:") and route.parameters)]
        pages = [
            address.path
            for route in routes
            for address in ([] if route.name.startswith("admin:") else self.stage.addresses(route))
        ]
        closed = [f"/{route.pattern}" for route in routes if route.name.startswith("admin:")]
        return [*pages, *closed, *(search.format(NEEDLE) for search in SEARCHES), *ERRORS]

    def different_paths(self) -> list[str]:
        """Of each address the last object, which holds words where any does."""
        return list({IDENTIFIER.sub("", path): path for path in self.paths() if NOBODY not in path}.values())

    def read(self, client: Client, path: str, method: str = "GET") -> str:
        """The answer with its headers, to its end."""
        answer = client.generic(method, path)
        body = b"".join(answer) if answer.streaming else answer.content
        unfolded = body.decode(errors="replace").replace("\r\n ", "")
        return unfolded + str(dict(answer.items())) + answer.cookies.output()

    def words(self, role: str, path: str, method: str = "GET") -> set[str]:
        return words_in(self.read(self.clients[role], path, method))

    def asker(self, path: str) -> Client:
        """A program with its token for the API, else the one who is shown most."""
        return self.clients["program of states" if path.startswith("/api/") else "administrator"]

    def sign_in_rightly_and_wrongly(self) -> None:
        for password in (PASSWORD, WRONG):
            Client().post("/sign-in/", {"email": "editor@example.org", "password": password})

    def secrets(self) -> dict[str, str]:
        """What it is -> the last part of it, which alone would be enough to know it by."""
        found = {kind: self.stage.objects[kind]["some"] for kind in SECRET_KINDS}
        found |= {"right password": PASSWORD, "wrong password": WRONG}
        for role, client in self.clients.items():
            session = client.cookies.get(settings.SESSION_COOKIE_NAME)
            if session and session.value:  # Signing out empties it.
                found[f"session of {role}"] = session.value
            if bearer := client.defaults.get("HTTP_AUTHORIZATION"):
                found[f"token of {role}"] = bearer
        return {name: value[-16:] for name, value in found.items()}

    def leaks(self, log: str) -> set[str]:
        """Secrets, words and addresses of people that stand in the log."""
        return (
            words_in(log) | {name for name, value in self.secrets().items() if value in log} | set(ADDRESS.findall(log))
        )

    def unseemly(self, role: str, paths: list[str], method: str = "GET") -> dict[str, set[str]]:
        """Address -> words that stand there and are not for this role."""
        allowed = self.canaries.may_see(role)
        found = {path: self.words(role, path, method) - allowed for path in paths}
        return {path: words for path, words in found.items() if words}


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Scene]:
    """Built once, in a transaction round the tests."""
    folder = tmp_path_factory.mktemp("canaries")
    folders = override_settings(MEDIA_ROOT=folder / "media", PORTAL_OUTBOX_DIR=folder / "outbox")
    with django_db_blocker.unblock(), folders, time_machine.travel(NOW, tick=False), transaction.atomic():
        world = build_world()
        stage, cast, canaries = build_stage(world), build_cast(world), build_canaries(world)
        yield Scene(canaries.on(stage), canaries, clients_of(cast))
        transaction.set_rollback(True)


def clients_of(cast: Cast) -> dict[str, Client]:
    clients = {role: signed_in(user, raise_request_exception=False) for role, user in cast.items()}
    partner, administrator = cast["partner"], cast["administrator"]
    assert partner is not None
    assert administrator is not None
    clients["program"] = bearer(issue(partner, administrator, grant="public"), raise_request_exception=False)
    clients["program of states"] = bearer(
        issue(partner, administrator, grant="member_states"), raise_request_exception=False
    )
    return clients


@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_word_of_a_hidden_row_is_come_across(scene: Scene, role: str):
    paths = scene.paths()
    russian = [f"/ru{path}" for path in paths if not path.startswith("/api/")]
    assert scene.unseemly(role, [*paths, *russian]) == {}


@pytest.mark.parametrize("method", ["POST", "OPTIONS"])
@pytest.mark.parametrize("role", ["visitor", "program", "liaison"])
def test_refusals_name_nothing(scene: Scene, role: str, method: str):
    hidden = {value for rows in scene.canaries.rows.values() for value in rows.values()}
    paths = [path for path in scene.paths() if any(value in path for value in hidden)]
    assert len(paths) > len(hidden)
    assert scene.unseemly(role, paths, method) == {}


def test_the_secretariat_comes_across_every_word(scene: Scene):
    """So the crawl above would have found each of them."""
    found: set[str] = set().union(*(scene.words("administrator", path) for path in scene.paths()))
    assert set(scene.canaries.seen_by) - found == NOT_FOR_STAFF
    assert found & NOT_FOR_STAFF == set()


def test_a_state_comes_across_its_own_proposals(scene: Scene):
    paths = [path for path in scene.paths() if path.startswith(("/proposals/", "/events/"))]
    found: set[str] = set().union(*(scene.words("other_liaison", path) for path in paths))
    assert found >= {"proposaldraft", "proposalsubmitted", "proposalreturned", "proposedevent"}


@pytest.mark.parametrize("search", ["/events/?year=2026&q={}", "/log/export/"])
def test_searches_meet_the_hidden_rows(scene: Scene, search: str):
    assert scene.words("administrator", search.format(NEEDLE)) >= {"eventstates", "eventstaff", "proposedevent"}


@pytest.mark.parametrize("level", [logging.INFO, logging.DEBUG], ids=logging.getLevelName)
def test_the_log_of_a_crawl_holds_no_secret_and_no_word(scene: Scene, level: int):
    with everything_logged(level) as log:
        scene.sign_in_rightly_and_wrongly()
        paths = scene.different_paths()
        for path in paths:
            scene.read(scene.asker(path), path)
    assert log.getvalue().count("request_started") > len(paths)
    assert scene.leaks(log.getvalue()) == set()


def test_the_log_of_errors_holds_no_secret_and_no_word(scene: Scene, monkeypatch):
    """Every view breaks, and its error quotes what the request carried."""

    def broken(request, *args, **kwargs):
        raise RuntimeError(f"{request.get_full_path()} {request.headers.get('Authorization')}")

    monkeypatch.setattr(BaseHandler, "make_view_atomic", lambda handler, view: broken)
    with everything_logged() as log:
        for path in scene.different_paths():
            scene.read(scene.asker(path), f"{path}?token={path}")
    assert log.getvalue().count('"code": 500') > 100
    assert scene.leaks(log.getvalue()) == set()
