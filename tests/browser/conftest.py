"""A real browser: Debian's Chromium, or the one that Playwright has installed."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.browser.portal import PASSWORD, PEOPLE, ServedPortal, served_portal
from tests.browser.watching import watch

NAMES = ("chromium", "chromium-browser", "google-chrome")
Visit = Callable[..., Page]
# Milliseconds: a busy machine takes its time, and a page that is right waits for nothing.
PATIENCE = 60_000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    # Playwright keeps an event loop in this thread. Django would refuse each query beside it, and has connections of
    # their own for it: they are closed before the loop ends, since nobody reaches them afterwards.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error as error:
            pytest.skip(f"no Chromium to be found: {str(error).splitlines()[0]}")
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture
def context(chromium: Browser, live_server) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=live_server.url, locale="en-GB", timezone_id="Asia/Almaty")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="session")
def portal(chromium: Browser) -> Iterator[ServedPortal]:
    """The portal as make run starts it; made once, so that a test leaves no traces that others mind."""
    with served_portal() as portal:
        yield portal


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, portal: ServedPortal) -> dict[str, Any]:
    """What a browser keeps of each person after the sign-in page, by role."""
    states: dict[str, Any] = {"visitor": None}
    for role, email in PEOPLE.items():
        context = chromium.new_context(base_url=portal.url)
        sign_in(context.new_page(), email)
        states[role] = context.storage_state()
        context.close()
    return states


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


@pytest.fixture
def visit(chromium: Browser, portal: ServedPortal, signed_in: dict[str, Any]) -> Iterator[Visit]:
    """visit("/events/", role="editor") opens a page; at the end no page may have had anything refused or missing."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(path: str, *, role: str = "visitor", width: int = 1440, **options: Any) -> Page:
        portal.assert_running()
        # Without motion a colour is what it is going to be, not on its way there.
        values: dict[str, Any] = {"locale": "en-GB", "timezone_id": "Asia/Almaty", "reduced_motion": "reduce"}
        values["viewport"] = {"width": width, "height": 900}
        state = signed_in[role]
        context = chromium.new_context(base_url=portal.url, storage_state=state, **values | options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch(page, troubles)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []
