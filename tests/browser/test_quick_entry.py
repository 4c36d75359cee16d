"""An event is entered by keys alone in under a minute, and what is typed is safe meanwhile."""

import time
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_pages import addresses  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENGLISH, RUSSIAN = "Seminar on mountain roads", "Семинар по горным дорогам"
# docs/events.md tells these numbers.
MOST_KEYS, KEYS_OF_WORDS = 110, 57
# Three keys a second, with looking and thinking: a practised hand is twice as quick.
SECONDS_A_KEY = 1 / 3
A_MINUTE = 60
FOCUSED = "document.activeElement.name || document.activeElement.id"
TOPS = """() => [...document.querySelectorAll(".fields > .field > :is(input, select, textarea)")]
  .filter((element) => element.checkVisibility()).map((element) => element.getBoundingClientRect().top + scrollY)"""


@dataclass
class Keys:
    """Plays keys and nothing else, and counts them."""

    page: Page
    count: int = 0
    typed: int = 0
    started: float = field(default_factory=time.monotonic)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def write(self, text: str, *, is_word: bool = False) -> None:
        self.page.keyboard.type(text)
        self.count += len(text)
        self.typed += len(text) if is_word else 0

    def go_to(self, name: str) -> None:
        """As far as Tab takes it."""
        for _press in range(30):
            if self.page.evaluate(FOCUSED) == name:
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not reach {name}")


def discard_drafts(page: Page) -> None:
    """What other tests have left would be further stops of the Tab key."""
    button = page.locator("form.draft").get_by_role("button", name="Discard").first
    while button.count():
        button.click()
        page.wait_for_load_state()
    page.goto("/events/new/")


def typed_event(keys: Keys) -> None:
    keys.press("Tab", "Enter")
    keys.go_to("title_en")
    keys.write(ENGLISH, is_word=True)
    keys.press("Tab")
    keys.write(RUSSIAN, is_word=True)
    keys.go_to("area")
    keys.write("Devel")
    keys.go_to("kind")
    keys.write("Sem")
    keys.go_to("first_day")
    keys.write("18092027")
    keys.go_to("country")
    keys.write("Thai")
    keys.go_to("city_en")
    keys.write("Bangkok", is_word=True)
    keys.go_to("parties-0-party")
    keys.write("Thai")


def test_typical_event_is_entered_by_keys_in_under_a_minute(visit: Visit):
    page = visit("/events/new/", role="editor")
    discard_drafts(page)
    keys = Keys(page)
    typed_event(keys)
    assert page.locator("[name=dimension]:checked").get_attribute("value") == "ECO"
    assert page.locator("[name=zone]").input_value() == "Asia/Bangkok"
    keys.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(ENGLISH)
    facts = page.locator("dl.facts")
    expect(facts).to_contain_text("18 September 2027")
    expect(facts).to_contain_text("Bangkok, Thailand")
    assert keys.count <= MOST_KEYS
    assert keys.typed == KEYS_OF_WORDS
    assert time.monotonic() - keys.started + keys.count * SECONDS_A_KEY < A_MINUTE


def test_typing_is_kept_while_the_page_is_left_and_offered_again(visit: Visit):
    page = visit("/events/new/", role="editor")
    page.keyboard.press("Tab")
    page.get_by_label("Title in English").fill("Half a thought")
    status = page.locator("[data-draft-status]")
    expect(status).to_contain_text("Kept as a draft at")
    page.goto("/events/new/")
    note = page.locator("form.draft", has_text="Half a thought")
    expect(note).to_contain_text("You have unsaved changes of")
    note.get_by_role("link", name="Continue").click()
    expect(page.get_by_label("Title in English")).to_have_value("Half a thought")
    page.locator("form.draft").get_by_role("button", name="Discard").click()
    expect(page.locator("form.draft", has_text="Half a thought")).to_have_count(0)


def test_leaving_is_questioned_only_while_something_is_not_kept(visit: Visit):
    page = visit("/events/new/", role="editor")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.get_by_label("Title in English").click()
    page.goto("/events/")
    assert asked == []
    page.goto("/events/new/")
    page.route("**/drafts/**", lambda route: route.abort())
    page.get_by_label("Title in English").press_sequentially("Lost?")
    page.goto("/events/")
    assert asked == ["beforeunload"]


def test_messages_come_at_the_input_that_was_left_and_nothing_jumps(visit: Visit):
    page = visit("/events/new/", role="editor")
    before = page.evaluate(TOPS)
    page.get_by_label("First day").fill("soon")
    page.keyboard.press("Tab")
    first_day = page.locator("[name=first_day]")
    expect(first_day).to_have_attribute("aria-invalid", "true")
    described = first_day.get_attribute("aria-describedby")
    assert described is not None
    assert "id_first_day_error" in described.split()
    expect(page.locator("#id_first_day_error")).to_contain_text("Enter the day like 18.09.2026.")
    expect(page.locator("form > [role=status]")).to_contain_text("First day")
    assert [abs(now - then) <= 2 for now, then in zip(page.evaluate(TOPS), before, strict=True)] == [True] * len(before)
    expect(page.locator("#id_title_en_error")).to_have_count(0)
    first_day.fill("18.09.2027")
    page.keyboard.press("Tab")
    expect(page.locator("#id_first_day_error")).to_have_count(0)
    assert first_day.get_attribute("aria-invalid") is None


def test_sheet_of_states_is_filled_by_keys(visit: Visit, addresses: dict[str, str]):  # noqa: F811
    """Down the columns with Enter, from state to state in alphabetical order, and saved with one key."""
    page = visit(f"{addresses['event']}participation/", role="editor")
    keys = Keys(page)
    page.get_by_label("Source").fill("Sample notes")
    page.locator("[name=AFG-answer]").focus()
    for _state in range(28):
        keys.write("T")
        keys.press("Enter")
    page.locator("[name=AFG-delegates]").focus()
    for _state in range(28):
        keys.write("3")
        keys.press("Enter")
    assert keys.count == 4 * 28
    keys.press("Control+Enter")
    expect(page.locator("#participation")).to_be_visible()
    expect(page.locator("section[aria-labelledby=participation] header")).to_contain_text("28 states take part")
    assert page.locator("ul.states li.in, ul.states li.host").count() == 28
