"""A program of an editor, one of a liaison, and what they send."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from members.accounts.tokens import issue_token
from members.models import ApiToken, User
from tests import factories
from tests.api.bearers import bearer

EVENTS, PROPOSALS = "/api/v1/events/", "/api/v1/proposals/"
FORUM = {
    "title": {"en": "Forum on drought", "ru": "Форум по засухе"},
    "kind": "forum",
    "dimension": "ENV",
    "period": {"earliest": "2026-09-10", "latest": "2026-09-11", "precision": "day"},
    "times": {"opens": "10:00", "closes": "17:30", "zone": "Asia/Almaty"},
    "place": {"city": {"en": "Astana"}, "country": "KAZ"},
    "visibility": "member_states",
    "roles": [{"role": "organiser", "party": "state", "state": "KAZ", "is_lead": True}],
}
Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def here_and_now(at_now):
    """The portal's clock stands still."""


def program_of(user: User, *scopes: str) -> Client:
    """With a token of the person's own."""
    token = ApiToken(
        user=user, name=f"Program {factories.number('program')}", grant="own", scope=" ".join(scopes),
        expires_on=factories.TODAY + timedelta(days=90),
    )  # fmt: skip
    return bearer(issue_token(token=token, act=factories.make_act(actor=user)), enforce_csrf_checks=True)


@pytest.fixture
def editors(world, editor) -> Client:
    return program_of(editor, "write:events", "write:proposals")


@pytest.fixture
def liaisons(liaison) -> Client:
    return program_of(liaison, "write:proposals")


def send(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return getattr(client, method)(path, body, content_type="application/json", headers=named)


def post(client: Client, path: str, body: Any = None, **headers: str) -> Any:
    return send(client, "post", path, {} if body is None else body, **headers)


def patch(client: Client, path: str, body: Any, **headers: str) -> Any:
    return send(client, "patch", path, body, **headers)


def faults(answer: Any) -> dict[str, str]:
    assert answer["Content-Type"] == "application/problem+json"
    return {fault["pointer"]: fault["detail"] for fault in answer.json()["errors"]}
