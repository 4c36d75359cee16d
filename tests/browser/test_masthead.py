"""The bar over every page keeps to one line on a desk, in both languages, whoever is signed in."""

import pytest

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ONE_LINE = 56


@pytest.mark.parametrize("role", ["visitor", "liaison", "administrator"])
@pytest.mark.parametrize("start", ["/", "/ru/"])
def test_bar_is_one_line_on_a_desk(visit: Visit, role: str, start: str):
    page = visit(start, role=role)
    heights = {}
    for width in (1280, 1440, 1664, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        box = page.locator(".masthead").bounding_box()
        heights[width] = box and round(box["height"])
    assert set(heights.values()) == {ONE_LINE}, heights
