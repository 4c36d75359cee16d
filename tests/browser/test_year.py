"""A whole year as its people live it: a plan is collected, adopted and carried out, and its numbers are read.

The portal is served by this process, so that its clock can be set from one season to the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils.http import urlencode
from playwright.sync_api import Browser, BrowserContext, Page, expect

from members.models import User
from tests.browser.watching import axe_violations, sideways_overflow, watch
from tests.cast import World, make_person, signed_in
from tests.imports.files import xlsx_bytes

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

YEAR, LINES = 2027, 27
PROPOSED = "Forum on small and medium enterprises"
HEADINGS = ["Title", "Dates", "City", "Country", "Organiser", "Dimension", "Kind of event", "Status"]
PLACES = [("Bangkok", "Thailand"), ("Ankara", "Türkiye"), ("Baku", "Azerbaijan")]
DIMENSIONS = ["MP", "NCT", "ECO", "ENV", "HUM"]
# Two lines of the spreadsheet fall on the same days at the same place.
CLASHING, STAYING = 10, 7
POSTPONED, CANCELLED = 20, 23
As = Callable[[User, str], Page]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 9, 7, 5, tzinfo=UTC), tick=True) as traveller:
        yield traveller


@pytest.fixture
def visit_as(chromium: Browser, live_server) -> Iterator[As]:
    """A new browser for each visit: between two seasons everybody signs in anew."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(person: User, path: str) -> Page:
        context = chromium.new_context(base_url=live_server.url, locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(15_000)
        contexts.append(context)
        value = signed_in(person).cookies["session"].value
        context.add_cookies([{"name": "session", "value": value, "url": live_server.url}])
        page = context.new_page()
        watch(page, troubles)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def test_year(world: World, clock: time_machine.Traveller, visit_as: As, tmp_path: Path):
    editor, liaison = make_person("editor"), make_person("liaison", world.kaz)
    plan = open_plan(visit_as(editor, "/plans/new/"))
    clock.move_to(datetime(2026, 10, 12, 5, tzinfo=UTC))
    proposal = propose(visit_as(liaison, "/proposals/new/"))
    clock.move_to(datetime(2026, 11, 16, 5, tzinfo=UTC))
    enter_in_draft(visit_as(editor, proposal))
    import_lines(visit_as(editor, "/imports/"), tmp_path / "plan.xlsx")
    settle_clash(visit_as(editor, "/events/"))
    fill_plan(visit_as(editor, f"{plan}draft/"))
    clock.move_to(datetime(2026, 12, 17, 5, tzinfo=UTC))
    adopt(visit_as(editor, f"{plan}act/adopt/"))
    clock.move_to(datetime(YEAR, 6, 14, 5, tzinfo=UTC))
    carry_out(visit_as(editor, "/"))
    report(visit_as(editor, "/"), visit_as(liaison, "/"))
    read_numbers(visit_as(editor, "/"))


def title(number: int) -> str:
    return f"Seminar {number} of the sample year"


HELD = (PROPOSED, *map(title, range(1, 6)))


def day_of(number: int) -> date:
    """Every second week from January on, on a Tuesday."""
    return date(YEAR, 1, 12) + timedelta(days=13 * (STAYING if number == CLASHING else number))


def row(number: int) -> list[str]:
    city, country = PLACES[(STAYING if number == CLASHING else number) % len(PLACES)]
    day = f"{day_of(number):%d.%m.%Y}"
    return [title(number), day, city, country, country, DIMENSIONS[number % len(DIMENSIONS)], "Seminar", "Proposed"]


def open_plan(page: Page) -> str:
    page.get_by_label("Year", exact=True).fill(str(YEAR))
    page.get_by_label("Proposals until").fill("31.10.2026")
    page.get_by_role("radio", name="lines").check(force=True)
    page.locator("main").get_by_role("button").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(YEAR))
    found = re.search(r"/plans/\w{10}/", page.url)
    assert found is not None, page.locator("main").inner_text()
    return found[0]


def propose(page: Page) -> str:
    page.get_by_label("Title in English").fill(PROPOSED)
    page.get_by_label("Title in Russian").fill("Форум малых и средних предприятий")
    page.get_by_role("radio", name="ECO Economic").check(force=True)
    page.get_by_label("Kind of event").select_option(label="Forum")
    page.get_by_label("First day").fill(f"18.05.{YEAR}")
    page.get_by_label("Country", exact=False).first.select_option(label="Kazakhstan")
    page.get_by_label("City, in English").fill("Astana")
    page.get_by_role("button", name="Save and go on to send").click()
    page.get_by_role("button", name="Send to the Secretariat").click()
    expect(page.locator("main")).to_contain_text(PROPOSED)
    return page.url


