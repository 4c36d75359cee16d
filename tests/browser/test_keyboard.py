"""The keyboard reaches everything, in order, and one sees where it is."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.pages import LOOKS, Look
from tests.browser.test_pages import addresses  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Marks what Tab should stop at: of radio buttons of one name the chosen one, or the first.
MARK_STOPS = """() => {
  const all = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex], iframe")];
  const stops = all.filter((element) => {
    if (element.disabled || element.tabIndex < 0 || element.type === "hidden") return false;
    if (!element.checkVisibility({visibilityProperty: true})) return false;
    if (element.closest("[inert]")) return false;
    if (element.type !== "radio") return true;
    const group = [...document.getElementsByName(element.name)].filter((other) => other.form === element.form);
    return element === (group.find((other) => other.checked) ?? group[0]);
  });
  stops.forEach((element, index) => { element.dataset.stop = String(index); });
  return stops.length;
}"""
WHERE = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const label = element.labels?.[0];
  const marks = [element, label, element.nextElementSibling].filter(Boolean).map((e) => getComputedStyle(e));
  return {
    stop: element.dataset.stop ?? null,
    name: (element.outerHTML || "").slice(0, 100),
    ringed: marks.some((s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none"),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
Stop = dict[str, Any]


def walk(page: Page) -> tuple[int, list[Stop | None]]:
    """How many stops there are, and where each press of Tab led."""
    count: int = page.evaluate(MARK_STOPS)
    places = []
    for _press in range(count):
        page.keyboard.press("Tab")
        places.append(page.evaluate(WHERE))
    return count, places


@pytest.mark.looks
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_tab_reaches_everything(visit: Visit, look: Look, addresses: dict[str, str]):  # noqa: F811
    page = visit(look.path.format(**addresses), role=look.role)
    count, places = walk(page)
    assert [position for position, place in enumerate(places) if place is None] == []
    reached = [place["stop"] for place in places if place]
    assert reached == [str(position) for position in range(count)]
    assert [place["name"] for place in places if place and not place["ringed"]] == []
    assert [place["name"] for place in places if place and not place["seen"]] == []


def test_first_stop_skips_to_the_content(visit: Visit):
    page = visit("/events/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_focus_stays_after_a_filter(visit: Visit):
    """What htmx exchanges takes the focus nowhere: it is still at the box that was ticked."""
    page = visit("/events/")
    box = page.locator("input[name=dimension][value=ECO]")
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_url(lambda url: "dimension=ECO" in url)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.activeElement.value") == "ECO"
