"""What every address answers with, whoever asks and whatever comes of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client

from tests.access.stage import Stage, build_stage
from tests.access.test_matrix import ROUTES
from tests.cast import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def stage(world: World, settings, tmp_path) -> Stage:
    settings.MEDIA_ROOT, settings.PORTAL_OUTBOX_DIR = tmp_path / "media", tmp_path / "outbox"
    return build_stage(world)


def answers(client: Client, stage: Stage) -> dict[str, HttpResponseBase]:
    paths = [address.path for route in ROUTES for address in stage.addresses(route)]
    return {path: read(client.get(path)) for path in [*paths, "/nothing/", "/api/v1/nothing/"]}


def read(answer: Any) -> HttpResponseBase:
    """To its end, so that a file is closed."""
    if answer.streaming:
        b"".join(answer)
    return answer


def guards(answer: HttpResponseBase) -> tuple[str | None, bool, bool]:
    policy = answer.get("Content-Security-Policy", "")
    safe = "object-src 'none'" in policy or "default-src 'none'" in policy or "sandbox" in policy
    # A mail brings its own styles, and is shown in a sandbox.
    return answer.get("X-Content-Type-Options"), safe, "unsafe" in policy and "sandbox" not in policy


def names_its_characters(answer: HttpResponseBase) -> bool:
    kind = answer.get("Content-Type", "")
    return not kind.startswith("text/") or kind.endswith("charset=utf-8")


@pytest.mark.parametrize("role", ["visitor", "liaison", "administrator"])
def test_every_answer_is_guarded(role: str, client_as: Callable[..., Client], stage: Stage):
    found = answers(client_as(role, raise_request_exception=False), stage)
    assert {path: guards(answer) for path, answer in found.items() if guards(answer) != ("nosniff", True, False)} == {}
    assert [path for path, answer in found.items() if not names_its_characters(answer)] == []


@pytest.mark.parametrize("role", ["liaison", "administrator"])
def test_no_shared_cache_keeps_what_a_person_sees(role: str, client_as: Callable[..., Client], stage: Stage):
    found = answers(client_as(role, raise_request_exception=False), stage)
    shared = [
        path
        for path, answer in found.items()
        if answer.status_code == 200 and not {"no-store", "private"} & set(answer["Cache-Control"].split(", "))
    ]
    # The public feed is the same for everybody: it does not ask who is signed in.
    assert shared == ["/feeds/events.ics"]
