"""Two people edit one event in two browsers: the second sees both versions, and nothing that either typed is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIRST, SECOND = "Workshop on wells, by the first", "Workshop on wells, by the second"


def save(page: Page) -> None:
    page.get_by_role("button", name="Save event").last.click()


def enter_event(visit: Visit) -> str:
    page = visit("/events/new/", role="editor")
    page.get_by_label("Title in English").fill("Workshop on wells")
    page.get_by_role("radio", name="HUM Human").check(force=True)
    page.get_by_label("Kind of event").select_option(label="Workshop")
    page.get_by_label("First day").fill("18.09.2030")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Workshop on wells")
    found = re.search(r"/events/\w{10}/", page.url)
    assert found is not None
    return found[0]


def save_with_choice(page: Page, *, title: str) -> None:
    """What only one of the two has touched is offered as that person left it."""
    page.get_by_role("group", name="Title in English").get_by_role("radio", name=title).check(force=True)
    page.get_by_role("button", name="Save with these choices").click()


@pytest.mark.parametrize(("choice", "title"), [("Yours", SECOND), ("Stored now", FIRST)])
def test_two_browsers_lose_nothing(visit: Visit, choice: str, title: str):
    event = enter_event(visit)
    first, second = (visit(f"{event}edit/", role=role) for role in ("editor", "administrator"))
    first.get_by_label("Title in English").fill(FIRST)
    first.get_by_label("City, in English").fill("Almaty")
    second.get_by_label("Title in English").fill(SECOND)
    second.get_by_label("Description in English").fill("Typed by the second.")
    save(first)
    expect(first.get_by_role("heading", level=1)).to_have_text(FIRST)
    save(second)
    expect(second.get_by_role("alert")).to_contain_text("Not saved yet.")
    for words in (FIRST, SECOND, "Almaty", "Typed by the second."):
        expect(second.locator("main")).to_contain_text(words)
    save_with_choice(second, title=choice)
    expect(second.get_by_role("heading", level=1)).to_have_text(title)
    form = visit(f"{event}edit/", role="editor")
    expect(form.get_by_label("Title in English")).to_have_value(title)
    expect(form.get_by_label("City, in English")).to_have_value("Almaty")
    expect(form.get_by_label("Description in English")).to_have_value("Typed by the second.")
    expect(visit(event, role="editor").locator("main")).to_contain_text(FIRST)


def test_save_in_the_meantime_can_be_looked_at_from_the_form_again(visit: Visit):
    event = enter_event(visit)
    first, second = (visit(f"{event}edit/", role=role) for role in ("editor", "administrator"))
    first.get_by_label("City, in English").fill("Almaty")
    second.get_by_label("Venue, in English").fill("Second hall")
    save(first)
    save(second)
    second.get_by_role("button", name="Back to the form").click()
    expect(second.get_by_label("Venue, in English")).to_have_value("Second hall")
    save(second)
    form = visit(f"{event}edit/", role="editor")
    expect(form.get_by_label("City, in English")).to_have_value("Almaty")
    expect(form.get_by_label("Venue, in English")).to_have_value("Second hall")
