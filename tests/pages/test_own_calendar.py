"""A liaison's own calendar, and what is new in it since the last look."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from cbm_events.news import news_since
from cbm_events.services import save_event
from cica_portal.common.fuzzy import Precision
from cica_portal.common.viewer import ANONYMOUS
from members.viewers import viewer_for
from tests import factories

LATER = factories.NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(factories.NOW, tick=False) as traveller:
        yield traveller


def act(**values):
    return factories.make_act(at=LATER, **values)


def change(event, **values) -> None:
    for name, value in values.items():
        setattr(event, name, value)
    save_event(event=event, roles=list(event.roles.all()), act=act())


@pytest.fixture
def known(world):
    """Events that were there before the last look."""
    days: dict[str, Any] = {"earliest": date(2026, 6, 9), "latest": date(2026, 6, 10)}
    return {
        name: factories.make_event(title_en=name.capitalize(), **days)
        for name in ("moved", "off", "untouched", "narrowed", "renamed")
    }


def test_each_event_is_told_once_for_what_became_of_it(world, cast, known):
    change(known["moved"], earliest=date(2026, 6, 16), latest=date(2026, 6, 17))
    change(known["off"], status="cancelled")
    change(known["renamed"], title_en="Renamed only")
    new = factories.make_event(act(), title_en="New", earliest=date(2026, 7, 1))
    news = news_since(factories.NOW + timedelta(hours=1), viewer=viewer_for(cast["liaison"]), today=factories.TODAY)
    assert (news.moved, news.called_off, news.on_again, news.new) == ([known["moved"]], [known["off"]], [], [new])
    assert news.total == 3


def test_moved_and_moved_back_is_no_news(world, cast, known):
    change(known["moved"], earliest=date(2026, 6, 16), latest=date(2026, 6, 17))
    change(known["moved"], earliest=date(2026, 6, 9), latest=date(2026, 6, 10))
    news = news_since(factories.NOW + timedelta(hours=1), viewer=viewer_for(cast["liaison"]), today=factories.TODAY)
    assert news.total == 0


def test_reinstated_is_on_again(world, cast, known):
    change(known["off"], status="cancelled")
    since = LATER + timedelta(minutes=1)
    known["off"].status = "planned"
    save_event(event=known["off"], roles=[], act=factories.make_act(at=since + timedelta(minutes=1)))
    news = news_since(since, viewer=viewer_for(cast["liaison"]), today=factories.TODAY)
    assert news.on_again == [known["off"]]


def test_an_event_that_was_opened_is_new_to_those_who_see_it_now_and_to_nobody_else(world, cast):
    hidden = factories.make_event(title_en="Opened", visibility="secretariat", earliest=date(2026, 6, 9))
    stays = factories.make_event(title_en="Canary", visibility="secretariat", earliest=date(2026, 6, 9))
    change(hidden, visibility="member_states")
    change(stays, earliest=date(2026, 6, 8))
    since = factories.NOW + timedelta(hours=1)
    assert news_since(since, viewer=viewer_for(cast["liaison"]), today=factories.TODAY).new == [hidden]
    assert news_since(since, viewer=ANONYMOUS, today=factories.TODAY).total == 0


def test_the_mark_is_set_to_what_the_page_told(client_as, cast, known, clock):
    client = client_as("liaison")
    page = client.get("/calendar/mine/")
    assert page.context["board"].news is None
    clock.move_to(LATER)
    change(known["moved"], earliest=date(2026, 6, 16), latest=date(2026, 6, 17))
    # Between the page and its button something came in: it is still new afterwards.
    assert client.post("/calendar/mine/seen/", {"until": page.context["read_at"]}).status_code == 302
    clock.move_to(LATER + timedelta(minutes=1))
    assert client.get("/calendar/mine/").context["board"].news.moved == [known["moved"]]
    client.post("/calendar/mine/seen/", {"until": client.get("/calendar/mine/").context["read_at"]})
    assert client.get("/calendar/mine/").context["board"].news.total == 0


def test_looking_alone_marks_nothing(client_as, cast):
    client = client_as("liaison")
    client.get("/calendar/mine/")
    assert client.get("/calendar/mine/seen/").status_code == 405
    cast["liaison"].refresh_from_db()
    assert cast["liaison"].looked_at is None


@pytest.mark.parametrize("until", ["", "yesterday", "2026-02-31T00:00:00Z", "2026-03-16T09:00:00"])
def test_a_made_up_moment_is_refused(client_as, until):
    assert client_as("liaison").post("/calendar/mine/seen/", {"until": until}).status_code == 404


def test_a_moment_to_come_counts_as_now(client_as, cast):
    client_as("liaison").post("/calendar/mine/seen/", {"until": "2099-01-01T00:00:00Z"})
    cast["liaison"].refresh_from_db()
    assert cast["liaison"].looked_at == factories.NOW


def test_each_event_stands_once_where_the_state_has_most_to_do_with_it(client_as, world):
    kaz, role = world.kaz, factories.state_role
    factories.make_coordination(state=kaz, area=world.areas["NCT-HLT"], starts_on=date(2025, 1, 1))
    values: dict[str, Any] = {"earliest": date(2026, 6, 9), "latest": date(2026, 6, 9), "precision": Precision.DAY}
    health = values | {"area": world.areas["NCT-HLT"], "dimension": world.dimensions["NCT"]}
    organised = factories.make_event(title_en="Organised", roles=[role(kaz)], **health)
    supported = factories.make_event(title_en="Hosted", roles=[role(kaz, "host")], **values)
    coordinated = factories.make_event(title_en="Coordinated", **health)
    invited = factories.make_event(title_en="Invited", **values)
    factories.make_participation(event=invited, state=kaz)
    factories.make_event(title_en="Of others", roles=[role(world.tha)], **values)
    board = client_as("liaison").get("/calendar/mine/").context["board"]
    assert (board.organised, board.supported, board.coordinated, board.invited) == (
        [organised], [supported], [coordinated], [invited],
    )  # fmt: skip


@pytest.mark.parametrize(("role", "status"), [("visitor", 302), ("editor", 404), ("reader", 404), ("liaison", 200)])
def test_it_is_for_those_who_speak_for_a_state(client_as, role, status):
    assert client_as(role).get("/calendar/mine/").status_code == status
