"""What the start pages say of confirmations and of dates that became more exact."""

from datetime import date, timedelta
from typing import Any

import pytest

from cbm_events.news import news_since
from cbm_events.services import save_event
from tests import factories
from tests.factories import NOW, TODAY, make_act, make_event, state_role
from tests.pages.counting import count_queries
from tests.pages.reading import page_of, section, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
SOON: dict[str, Any] = {"earliest": date(2026, 5, 1), "latest": date(2026, 5, 31), "precision": "month"}


def deadlines(client) -> str:
    return words(section(page_of(client.get("/")), "deadlines"))


def test_secretariat_reads_what_is_awaited(client_as, world):
    event = make_event(**SOON, title_en="Seminar", title_ru="Семинар", roles=[state_role(world.kaz)])
    factories.make_answer(event=event, wish="cancel", earliest=None, latest=None, state=world.kaz)
    text = words(section(page_of(client_as("editor").get("/")), "attention"))
    assert "One planned event is not confirmed yet" in text
    assert "One state has answered on a planned event Kazakhstan: Seminar" in text


def test_liaison_is_asked_for_the_confirmation(client_as, world):
    event = make_event(**SOON, title_en="Seminar", roles=[state_role(world.kaz)])
    client = client_as("liaison")
    assert "Today Mon 16 Mar Confirm the dates Seminar" in deadlines(client)
    assert f"/events/{event.public_id}/confirmation/" in client.get("/").content.decode()
    assert "Confirm the dates" not in deadlines(client_as("other_liaison"))


@pytest.mark.parametrize(("days", "asked"), [(92 + 29, True), (92 + 40, False)])
def test_confirmation_is_spoken_of_a_month_before(client_as, world, days: int, asked: bool):
    make_event(earliest=TODAY + timedelta(days=days), roles=[state_role(world.kaz)])
    assert ("Confirm the dates" in deadlines(client_as("liaison"))) is asked


def test_coordinator_is_asked_too(client_as, world):
    area = world.areas["ECO-SME"]
    factories.make_attestation(coordination=factories.make_coordination(state=world.tha, area=area))
    make_event(**SOON, area=area, dimension=area.dimension, roles=[state_role(world.kaz)])
    assert "Confirm the dates" in deadlines(client_as("other_liaison"))


def test_dates_that_became_more_exact_are_news_of_their_own(world, viewers):
    closer, moved = (make_event(**SOON, title_en=name) for name in ("Closer", "Moved"))
    later = make_act(at=NOW + timedelta(hours=1))
    for event, day in ((closer, date(2026, 5, 12)), (moved, date(2026, 6, 2))):
        event.earliest = event.latest = day
        event.precision = "day"
        save_event(event=event, act=later)
    news = news_since(NOW + timedelta(minutes=1), viewer=viewers["liaison"], today=TODAY)
    assert (news.closer_known, news.moved, news.total) == ([closer], [moved], 2)


@pytest.mark.parametrize("role", ["editor", "liaison"])
def test_queries_do_not_grow(client_as, world, role):
    def fill() -> None:
        for state in (world.kaz, world.tha):
            event = make_event(**SOON, title_ru="Семинар", roles=[state_role(world.kaz)])
            factories.make_answer(event=event, wish="cancel", earliest=None, latest=None, state=state)

    client = client_as(role)
    fill()
    before = count_queries(client, "/")
    fill()
    assert count_queries(client, "/") == before
