"""People of a real portal: nobody here is spared the second factor."""

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from members.models import User
from tests.accounts.codes import SECRET
from tests.accounts.entering import enter
from tests.factories import PASSWORD, make_user


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.PORTAL_OUTBOX_DIR = tmp_path / "outbox"
    return settings.PORTAL_OUTBOX_DIR


@pytest.fixture
def officer(db) -> User:
    """An editor without a second factor."""
    return make_user(email="officer@example.org", role="editor", is_demo=False)


@pytest.fixture
def guarded(officer: User) -> User:
    """The same with an authenticator app."""
    TOTP.activate(officer, SECRET)
    officer.second_factor = "totp"
    officer.save(update_fields=["second_factor"])
    return officer


@pytest.fixture
def envoy(world) -> User:
    """A liaison, whose role asks for no second factor."""
    return make_user(email="envoy@example.org", role="liaison", state=world.kaz, is_demo=False)


@pytest.fixture
def sign_in(client: Client) -> Callable[..., Client]:
    """sign_in(person) is the browser of the test, or another one, in which this person has entered the password."""

    def go(user: User, *, password: str = PASSWORD, browser: Client | None = None) -> Client:
        enter(browser or client, user, password=password)
        return browser or client

    return go
