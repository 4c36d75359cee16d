"""A seminar on 14–15 May 2026 to which Kazakhstan is invited; its liaison, and an outbox."""

import pytest

from tests.factories import make_participation, make_timed_event, make_user, state_role


@pytest.fixture
def outbox(settings, tmp_path):
    settings.PORTAL_OUTBOX_DIR = tmp_path / "outbox"
    settings.PORTAL_URL = "https://portal.example.org"
    return settings.PORTAL_OUTBOX_DIR


@pytest.fixture
def seminar(world):
    event = make_timed_event(title_en="Seminar", title_ru="Семинар", roles=[state_role(world.tha)])
    make_participation(event=event, state=world.kaz, answer="awaited")
    return event


@pytest.fixture
def person(world):
    """A liaison of Kazakhstan."""
    return make_user(role="liaison", state=world.kaz, name="Aigul Test")
