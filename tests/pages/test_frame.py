"""What stands round every page: ways on, languages, the account, headers."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.test.html import parse_html

from cica_portal.common.context import OUTBOX, entries_for
from members.viewers import viewer_for
from tests.pages.reading import elements, lines, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "world")]

VISITOR = ["Calendar", "Events", "Plans", "States", "Areas", "Councils", "Reports", "API"]
STAFF = ["Today", "Calendar", "Events", "Plans", "Import", "Reminders", "Letters", "Councils", "Reports"]


def page(client: Client, address: str = "/events/"):
    return parse_html(client.get(address).content.decode())


def header(document):
    (found,) = elements(document, "header", class_="masthead")
    return found


def menu(document):
    (found,) = elements(header(document), "nav")
    return found


def places(document) -> list[str]:
    """What the menu leads to, beside the account."""
    return [words(link) for link in elements(menu(document), "a") if dict(link.attributes).get("class") != "who"]


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("visitor", VISITOR),
        ("liaison", ["Home", *VISITOR]),
        ("reader", STAFF),
        ("editor", STAFF),
        ("administrator", [*STAFF, "Outbox"]),
    ],
)
def test_menu_by_role(client_as, role: str, names: list[str]):
    assert places(page(client_as(role))) == names


def test_outbox_is_for_the_embedded_portal(administrator, monkeypatch):
    viewer = viewer_for(administrator)
    assert OUTBOX in entries_for(viewer)
    monkeypatch.setattr(settings, "EMBEDDED", False)
    assert OUTBOX not in entries_for(viewer)


@pytest.mark.parametrize(
    ("address", "current"),
    [
        ("/events/", [("Events", "page")]),
        ("/calendar/2026/5/", [("Calendar", "true")]),
        ("/ru/calendar/", [("Calendar", "page")]),
        ("/nothing/", []),
    ],
)
def test_menu_marks_where_one_is(client: Client, address: str, current):
    links = elements(menu(page(client, address)), "a")
    attributes = [(words(link), dict(link.attributes)) for link in links]
    found = [(name, own["aria-current"]) for name, own in attributes if "aria-current" in own]
    assert [(EVERY_LANGUAGE.get(name, name), value) for name, value in found] == current


EVERY_LANGUAGE = {"Календарь": "Calendar"}


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("/events/?kind=forum&year=2024", "/ru/events/?kind=forum&year=2024"),
        ("/ru/calendar/2026/5/?q=%D1%84", "/calendar/2026/5/?q=%D1%84"),
        ("/nothing/", "/ru/"),
        ("/ru/nothing/", "/"),
    ],
)
def test_the_other_language_is_the_same_page(client: Client, address: str, other: str):
    (switch,) = elements(header(page(client, address)), "div", class_="lang")
    (link,) = elements(switch, "a")
    language = "en" if address.startswith("/ru/") else "ru"
    own = dict(link.attributes)
    assert (own["href"], own["hreflang"], own["lang"]) == (other, language, language)


@pytest.mark.parametrize(("address", "language"), [("/events/", "en"), ("/ru/events/", "ru")])
def test_page_says_its_language(client: Client, address: str, language: str):
    (root,) = elements(page(client, address), "html")
    assert dict(root.attributes)["lang"] == language


def test_visitor_can_sign_in_and_a_person_out(client_as):
    assert lines(header(page(client_as("visitor"))), "a", class_="who") == ["Sign in", "Sign in"]
    signed_in = header(page(client_as("liaison")))
    accounts = [(words(link), dict(link.attributes)["href"]) for link in elements(signed_in, "a", class_="who")]
    assert accounts == [("Test liaison · KAZ", "/account/")] * 2
    assert {dict(form.attributes)["method"] for form in elements(signed_in, "form")} == {"post"}


def test_clock_shows_astana(client: Client):
    (clock,) = elements(page(client), "span", class_="clock-note")
    assert words(clock) == "Astana 14:00"


def test_staff_pages_are_compact(client_as):
    def body_class(role: str) -> str:
        (body,) = elements(page(client_as(role)), "body")
        return (dict(body.attributes).get("class") or "").strip()

    assert [body_class(role) for role in ("visitor", "liaison", "reader")] == ["", "", "compact"]


@pytest.mark.parametrize("address", ["/events/", "/calendar/"])
def test_what_a_person_sees_is_kept_by_nobody(client_as, address: str):
    headers = {
        role: client_as(role).get(address).headers.get("Cache-Control") for role in ("visitor", "liaison", "editor")
    }
    assert headers == {"visitor": None, "liaison": "private, no-store", "editor": "private, no-store"}


def test_policy_allows_own_files_only_and_pages_need_no_more(client: Client):
    response = client.get("/calendar/")
    assert "unsafe" not in response["Content-Security-Policy"]
    html = response.content.decode()
    assert re.findall(r"<[^>]+\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=", html) == []


def test_every_file_that_a_page_names_exists(client: Client):
    html = client.get("/calendar/").content.decode()
    names = re.findall(rf'(?:href|src)="{settings.STATIC_URL}([^"]+)"', html)
    assert len(names) > 20
    assert [name for name in names if finders.find(name) is None] == []


def test_layers_are_declared_before_they_are_filled(client: Client):
    html = client.get("/calendar/").content.decode()
    first = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', html)[0]
    path = finders.find(first)
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as sheet:
        assert sheet.readline() == "@layer reset, tokens, base, layout, components, utilities, print;\n"
