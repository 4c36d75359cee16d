"""Passkeys in a real browser, with the authenticator that Chromium makes up for tests."""

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import BrowserContext, CDPSession, Page

from members.models import User
from tests.accounts.codes import SECRET, code_now
from tests.browser.watching import watch
from tests.factories import PASSWORD, make_user

pytestmark = [pytest.mark.browser, pytest.mark.both]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def officer(transactional_db) -> User:
    user = make_user(email="officer@example.org", name="Officer", is_demo=False)
    TOTP.activate(user, SECRET)
    return user


@pytest.fixture
def trouble(page: Page) -> Iterator[list[str]]:
    """What the browser refuses, above all by the content security policy: nothing."""
    heard: list[str] = []
    watch(page, heard)
    yield heard
    assert heard == []


@pytest.fixture
def device(context: BrowserContext, page: Page, trouble) -> CDPSession:
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session


def enter_password(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill("officer@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/sign-in/second-factor/")


def enter_code(page: Page) -> None:
    page.get_by_label("Code").fill(code_now())
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def add_passkey(page: Page, name: str, *, alone: bool) -> None:
    page.goto("/account/second-factor/passkeys/add/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Sign in with this passkey alone").set_checked(alone)
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url(lambda url: url.endswith(("/second-factor/", "/codes/")))


def sign_out(page: Page) -> None:
    page.goto("/account/")
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/")


def wait_until_signed_in(page: Page) -> None:
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto("/account/")
    assert page.get_by_role("heading", name="Your account").count() == 1


@pytest.fixture
def with_passkey(page: Page, device: CDPSession, officer: User) -> User:
    enter_password(page)
    enter_code(page)
    add_passkey(page, "Office laptop", alone=True)
    sign_out(page)
    return officer


def test_a_passkey_alone_signs_in(page: Page, with_passkey: User):
    key = Authenticator.objects.get(user=with_passkey, type="webauthn")
    assert (key.wrap().name, key.wrap().is_passwordless) == ("Office laptop", True)
    page.goto("/sign-in/?next=/councils/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/councils/")
    wait_until_signed_in(page)


def test_a_passkey_is_the_second_factor_after_the_password(page: Page, with_passkey: User):
    enter_password(page)
    page.get_by_role("button", name="Use a passkey").click()
    wait_until_signed_in(page)


def test_a_passkey_confirms_who_it_is(page: Page, with_passkey: User):
    enter_password(page)
    page.get_by_role("button", name="Use a passkey").click()
    wait_until_signed_in(page)
    page.goto("/account/confirm/passkey/?next=/account/sessions/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/account/sessions/")


def test_a_closed_account_is_not_opened_by_its_passkey(page: Page, with_passkey: User):
    User.objects.filter(pk=with_passkey.pk).update(is_active=False)
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("do not belong to an account that can sign in").wait_for()
    page.goto("/account/")
    assert "/sign-in/" in page.url


def test_a_passkey_that_is_refused_is_said_in_words(page: Page, device: CDPSession, officer: User):
    page.goto("/sign-in/")
    started = time.monotonic()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The passkey was not used.").wait_for()
    assert time.monotonic() - started < 10


def test_passkeys_are_renamed_and_removed(page: Page, with_passkey: User):
    enter_password(page)
    page.get_by_role("button", name="Use a passkey").click()
    wait_until_signed_in(page)
    page.goto("/account/second-factor/passkeys/")
    page.get_by_role("link", name="Rename Office laptop").click()
    page.get_by_label("Name").fill("Old laptop")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Old laptop").click()
    page.get_by_role("button", name="Remove the passkey").click()
    page.get_by_text("No passkeys yet").wait_for()
    assert not Authenticator.objects.filter(user=with_passkey, type="webauthn").exists()
