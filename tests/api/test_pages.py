"""The guide in both languages, and the page that shows the OpenAPI file."""

import re
from html import unescape

import pytest

from cica_portal.api_urls import RESOURCES
from tests.api.conftest import PORTAL
from tests.cast import ROLES


@pytest.mark.parametrize("path", ["/api/", "/ru/api/"])
def test_guide_leads_to_every_list(client, db, path):
    page = client.get(path).content.decode()
    assert [resource.name for resource in RESOURCES if f'href="{resource.path}"' not in page] == []
    assert f"{PORTAL}/api/v1/events/" in page
    assert 'id="errors"' in page


@pytest.mark.parametrize("role", ROLES)
def test_pages_are_open_to_everybody(client_as, cast, role):
    for path in ("/api/", "/ru/api/", "/api/v1/docs/"):
        assert client_as(role).get(path).status_code == 200


def test_guide_says_true_things(client, world):
    """What it shows of an error is what the API answers."""
    page = client.get("/api/").content.decode().replace("&quot;", '"')
    assert client.get("/api/v1/events/?mode=tv").json()["detail"] in page


def test_addresses_that_the_guide_shows_answer(client, world):
    page = unescape(client.get("/api/").content.decode())
    shown = set(re.findall(rf'{PORTAL}(/(?:api/v1|feeds)/[^\s"<…]*)(?=["\s<])', page))
    assert {path.partition("?")[0] for path in shown} >= {"/api/v1/events.csv", "/feeds/events.ics", "/api/v1/changes/"}
    refused = [path for path in sorted(shown) if client.get(path).status_code != 200]
    assert refused == ["/api/v1/events/?mode=tv"]


def test_policy_is_wider_on_the_reference_page_only_and_only_for_images(client, db):
    policies = {path: policy(client.get(path)) for path in ("/api/", "/api/v1/docs/", "/api/v1/states/")}
    assert policies["/api/v1/docs/"] == policies["/api/"] | {"img-src": "'self' data:"}
    assert policies["/api/v1/states/"] == policies["/api/"]


def policy(response):
    directives = response["Content-Security-Policy"].split(";")
    return dict(directive.strip().split(" ", 1) for directive in directives)


def test_reference_page_has_no_inline_script_or_style_and_takes_nothing_from_elsewhere(client, db):
    page = client.get("/api/v1/docs/").content.decode()
    assert "<style" not in page
    assert "style=" not in page
    assert "<script>" not in page
    assert "//" not in page.replace("http://www.w3.org", "").split("<body")[0]


def test_reference_page_keeps_to_the_language_asked_for(client, db):
    page = client.get("/api/v1/docs/?lang=ru").content.decode()
    assert '<html lang="ru">' in page
    assert 'data-openapi="/api/v1/schema/?lang=ru"' in page
    assert 'href="?lang=en"' in page
