"""The whole way of an event: entered and moved by an editor, seen by a liaison, pulled by a partner, reminded of once
although worker and scheduler are killed in between, and no part of the summary of another year."""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from tests.browser.conftest import Visit
from tests.browser.portal import ServedPortal, kill_background

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENGLISH, RUSSIAN = "Seminar on mountain roads", "Семинар по горным дорогам"
# The rule of the reference data reminds organisers a week before: so this day is due since yesterday.
DAYS_AHEAD = 6
REMINDED_WITHIN = 240
SWEEPS = (
    "from cica_portal.common.tasks import send_due_mail; from cbm_events.tasks import plan_reminders; "
    "plan_reminders(); send_due_mail()"
)


def test_event_from_its_entry_to_its_reminder(portal: ServedPortal, visit: Visit):
    event = enter_event(visit)
    move_event(visit, event)
    kill_twice(portal)
    see_event_as_liaison(visit, event)
    pull_event_as_partner(portal, event)
    receive_one_reminder(portal, visit)
    read_summary_of_another_year(visit)


def day_ahead(days: int) -> datetime:
    today = today_in(SECRETARIAT_ZONE, datetime.now(UTC))
    return datetime(today.year, today.month, today.day) + timedelta(days=days)


def fill_in_event(page: Page, first_day: str) -> None:
    page.get_by_label("Title in English").fill(ENGLISH)
    page.get_by_label("Title in Russian").fill(RUSSIAN)
    page.get_by_role("radio", name="ECO Economic").check(force=True)
    page.get_by_label("Kind of event").select_option(label="Seminar")
    page.get_by_label("First day").fill(first_day)
    page.get_by_label("Country", exact=False).first.select_option(label="Kazakhstan")
    page.get_by_label("City, in English").fill("Astana")
    page.get_by_role("group", name="Party").first.locator("select[name$='-party']").select_option(label="Kazakhstan")
    page.get_by_role("radio", name="Public").check(force=True)


def enter_event(visit: Visit) -> str:
    page = visit("/events/new/", role="editor")
    fill_in_event(page, f"{day_ahead(20):%d.%m.%Y}")
    page.get_by_role("button", name="Save event").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ENGLISH)
    found = re.search(r"/events/(\w{10})/", page.url)
    assert found is not None, page.locator("main").inner_text()
    return found[1]


def move_event(visit: Visit, event: str) -> None:
    page = visit(f"/events/{event}/act/move/", role="editor")
    page.get_by_label("First day").fill(f"{day_ahead(DAYS_AHEAD):%d.%m.%Y}")
    page.get_by_label("Last day").fill("")
    page.get_by_role("button", name="Move event").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ENGLISH)
    expect(page.locator("main")).to_contain_text(f"{day_ahead(DAYS_AHEAD):%-d %B %Y}")


def kill_twice(portal: ServedPortal) -> None:
    """At once after the move, when the queue may hold anything, and again while the reminder is on its way."""
    kill_background(portal)
    portal.start()
    time.sleep(20)
    kill_background(portal)
    portal.start()


def see_event_as_liaison(visit: Visit, event: str) -> None:
    day = day_ahead(DAYS_AHEAD)
    page = visit(f"/ru/calendar/{day.year}/{day.month}/", role="liaison")
    expect(page.locator(f"main a[href$='/events/{event}/']").first).to_contain_text(RUSSIAN)
    expect(visit("/ru/", role="liaison").locator("main")).to_contain_text(RUSSIAN)


def pull_event_as_partner(portal: ServedPortal, event: str) -> None:
    with urlopen(f"{portal.url}/api/v1/events/{event}/", timeout=20) as answer:
        pulled = json.load(answer)
    assert (pulled["id"], pulled["title"]) == (event, {"en": ENGLISH, "ru": RUSSIAN})
    year = day_ahead(DAYS_AHEAD).year
    with urlopen(f"{portal.url}/api/v1/events/?year={year}&q=mountain+roads", timeout=20) as answer:
        assert [row["id"] for row in json.load(answer)["results"]] == [event]


def reminders(portal: ServedPortal) -> list[EmailMessage]:
    """Mails in the outbox that speak of the event."""
    files = (portal.folder / "var" / "outbox").glob("[!.]*.eml")
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in files]
    return [mail for mail in mails if RUSSIAN in text_of(mail)]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body else ""


def receive_one_reminder(portal: ServedPortal, visit: Visit) -> None:
    deadline = time.monotonic() + REMINDED_WITHIN
    while not reminders(portal) and time.monotonic() < deadline:
        time.sleep(2)
    for _turn in range(2):
        portal.manage("shell", "-c", SWEEPS)
    (mail,) = reminders(portal)
    assert mail["To"] == "kaz@demo.example"
    page = visit("/outbox/", role="administrator")
    expect(page.locator("main tr", has_text="kaz@demo.example")).to_have_count(1)


def read_summary_of_another_year(visit: Visit) -> None:
    page = visit("/reports/", role="editor")
    page.get_by_label("Year").select_option("2023")
    page.get_by_role("button", name="Build summary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confidence-building measures in 2023")
    page.wait_for_function("() => document.querySelector('#overview')", timeout=90_000)
    assert ENGLISH not in page.content()
    counted = (
        page.locator("dt", has_text=re.compile("^Events held$")).locator("xpath=following-sibling::dd[1]").inner_text()
    )
    page.goto(f"{page.url.partition('?')[0]}rows/?part=event")
    listed = page.locator("main tbody th a[href*='/events/']").count()
    assert listed == int(counted) > 0
