"""The script of the guide, against a running portal whose events are edited by several people at once."""

import json
import random
import sqlite3
from pathlib import Path
from types import ModuleType

import pytest

from cbm_events.models import Event, PublishedFigure
from cbm_events.services import save_event
from cica_portal.common import history
from cica_portal.common.api.changes import Position, write_position
from cica_portal.common.audiences import Audience
from tests import factories
from tests.cast import World
from tests.parallel import run_together
from tests.scripts import load_script

pytestmark = [pytest.mark.both, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
VISIBILITIES = ("public", "member_states", "secretariat")
ROUNDS, WRITERS, EDITS = 4, 3, 12


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load_script("sync_example")


@pytest.fixture
def portal(live_server, settings) -> str:
    settings.PORTAL_URL = live_server.url
    return live_server.url


def test_the_copy_is_exact_after_every_round_of_edits(script, portal, client, world: World, tmp_path: Path):
    path = str(tmp_path / "copy.sqlite3")
    for number in range(6):
        factories.make_event(title_en=f"Event {number}", visibility="public")
    for turn in range(ROUNDS):
        assert write_together(world, seed=turn * 100) == [None] * WRITERS
        script.synchronise(portal, path)
        assert held(path) == shown(client)
    assert script.synchronise(portal, path) == 0


def test_a_copy_that_is_read_while_others_write_ends_exact(script, portal, client, world: World, tmp_path: Path):
    path = str(tmp_path / "copy.sqlite3")
    factories.make_event(title_en="The first", visibility="public")

    def work(index: int) -> None:
        if index:
            edit_at_random(world, random.Random(index))
        else:
            for _ in range(6):
                script.synchronise(portal, path)

    assert [said for said in run_together(work, count=WRITERS + 1) if said is not None] == []
    script.synchronise(portal, path)
    assert held(path) == shown(client)


def test_a_cursor_of_another_view_starts_again(script, portal, client, world: World, tmp_path: Path):
    path = str(tmp_path / "copy.sqlite3")
    factories.make_event(title_en="Event", visibility="public")
    script.synchronise(portal, path)
    with sqlite3.connect(path) as copy:
        copy.execute("INSERT INTO entry VALUES ('events', 'not-there-any-more', '{}')")
        copy.execute("UPDATE state SET next = ?", (f"{portal}/api/v1/changes/?since={foreign_cursor()}",))
    script.synchronise(portal, path)
    assert held(path) == shown(client)


def write_together(world: World, *, seed: int) -> list:
    return run_together(lambda writer: edit_at_random(world, random.Random(seed + writer)), count=WRITERS)


def foreign_cursor() -> str:
    return write_position(Position(Audience.MEMBER_STATES, number=1, kind="", subject_id="", began=factories.TODAY))


def edit_at_random(world: World, chance: random.Random) -> None:
    """Enter, edit, withdraw, open, and remove figures, as several people would."""
    for _ in range(EDITS):
        event = Event.objects.order_by("?")[:1].get()
        act = factories.make_act()
        try:
            match chance.randrange(5):
                case 0:
                    title = f"New {chance.random()}"
                    factories.make_event(title_en=title, visibility=chance.choice(VISIBILITIES))
                case 1:
                    event.title_en = f"Edited {chance.random()}"
                    save_event(event=event, roles=list(event.roles.all()), act=act)
                case 2:
                    event.visibility = chance.choice(VISIBILITIES)
                    save_event(event=event, roles=[factories.state_role(world.kaz)], act=act)
                case 3:
                    factories.make_figure(event=event, visibility="public", value=chance.randrange(500))
                case 4:
                    figure = PublishedFigure.objects.order_by("?").first()
                    if figure:
                        with history.batch(act) as batch:
                            batch.remove(figure)
        except history.StaleVersion:
            continue


def held(path: str) -> dict[tuple[str, str], object]:
    with sqlite3.connect(path) as copy:
        rows = copy.execute("SELECT resource, id, data FROM entry").fetchall()
    return {(resource, key): json.loads(data) for resource, key, data in rows}


def shown(client) -> dict[tuple[str, str], object]:
    """What the lists say now."""
    found: dict[tuple[str, str], object] = {}
    for name, address in client.get("/api/v1/").json().items():
        if name != "changes":
            found |= {(name, row.get("code") or row["id"]): row for row in list_of(client, address)}
    return found


def list_of(client, address: str) -> list[dict]:
    page = client.get(address).json()
    return page["results"] + (list_of(client, page["next"]) if page["next"] else [])
