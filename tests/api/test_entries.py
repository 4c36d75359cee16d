"""Entries that are kept: never older than what the reader may see, and never of another reader."""

import json

import pytest

from cbm_events.api.entries import KEPT_FOR, keep_entries
from cbm_events.models import EventEntry, EventRole
from cbm_events.services import save_event
from cica_portal.common import history
from cica_portal.common.memory import answers
from members.models import MemberState, ZoneLabel
from tests import factories

pytestmark = pytest.mark.both
READERS = ("visitor", "partner", "liaison", "other_liaison", "editor")


@pytest.fixture
def read(ask):
    """What the list says now, read past the memory of the process."""

    def get(role="visitor", **query):
        answers.clear()
        return ask("events/", role, **query)

    return get


@pytest.fixture
def both_ways(read):
    """The answers to each reader, with and without what is kept."""

    def get(**query):
        kept = {role: read(role, **query).content for role in READERS}
        EventEntry.objects.all().delete()
        return kept, {role: read(role, **query).content for role in READERS}

    return get


def rename(event, title="Another title"):
    event.refresh_from_db()
    event.title_en = title
    save_event(event=event, roles=list(event.roles.all()), act=factories.make_act())


def test_sweep_keeps_what_each_audience_sees_and_looks_again_only_after_a_change(filled):
    assert keep_entries() == 1 + 2
    assert keep_entries() == 0
    rename(filled.secret)
    assert keep_entries() == 0
    rename(filled.members)
    assert keep_entries() == 1
    assert {row.audience for row in EventEntry.objects.all()} == set(KEPT_FOR)


@pytest.mark.parametrize("query", [{}, {"year": 2026}, {"limit": 1}, {"q": "workshop"}])
def test_answer_is_the_same_with_and_without_what_is_kept(filled, cast, both_ways, query):
    keep_entries()
    kept, written = both_ways(**query)
    assert kept == written


def lines_of(client) -> bytes:
    return b"".join(client.get("/api/v1/events.jsonl"))


@pytest.mark.parametrize("role", READERS)
def test_json_lines_are_the_same_with_and_without_what_is_kept(filled, cast, client_as, role):
    client = client_as(role)
    keep_entries()
    EventEntry.objects.filter(event=filled.members).delete()
    partly = lines_of(client)
    EventEntry.objects.all().delete()
    written = lines_of(client)
    assert partly == written
    entries = client.get("/api/v1/events/").json()["results"]
    assert [json.loads(line) for line in written.splitlines()] == entries


def test_kept_lines_take_no_query_for_their_rows(filled, client_as, django_assert_num_queries):
    keep_entries()
    client = client_as("visitor")
    lines_of(client)
    with django_assert_num_queries(5):
        assert lines_of(client).count(b"\n") == 1


def test_kept_page_takes_no_query_for_its_rows(filled, read, django_assert_num_queries):
    keep_entries()
    with django_assert_num_queries(3):
        assert len(read().json()["results"]) == 1


def change_label(filled):
    label = ZoneLabel.objects.get(zone="Asia/Almaty")
    label.label_en = "Time of Astana"
    history.save(label, act=factories.make_act())


def rename_state(filled):
    """Equal organisers stand alphabetically."""
    state = MemberState.objects.get(code="KAZ")
    state.name_en = "A Kazakhstan"
    history.save(state, act=factories.make_act())


def change_parties(filled):
    filled.public.refresh_from_db()
    roles = [EventRole(party="state", role="organiser", state=filled.world.tur)]
    save_event(event=filled.public, roles=roles, act=factories.make_act())


CHANGES = {
    "title": lambda filled: rename(filled.public),
    "figure": lambda filled: factories.make_figure(event=filled.public, value=7, visibility="public"),
    "figure for member states": lambda filled: factories.make_figure(event=filled.public, value=8),
    "label of a zone": change_label,
    "name of a state": rename_state,
    "parties": change_parties,
    "reply": lambda filled: factories.make_participation(event=filled.public, state=filled.world.tur),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_that_is_kept_is_given_after_a_change(filled, cast, both_ways, change):
    keep_entries()
    CHANGES[change](filled)
    kept, written = both_ways()
    assert kept == written


@pytest.mark.parametrize("visibility", ["member_states", "secretariat"])
def test_withdrawn_event_is_given_to_nobody_who_may_not_see_it(filled, cast, read, visibility):
    keep_entries()
    filled.public.refresh_from_db()
    filled.public.visibility = visibility
    save_event(event=filled.public, roles=list(filled.public.roles.all()), act=factories.make_act())
    seen = {role: b"Workshop" in read(role).content for role in READERS}
    assert seen == {
        "visitor": False, "partner": False, "editor": True,
        "liaison": visibility == "member_states", "other_liaison": visibility == "member_states",
    }  # fmt: skip
    keep_entries()
    left = set(EventEntry.objects.filter(event=filled.public).values_list("audience", flat=True))
    assert left == ({"member_states"} if visibility == "member_states" else set())


def test_text_of_an_older_edition_is_not_given(filled, read):
    keep_entries()
    EventEntry.objects.update(text='{"id":"stale"}')
    assert "stale" in read().content.decode()
    EventEntry.objects.update(edition="other")
    assert "stale" not in read().content.decode()


def test_text_that_a_slow_sweep_wrote_before_a_change_is_not_given(filled, read):
    """The sweep reads numbers first, so its text bears one that is not the last any more."""
    keep_entries()
    old = EventEntry.objects.get(event=filled.public, audience="public")
    rename(filled.public)
    keep_entries()
    EventEntry.objects.filter(pk=old.pk).update(number=old.number, text=old.text)
    assert json.loads(read().content)["results"][0]["title"]["en"] == "Another title"


def test_rows_of_one_state_are_never_kept(filled, cast, read):
    keep_entries()
    assert not EventEntry.objects.filter(event=filled.proposal).exists()
    assert "participations" in read("liaison").content.decode()
    assert b"takes_part" in read("liaison").content
    assert not EventEntry.objects.filter(text__contains="takes_part").exists()
