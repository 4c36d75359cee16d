"""A liaison on a phone: forms that a real browser sends, and room for the finger."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.portal import ServedPortal

pytestmark = [pytest.mark.browser, pytest.mark.slow]

INVITED = """
from cbm_events.invitations.replies import reply_token
from cbm_events.models import Event
from members.models import User
person = User.objects.get(email="kaz@demo.example")
print(reply_token(person, Event.objects.get(title_en="Sample: training course on document security")))
"""
PAGES = ("/", "/calendar/mine/", "/events/", "/account/", "/account/own-tokens/", "/proposals/new/")
# Titles of events are reached by their whole line; what is for the eye of a reader of the screen alone has no size.
TOO_SMALL = """() => [...document.querySelectorAll("button, select, textarea, .btn, .seg a, .years a, .check, nav a")]
  .filter((element) => element.checkVisibility() && !element.closest(".vh, .skip, [role=radiogroup]"))
  .map((element) => [element, element.getBoundingClientRect()])
  .filter(([element, box]) => box.height > 1 && box.height < 44)
  .map(([element, box]) => `${element.outerHTML.slice(0, 80)} ${box.height}`)"""


def on_phone(visit: Visit, path: str, role: str = "liaison") -> Page:
    return visit(path, role=role, width=390, has_touch=True, is_mobile=True)


def test_address_for_the_own_calendar_program_is_made(visit: Visit):
    page = on_phone(visit, "/account/calendars/")
    page.get_by_label("Device or program").fill("Phone")
    page.get_by_role("button", name="Make the address").click()
    expect(page.get_by_role("heading", name="New address: Phone")).to_be_visible()


def test_reply_is_sent_from_the_link_of_the_mail(visit: Visit, portal: ServedPortal):
    token = portal.manage("shell", "-v", "0", "-c", INVITED).split()[-1]
    page = on_phone(visit, f"/invitations/{token}/", "visitor")
    page.get_by_text("Takes part", exact=True).click()
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text("Stored.")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_is_tapped_is_large_enough(visit: Visit, path: str, language: str):
    page = on_phone(visit, f"/ru{path}" if language == "ru" else path)
    assert page.evaluate(TOO_SMALL) == []


# Of each day that has events: its height, its width, and whether a tap anywhere on it meets the link of the day.
DAYS = """() => [...document.querySelectorAll(".cal a.d")].map((link) => {
  const box = link.closest("td").getBoundingClientRect();
  const met = [[0.5, 0.2], [0.5, 0.8], [0.1, 0.9]].every(([x, y]) =>
    document.elementFromPoint(box.x + x * box.width, box.y + y * box.height) === link);
  return [box.height >= 44, box.width >= 44, met];
})"""


def test_day_of_the_month_is_one_target_that_leads_to_its_event(visit: Visit):
    page = on_phone(visit, "/calendar/2024/8/")
    page.locator(".cal").scroll_into_view_if_needed()
    assert page.evaluate(DAYS) == [[True, True, True]]
    box = page.locator(".cal td:has(a.d)").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] - 10)
    expect(page.locator("li.ev:target")).to_contain_text("Ministerial Conference")
    expect(page.locator("li.ev:target")).to_be_in_viewport()
