"""What a browser is asked about every page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

WIDTHS = (320, 390, 768, 1024, 1440)
AXE_OPTIONS = {"rules": {"target-size": {"enabled": True}}}
WIDER_THAN_THE_WINDOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .slice(0, 5)
    .map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
}"""


def watch(page: Page, troubles: list[str]) -> None:
    """Collect what the browser complains about: errors in scripts, refusals of the policy, missing files."""

    def hear(message: ConsoleMessage) -> None:
        # The status of the page itself is for the test to judge; anything else that is missing is trouble.
        own_status = message.text.startswith("Failed to load resource") and message.location["url"] == page.url
        if message.type in {"error", "warning"} and not own_status:
            troubles.append(f"{page.url}: {message.text} {message.location['url']}")

    page.on("console", hear)
    page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))


def axe_violations(page: Page) -> dict[str, list[str]]:
    """Rules of axe-core that the page breaks, each with the elements."""
    found: dict[str, Any] = Axe().run(page, options=AXE_OPTIONS).response
    return {
        violation["id"]: [" ".join(map(str, node["target"])) for node in violation["nodes"]]
        for violation in found["violations"]
    }


def sideways_overflow(page: Page, width: int) -> list[str]:
    """Elements that stick out of a window of this width."""
    page.set_viewport_size({"width": width, "height": 900})
    wide: list[str] = page.evaluate(WIDER_THAN_THE_WINDOW)
    return wide
