import json
from datetime import date
from pathlib import Path

import pytest

from cbm_events.models import Event, LetterTemplate
from tests.cast import World
from tests.factories import make_event, make_letter_template, state_role

DATA = Path("cbm_events/data/letter_templates.json")
TEXTS = json.loads(DATA.read_text(encoding="utf-8"))


def shipped(key: str) -> LetterTemplate:
    """One of the templates that come with the portal."""
    values = next(text for text in TEXTS if text["key"] == key)
    return make_letter_template(**{name: value for name, value in values.items() if name != "key"})


@pytest.fixture(autouse=True)
def media(at_now, settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def event(world: World) -> Event:
    roles = [
        state_role(world.kaz, capacity="coordinator", institution_en="Ministry of Ecology"),
        state_role(world.tur, "co_organiser"),
    ]
    return make_event(
        title_en="Seminar on waters", title_ru="Семинар о водах", earliest=date(2026, 5, 14), latest=date(2026, 5, 15),
        start_time="10:00", end_time="17:30", zone="Asia/Almaty", mode="hybrid", city_en="Almaty", city_ru="Алматы",
        venue_en="House of Friendship", country=world.kaz, nomination_deadline=date(2026, 4, 20), roles=roles,
    )  # fmt: skip
