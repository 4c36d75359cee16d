from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils.translation import override

from cbm_events.models import Event
from tests.cast import World
from tests.factories import make_event, state_role


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
def event(world: World) -> Event:
    """In two months; Kazakhstan organises it."""
    return make_event(title_en="Seminar on water", visibility="public", roles=[state_role(world.kaz)])
