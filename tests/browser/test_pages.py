"""Every page in both languages, by day and by night, narrow and wide: axe, no sideways scrolling, no complaint."""

from collections.abc import Iterable
from itertools import product
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.pages import ENGLISH_ONLY, LOOKS, Look
from tests.browser.portal import ServedPortal
from tests.browser.watching import WIDTHS, axe_violations, sideways_overflow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.looks]
each_look_and_language = pytest.mark.parametrize(
    ("look", "language"),
    [
        (look, language)
        for look in LOOKS
        for language in ("en", "ru")
        if language == "en" or look.path not in ENGLISH_ONLY
    ],
    ids=str,
)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# Colours and widths hang on no language: each look of a page is checked in one of the two.
VARIANTS: dict[str, tuple[tuple[Scheme, int], ...]] = {
    "en": (("light", 1440), ("dark", 390)),
    "ru": (("dark", 1440), ("light", 390)),
}
EVENTS_BY_STATUS = "/api/v1/events/?limit=1&status={}"
# What the scheduler asks for when it starts, at once.
EDITIONS = """
from cbm_events.models import YearlySummary
from cbm_events.tasks import draft_summaries, run_waiting_summaries
draft_summaries(); run_waiting_summaries()
print(*YearlySummary.objects.filter(state="done").values_list("public_id", flat=True))
"""


@pytest.fixture(scope="session")
def addresses(portal: ServedPortal, chromium) -> dict[str, str]:
    """Where an event to come and one that was held stand, and an edition of a summary."""
    context = chromium.new_context(base_url=portal.url)
    found = {}
    for word, status in {"event": "planned", "held": "held"}.items():
        answer = context.request.get(EVENTS_BY_STATUS.format(status)).json()
        found[word] = f"/events/{answer['results'][0]['id']}/"
    context.close()
    return found | {"edition": f"/reports/{finished_edition(portal)}/"}


def finished_edition(portal: ServedPortal) -> str:
    for _attempt in range(30):
        editions = portal.manage("shell", "-v", "0", "-c", EDITIONS).split()
        if editions:
            return editions[0]
    raise AssertionError("no edition was drafted")


def show_whole(page: Page, width: int) -> None:
    """All of the page at once, so that what stays at the foot of the window lies over nothing."""
    page.set_viewport_size({"width": width, "height": 900})
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": height})


def variants(look: Look, language: str) -> Iterable[tuple[Scheme, int]]:
    return product(SCHEMES, (1440, 390)) if look.path in ENGLISH_ONLY else VARIANTS[language]


@each_look_and_language
def test_page_is_accessible_and_never_scrolls_sideways(visit: Visit, look: Look, language: str, addresses):
    path = look.path.format(**addresses)
    page = visit(f"/ru{path}" if language == "ru" else path, role=look.role)
    assert (page.locator("h1").count(), page.locator("main").count()) == (1, 1)
    assert page.title().split(" · ")[0].strip() not in {"", "CICA calendar", "Календарь СВМДА"}
    broken = {}
    for scheme, width in variants(look, language):
        page.emulate_media(color_scheme=scheme)
        show_whole(page, width)
        broken[scheme, width] = axe_violations(page)
    assert {variant: rules for variant, rules in broken.items() if rules} == {}
    wide = {width: sideways_overflow(page, width) for width in WIDTHS}
    assert {width: elements for width, elements in wide.items() if elements} == {}
