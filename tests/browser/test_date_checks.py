"""Dates are checked while one types: the focus and what was typed stay, and better days are taken up."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SUMMARY, PANEL = "#date-summary", "#date-checks"


def focused(page: Page) -> str:
    name: str = page.evaluate("document.activeElement.name")
    return name


def test_checks_follow_the_typing_and_leave_the_focus(visit: Visit):
    page = visit("/events/new/?date=2027-10-06&state=JOR", role="editor")
    expect(page.locator(SUMMARY)).to_contain_text("6 October 2027")
    page.locator("[name=title_en]").fill("Half a title")
    last = page.locator("[name=last_day]")
    last.click()
    last.press_sequentially("08.10.2027", delay=20)
    expect(page.locator(SUMMARY)).to_contain_text("6–8 October 2027")
    expect(page.locator(PANEL)).to_contain_text("Jordan: 8 October")
    assert (focused(page), last.input_value()) == ("last_day", "08.10.2027")
    expect(page.locator("[name=title_en]")).to_have_value("Half a title")
    expect(page.locator(SUMMARY)).to_have_attribute("aria-live", "polite")
    expect(page).to_have_title(re.compile("New event"))


def test_better_days_are_taken_up_without_leaving_the_form(visit: Visit):
    page = visit("/events/new/?date=2027-10-08&state=JOR", role="editor")
    address = page.url
    use = page.locator("[data-use-first]").first
    expect(use).to_be_visible()
    first = use.get_attribute("data-use-first")
    use.click()
    expect(page.locator("[name=first_day]")).to_have_value(first or "")
    assert (focused(page), page.url) == ("first_day", address)