def enter_in_draft(page: Page) -> None:
    page.get_by_role("link", name="Enter in the draft plan").click()
    page.get_by_role("button", name="Enter in the draft plan").click()
    expect(page.locator("main")).to_contain_text("Proposal of Kazakhstan")


def import_lines(page: Page, file: Path) -> None:
    file.write_bytes(xlsx_bytes([HEADINGS, *map(row, range(1, LINES))]))
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("main")).to_contain_text(f"{LINES - 1} rows read.")
    check_looks(page)
    rows = page.url
    page.goto(f"{rows}columns/")
    check_looks(page)
    page.goto(rows)
    page.get_by_role("button", name=f"Import {LINES - 1} rows").click()
    expect(page.get_by_role("main")).to_contain_text("Imported")


def check_looks(page: Page) -> None:
    """Of pages that only a play reaches."""
    assert axe_violations(page) == {}
    for width in (390, 1440):
        assert sideways_overflow(page, width) == []


def settle_clash(page: Page) -> None:
    """The checks name the other event; the better days that they offer clash no longer."""
    page.goto(address_of(page, title(CLASHING)) + "edit/")
    checks = page.locator("#date-checks")
    expect(checks).to_contain_text(title(STAYING))
    page.locator("[data-use-first]").first.click()
    expect(checks).not_to_contain_text(title(STAYING))
    page.get_by_role("button", name="Save event").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title(CLASHING))


def address_of(page: Page, name: str) -> str:
    """Of the event's page, found in the list as a person finds it."""
    page.goto(f"/events/?{urlencode({'q': name, 'year': str(YEAR), 'when': 'all'})}")
    return str(page.get_by_role("link", name=name, exact=True).first.get_attribute("href"))


def fill_plan(page: Page) -> None:
    page.get_by_role("button", name="Add the ticked events").click()
    expect(page.locator("main")).to_contain_text(f"{LINES} lines.")


def adopt(page: Page) -> None:
    page.get_by_label("Adopted on").fill("16.12.2026")
    page.get_by_label("Meeting, in English").fill("Senior Officials Committee")
    page.get_by_role("button", name="Record the adoption of the plan").click()
    expect(page.locator("main")).to_contain_text("Adopted on 16 December 2026")


def carry_out(page: Page) -> None:
    for name in HELD:
        do(page, name, "hold", "Mark as held")
    do(page, title(POSTPONED), "postpone", "Postpone event")
    do(page, title(CANCELLED), "cancel", "Cancel event")


def do(page: Page, name: str, action: str, button: str) -> None:
    page.goto(f"{address_of(page, name)}act/{action}/")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def report(editor: Page, liaison: Page) -> None:
    """Of the event that the liaison's state held: its liaison sends it, the Secretariat finds it."""
    liaison.goto(address_of(liaison, PROPOSED))
    liaison.get_by_role("link", name="Send the report").click()
    expect(liaison.get_by_label("Participants in all")).to_be_visible()
    check_looks(liaison)
    liaison.get_by_label("Participants in all").fill("48")
    liaison.get_by_role("button", name="Send the report").click()
    expect(liaison.locator("main")).to_contain_text("Report of Kazakhstan")
    editor.goto(address_of(editor, PROPOSED))
    expect(editor.locator("main")).to_contain_text("Report of Kazakhstan")


def read_numbers(page: Page) -> None:
    """Each number of the dashboard opens exactly the lines that it counts, and each of these its event."""
    board = page.get_by_role("region", name=f"Plan of {YEAR}")
    everything = {PROPOSED, *map(title, range(1, LINES))}
    for words, wanted in ((f"Planned: {LINES}", everything), (f"Carried out: {len(HELD)}", set(HELD))):
        page.goto("/")
        board.get_by_role("link", name=words).click()
        expect_lines(page, wanted)
    for outcome, wanted in (("cancelled", {title(CANCELLED)}), ("held", set(HELD))):
        number = page.locator(f"main a[href*='outcome={outcome}']").first
        expect(number).to_have_text(str(len(wanted)))
        number.click()
        expect_lines(page, wanted)


def expect_lines(page: Page, wanted: set[str]) -> None:
    lines = page.get_by_role("region", name="Lines of the plan").locator("tbody th a[href*='/plans/lines/']")
    expect(lines).to_have_count(len(wanted))
    assert {str(name).strip() for name in lines.all_inner_texts()} == wanted
