"""What is kept of events that were written for calendars: used while it holds, missed by nobody when it is gone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cbm_events.feeds.renderings import keep_renderings
from cbm_events.models import Event, EventRendering
from cbm_events.services import save_event
from cica_portal.common import history
from cica_portal.common.memory import answers
from tests.cast import World
from tests.factories import NOW, make_act, make_event, make_timed_event, state_role
from tests.feeds.reading import ADDRESS, entries_in, fetch

pytestmark = [pytest.mark.slow, pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
LATER = NOW + timedelta(hours=1)
PUBLIC_AND_MEMBERS, LANGUAGES = 2, 2


def kept() -> dict[tuple[str, str, str], str]:
    rows = EventRendering.objects.values_list("event__uid", "audience", "language", "text")
    return {(uid, audience, language): text for uid, audience, language, text in rows}


def test_each_event_is_written_once_for_each_audience_and_language(client: Client, world: World):
    public = make_timed_event(visibility="public", roles=[state_role(world.kaz)])
    make_event(visibility="member_states")
    make_event(visibility="secretariat")
    make_event(visibility="public", precision="tbc", earliest=None, latest=None)
    assert keep_renderings(now=NOW) == (1 + PUBLIC_AND_MEMBERS) * LANGUAGES
    assert keep_renderings(now=NOW) == 0
    assert kept()[public.uid, "public", "en"] in fetch(client).decode()


def test_kept_text_is_what_would_be_written_now(client: Client, world: World):
    make_timed_event(visibility="public", roles=[state_role(world.kaz)], dimension=world.dimensions["ECO"])
    written_now = fetch(client)
    keep_renderings(now=NOW)
    assert reread(client) == written_now


def reread(client: Client) -> bytes:
    """Past the memory of answers."""
    answers.clear()
    return fetch(client)


def test_kept_text_is_used(client: Client):
    event = make_event(visibility="public")
    keep_renderings(now=NOW)
    EventRendering.objects.update(text=f"BEGIN:VEVENT\r\nUID:{event.uid}\r\nX-KEPT:yes\r\nEND:VEVENT\r\n")
    assert b"X-KEPT:yes" in fetch(client)


def test_change_makes_what_was_kept_useless_at_once(client: Client):
    event, other = make_event(visibility="public"), make_event(visibility="public")
    keep_renderings(now=NOW)
    event.title_en = "Quite another title"
    save_event(event=event, act=make_act(at=LATER))
    assert entries_in(fetch(client))[event.uid]["SUMMARY"] == "Quite another title"
    assert keep_renderings(now=LATER) == PUBLIC_AND_MEMBERS * LANGUAGES
    assert {"Quite another title" in text for (uid, *_), text in kept().items() if uid == event.uid} == {True}
    assert len(kept()) == 2 * PUBLIC_AND_MEMBERS * LANGUAGES
    assert other.uid in entries_in(fetch(client))


@pytest.mark.parametrize("what", ["state", "portal"])
def test_another_name_or_address_makes_all_of_it_useless(client: Client, world: World, settings, what: str):
    make_event(visibility="public", country=world.kaz, mode="in_person")
    keep_renderings(now=NOW)
    if what == "state":
        world.kaz.name_en = "Other name"
        history.save(world.kaz, act=make_act(at=LATER))
    else:
        settings.PORTAL_URL = "https://other.example"
    wanted = {"state": b"LOCATION;LANGUAGE=en:Other name", "portal": b"URL:https://other.example/events/"}[what]
    assert wanted in fetch(client)
    assert keep_renderings(now=LATER) == PUBLIC_AND_MEMBERS * LANGUAGES


def test_it_can_be_dropped_at_any_time(client: Client):
    make_event(visibility="public")
    keep_renderings(now=NOW)
    before = fetch(client)
    EventRendering.objects.all().delete()
    assert reread(client) == before


def test_nothing_is_kept_of_what_an_audience_does_not_see_any_more(client: Client):
    event = make_event(visibility="public")
    keep_renderings(now=NOW)
    event.visibility = "secretariat"
    save_event(event=event, act=make_act(at=LATER))
    keep_renderings(now=LATER)
    assert kept() == {}


def test_removed_event_takes_it_along():
    event = make_event(visibility="public")
    keep_renderings(now=NOW)
    with history.batch(make_act(at=LATER)) as batch:
        batch.remove(event)
    assert kept() == {}


def test_reading_writes_nothing(client: Client):
    make_event(visibility="public")
    with CaptureQueriesContext(connection) as captured:
        fetch(client)
    assert [query["sql"] for query in captured if not query["sql"].startswith(("SELECT", "SAVEPOINT"))] == []
    assert EventRendering.objects.count() == 0


def test_queries_do_not_grow_with_events(client: Client, world: World, queries_of: Callable[[str], int]):
    counts = []
    for _round in range(3):
        for _number in range(3):
            make_timed_event(visibility="public", roles=[state_role(world.kaz), state_role(world.tur)])
        answers.clear()
        counts.append(queries_of(ADDRESS))
        keep_renderings(now=NOW)
        answers.clear()
        counts.append(queries_of(ADDRESS))
    assert counts == [7, 4] * 3
    assert Event.objects.count() == 9


@pytest.fixture
def queries_of(client: Client) -> Callable[[str], int]:
    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            fetch(client, address)
        return len(captured)

    return count


def test_remembered_answer_takes_one_query(client: Client, queries_of: Callable[[str], int]):
    make_event(visibility="public")
    fetch(client)
    assert queries_of(ADDRESS) == 1
