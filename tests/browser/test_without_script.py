"""Everything works in a browser that runs no JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, sign_in
from tests.browser.portal import PEOPLE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WITHOUT = {"java_script_enabled": False}


def test_months_are_turned_by_links(visit: Visit):
    page = visit("/calendar/2024/8/", **WITHOUT)
    expect(page.get_by_role("heading", level=1)).to_contain_text("August 2024")
    page.locator("a[href*='/calendar/2024/9/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("September 2024")


def test_list_is_filtered_by_a_button(visit: Visit):
    page = visit("/events/", **WITHOUT)
    everything = page.locator("#results a[href^='/events/']").count()
    page.locator("input[name=dimension][value=ECO]").check(force=True)
    page.locator("form.filters button[type=submit]").first.click()
    assert "dimension=ECO" in page.url
    assert 0 < page.locator("#results a[href^='/events/']").count() < everything


def test_words_are_searched_for(visit: Visit):
    page = visit("/events/", **WITHOUT)
    page.locator("form.filters input[type=search]").fill("business council")
    page.locator("form.filters input[type=search]").press("Enter")
    assert re.search(r"[?&]q=business\+council", page.url)
    expect(page.locator("#results a[href^='/events/']").first).to_be_visible()


def test_language_is_switched_by_a_link(visit: Visit):
    page = visit("/states/KAZ/", **WITHOUT)
    page.get_by_role("group", name="Language").get_by_role("link").click()
    assert page.url.endswith("/ru/states/KAZ/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Казахстан")


def test_menu_opens_on_a_phone(visit: Visit):
    page = visit("/", width=390, **WITHOUT)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Calendar").click()
    assert "/calendar/" in page.url


def test_person_signs_in_and_out(visit: Visit):
    page = visit("/", **WITHOUT)
    sign_in(page, PEOPLE["reader"])
    page.get_by_role("button", name="Sign out").first.click()
    page.goto("/reminders/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Reminders")


def test_wrong_password_is_told(visit: Visit):
    page = visit("/sign-in/", **WITHOUT)
    page.get_by_label("E-mail").fill(PEOPLE["reader"])
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert page.url.endswith("/sign-in/")
    expect(page.get_by_role("alert").first).to_be_visible()


def test_event_is_entered_cancelled_and_reinstated(visit: Visit):
    page = visit("/events/new/", role="editor", **WITHOUT)
    page.get_by_label("Title in English").fill("Workshop without script")
    page.get_by_role("radio", name="HUM Human").check(force=True)
    page.get_by_label("Kind of event").select_option(label="Workshop")
    page.get_by_label("First day").fill("18.09.2030")
    page.get_by_role("button", name="Save event").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Workshop without script")
    for action, button, status in (
        ("cancel", "Cancel event", "Cancelled"),
        ("reinstate", "Reinstate event", "Planned"),
    ):
        page.goto(f"{page.url.rstrip('/')}/act/{action}/")
        page.get_by_role("button", name=button).click()
        expect(page.locator("main .status").first).to_contain_text(status)


def test_bad_entry_is_told_and_kept(visit: Visit):
    page = visit("/events/new/", role="editor", **WITHOUT)
    page.get_by_label("Title in English").fill("Kept words")
    page.get_by_label("First day").fill("31.02.2030")
    page.get_by_role("button", name="Save event").last.click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.get_by_label("Title in English")).to_have_value("Kept words")
