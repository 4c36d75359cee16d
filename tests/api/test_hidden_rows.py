"""Whatever the public may not see changes nothing that it can observe, not even a byte."""

import json

import pytest

from cbm_events.services import save_event
from cica_portal.common import history
from tests import factories
from tests.api.conftest import LISTS, PORTAL

pytestmark = pytest.mark.both
CHANGING_HEADERS = {"Date"}
QUERIES = ("year=2026", "q=canary", "state=KAZ", "status=proposed", "limit=0")


def everything(ask, filled):
    """All that a visitor can get: lists, pages of one, filtered lists, entries, errors."""
    addresses = [*LISTS, f"/api/v1/events/{filled.secret.public_id}/", "/api/v1/events/nothingher/"]
    addresses += [f"{path}?limit=1" for path in LISTS]
    addresses += [
        f"/api/v1/events/?{query}" for query in ("year=2026", "q=canary", "state=KAZ", "status=proposed", "limit=0")
    ]
    answers = {address: ask(address) for address in addresses}
    for path in LISTS:
        entries = json.loads(answers[path].content)["results"]
        answers |= {entry["url"]: ask(entry["url"].removeprefix(PORTAL)) for entry in entries}
    return {address: (answer.status_code, headers_of(answer), answer.content) for address, answer in answers.items()}


def headers_of(answer):
    return {name: value for name, value in answer.headers.items() if name not in CHANGING_HEADERS}


def hide_and_edit(filled):
    """Enter, edit and remove what only the Secretariat, the member states or one state may see."""
    world, act = filled.world, factories.make_act()
    for visibility in ("secretariat", "member_states"):
        event = factories.make_event(
            title_en="Canary",
            visibility=visibility,
            roles=[factories.state_role(world.kaz)],
            council=world.councils["BC"],
        )
        event.title_en = "Canary changed"
        save_event(event=event, act=act)
        factories.make_figure(event=filled.public, value=999, visibility=visibility)
        factories.make_decision(council=world.councils["SOC"], title_en=f"Canary {visibility}", visibility=visibility)
    factories.make_participation(event=filled.public, state=world.tur)
    factories.make_summary(stage="draft", year=2025)
    factories.make_summary(audience="member_states", year=2025)
    world.kaz.refresh_from_db()
    world.kaz.long_name_en = "A long name"
    filled.public.refresh_from_db()
    filled.public.source_note = "Another note"
    save_event(event=filled.public, act=act)
    history.save(world.kaz, act=act)
    with history.batch(act) as batch:
        batch.remove(filled.secret)


def test_hidden_rows_change_not_a_byte(ask, filled):
    before = everything(ask, filled)
    hide_and_edit(filled)
    after = everything(ask, filled)
    assert sorted(before) == sorted(after)
    assert {address for address in before if before[address] != after[address]} == set()


def test_public_change_shows_in_the_same_comparison(ask, filled):
    before = everything(ask, filled)
    filled.public.refresh_from_db()
    filled.public.title_en = "Another title"
    save_event(event=filled.public, act=factories.make_act())
    after = everything(ask, filled)
    assert before["/api/v1/events/"] != after["/api/v1/events/"]
