"""The page that shows the OpenAPI file works under the portal's policy, without a word from elsewhere."""

import json

import pytest
from playwright.sync_api import Page

from cica_portal.common.api.reference import openapi_file

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "ru"])
def test_reference_page_shows_every_list_and_breaks_no_policy(page: Page, live_server, language):
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/api/v1/docs/?lang={language}")
    operation = page.locator("#operations-states-list_states")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operations = [said for methods in json.loads(openapi_file("en"))["paths"].values() for said in methods]
    assert page.locator(".opblock").count() == len(operations)
    assert said == []
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []


@pytest.mark.parametrize("path", ["/api/", "/ru/api/", "/api/v1/docs/"])
def test_pages_fit_on_a_phone(page: Page, path):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
