from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cbm_events.models import Event
from tests.cast import World
from tests.factories import make_event, state_role
from tests.page_forms import values_sent

ADD = "/events/new/"
GOOD = {
    "title_en": "Expert meeting on transport corridors",
    "title_ru": "Встреча экспертов по транспортным коридорам",
    "kind": "expert_meeting",
    "dimension": "ECO",
    "area": "ECO-SME",
    "first_day": "18.09.2026",
    "last_day": "20.09.2026",
    "start_time": "10:00",
    "zone": "Asia/Almaty",
    "mode": "in_person",
    "country": "KAZ",
    "city_en": "Astana",
    "parties-0-party": "state:KAZ",
    "parties-1-party": "secretariat:",
    "parties-1-role": "assisting",
}


@pytest.fixture(autouse=True)
def here_and_now(at_now) -> Iterator[None]:
    """The portal's clock stands still, and a Russian page leaves no Russian behind."""
    with override("en"):
        yield


@pytest.fixture
def browser(world: World, client_as: Callable[..., Client]) -> Client:
    """An editor's."""
    return client_as("editor")


@pytest.fixture
def new_form(browser: Client) -> Callable[..., dict[str, str]]:
    """What is sent after a good event was typed into the empty form, and then this."""

    def fill(**typed: str) -> dict[str, str]:
        return values_sent(browser.get(ADD)) | GOOD | typed

    return fill


@pytest.fixture
def event(world: World) -> Event:
    return make_event(
        title_en="Seminar on risk analysis",
        title_ru="Семинар по анализу рисков",
        dimension=world.dimensions["ECO"],
        area=world.areas["ECO-SME"],
        roles=[state_role(world.kaz), state_role(world.tha, "assisting")],
    )


@pytest.fixture
def edit_url(event: Event) -> str:
    return reverse("cbm_events:edit", args=[event.public_id])


def problems_on(page) -> list[tuple[str, str]]:
    """Input and message of each problem that the page names."""
    return [(problem.anchor, problem.message) for problem in page.context["problems"]]
