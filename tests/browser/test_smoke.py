"""One walk with a real browser: start page, calendar, an event, the other language; nothing refused or missing."""

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.watching import axe_violations, watch
from tests.cast import World

pytestmark = pytest.mark.browser


def test_walk_from_the_start_page_to_an_event_and_into_russian(page: Page, world: World, at_now):
    factories.make_event(
        title_en="Seminar on trade", title_ru="Семинар по торговле", visibility="public",
        roles=[factories.state_role(world.kaz)], dimension=world.dimensions["ECO"],
    )  # fmt: skip
    troubles: list[str] = []
    watch(page, troubles)
    answer = page.goto("/")
    assert answer is not None
    assert answer.status == 200
    assert page.locator("h1").count() == 1
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Calendar").click()
    page.goto("/calendar/2026/5/")
    page.get_by_role("link", name="Seminar on trade").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Seminar on trade")
    assert axe_violations(page) == {}
    page.get_by_role("group", name="Language").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Семинар по торговле")
    assert page.locator("html").get_attribute("lang") == "ru"
    assert troubles == []
