"""A seminar of Kazakhstan on 14–15 May 2026, and a rule: a week before, at nine."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import make_event, make_rule, make_user, state_role

# The rule is due on 7 May at 09:00 of the recipient: 04:00 UTC in Astana, 02:00 in Bangkok.
DUE = datetime(2026, 5, 7, 4, tzinfo=UTC)
DUE_DAY = date(2026, 5, 7)
PLANNED_ON = datetime(2026, 4, 1, 9, tzinfo=UTC)


@pytest.fixture
def outbox(settings, tmp_path):
    settings.PORTAL_OUTBOX_DIR = tmp_path / "outbox"
    settings.PORTAL_URL = "https://portal.example.org"
    return settings.PORTAL_OUTBOX_DIR


@pytest.fixture
def rule(db):
    return make_rule(days=7, recipients="organisers")


@pytest.fixture
def seminar(world):
    return make_event(title_en="Seminar on hygiene", roles=[state_role(world.kaz)])


@pytest.fixture
def person(world):
    """A liaison of Kazakhstan."""
    return make_user(role="liaison", state=world.kaz)


def words(response):
    """The page with single spaces."""
    return " ".join(response.content.decode().replace("\u00a0", " ").split())
