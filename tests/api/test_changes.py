"""The list of changes: enough to keep an exact copy, and nothing that the reader may not know."""

import json
from datetime import date, timedelta

import pytest
import time_machine

from cbm_events.services import save_event
from cica_portal.common import history
from cica_portal.common.models import AudienceChange
from cica_portal.common.tasks import forget_old_changes
from members.models import ZoneLabel
from tests import factories
from tests.api.conftest import LISTS, problem_of

pytestmark = pytest.mark.both


@pytest.fixture
def page(ask):
    def get(role: str = "visitor", address: str = "changes/", /, **query):
        response = ask(address, role, **query)
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    return get


def follow(page, role: str = "visitor", address: str = "changes/", **query) -> tuple[list[dict], str]:
    """All entries from here to the end, and the address to go on from later."""
    found, has_more = [], True
    while has_more:
        answer = page(role, address, **query)
        found += answer["results"]
        has_more, address, query = answer["has_more"], local(answer["next"]), {}
    return found, address


def local(address: str) -> str:
    return address.removeprefix("http://127.0.0.1:8000")


def copy_of(entries: list[dict], copy: dict | None = None) -> dict:
    """What a client holds that has read these entries in their order."""
    copy = copy or {}
    for entry in entries:
        key = (entry["resource"], entry["id"])
        copy.pop(key, None)
        if entry["change"] == "upsert":
            copy[key] = entry["data"]
    return copy


def everything(ask, role: str) -> dict:
    """The same from the lists."""
    found = {}
    for path in LISTS:
        name = path.rstrip("/").rpartition("/")[2]
        for row in json.loads(ask(path, role, limit=200).content)["results"]:
            found[name, row.get("code") or row["id"]] = row
    return found


@pytest.mark.parametrize("role", ["visitor", "partner", "reader", "editor"])
def test_a_first_copy_is_what_the_lists_say(ask, page, filled, role):
    entries, _next = follow(page, role, limit=3)
    assert copy_of(entries) == everything(ask, role)


def test_numbers_rise_and_pages_meet_without_gap_or_overlap(page, filled):
    entries, _next = follow(page, "editor", limit=2)
    keys = [(entry["number"], entry["resource"], entry["id"]) for entry in entries]
    assert len(keys) == len(set(keys))
    assert [entry["number"] for entry in entries] == sorted(entry["number"] for entry in entries)
    assert keys == [(entry["number"], entry["resource"], entry["id"]) for entry in follow(page, "editor")[0]]


def test_a_later_look_brings_only_what_changed_since(page, filled):
    _entries, later = follow(page)
    assert page("visitor", later)["results"] == []
    change_title(filled.public, "Workshop on something else")
    (entry,) = page("visitor", later)["results"]
    assert (entry["resource"], entry["id"], entry["change"]) == ("events", filled.public.public_id, "upsert")
    assert entry["data"]["title"]["en"] == "Workshop on something else"


def test_an_edit_behind_the_scenes_is_not_told(page, filled):
    _entries, later = follow(page)
    before = page("visitor", later)
    change_title(filled.secret, "Canary moved")
    change_title(filled.members, "Members moved")
    assert page("visitor", later) == before


def test_withdrawal_from_view_is_gone_for_those_who_do_not_see_it_any_more(page, filled):
    marks = {role: follow(page, role)[1] for role in ("visitor", "partner", "editor")}
    filled.public.visibility = "secretariat"
    save_event(event=filled.public, roles=roles_of(filled.public), act=factories.make_act())
    told = {role: copy_of_one(page(role, mark)["results"], filled.public) for role, mark in marks.items()}
    assert (told["visitor"]["change"], told["visitor"]["data"]) == ("gone", None)
    assert told["editor"]["change"] == "upsert"


def test_what_is_not_open_any_more_is_left_out_before_its_tombstone(page, filled):
    """A client that is behind gets no content of a row that has been withdrawn meanwhile."""
    filled.public.visibility = "secretariat"
    save_event(event=filled.public, roles=roles_of(filled.public), act=factories.make_act())
    about_it = [entry for entry in follow(page)[0] if entry["id"] == filled.public.public_id]
    assert [entry["change"] for entry in about_it] == ["gone"]


def test_what_belongs_to_an_event_comes_and_goes_with_it(page, filled):
    marks = {role: follow(page, role)[1] for role in ("visitor", "editor")}
    for visibility, change in (("member_states", "gone"), ("public", "upsert")):
        filled.public.refresh_from_db()
        filled.public.visibility = visibility
        save_event(event=filled.public, roles=roles_of(filled.public), act=factories.make_act())
        told = {role: follow(page, role, mark) for role, mark in marks.items()}
        marks = {role: mark for role, (_entries, mark) in told.items()}
        found = [(entry["resource"], entry["change"]) for entry in told["visitor"][0]]
        assert sorted(found) == [("documents", change), ("events", change), ("outcomes", change)]
        assert [entry["resource"] for entry in told["editor"][0]] == ["events"]


def test_outcome_follows_whether_its_document_is_seen(page, filled):
    _entries, later = follow(page)
    hidden = filled.public.outcomes.get(visibility="public").document
    hidden.visibility, hidden.public_basis = "public", "Declaration"
    history.save(hidden, act=factories.make_act())
    told = {entry["resource"]: entry["data"] for entry in page("visitor", later)["results"]}
    assert told["outcomes"]["document"] == told["documents"]["id"] == hidden.public_id


def test_a_figure_of_an_event_is_a_change_of_the_event(page, filled):
    _entries, later = follow(page)
    figure = factories.make_figure(event=filled.public, visibility="public", value=999)
    (entry,) = page("visitor", later)["results"]
    assert 999 in [row["value"] for row in entry["data"]["figures"]]
    with history.batch(factories.make_act()) as batch:
        batch.remove(figure)
    (entry,) = page("visitor", later)["results"][-1:]
    assert 999 not in [row["value"] for row in entry["data"]["figures"]]


def test_seats_attestations_names_of_zones_and_states_reach_what_prints_them(ask, page, filled):
    _entries, later = follow(page)
    world = filled.world
    factories.make_seat(council=world.councils["BC"], state=world.tha)
    label = ZoneLabel.objects.get(zone="Asia/Almaty")
    label.label_en = "Time of Astana"
    history.save(label, act=factories.make_act())
    told = {(entry["resource"], entry["id"]) for entry in page("visitor", later)["results"]}
    assert {("councils", "BC"), ("events", filled.public.public_id)} <= told


def test_unchanged_answer_is_304(ask, page, filled):
    _entries, later = follow(page)
    tag = ask(later)["ETag"]
    assert ask(later, headers={"If-None-Match": tag}).status_code == 304
    change_title(filled.public, "Another")
    assert ask(later, headers={"If-None-Match": tag}).status_code == 200


def test_a_cursor_that_is_too_old_or_of_another_view_says_start_again(ask, page, filled):
    with time_machine.travel(factories.NOW, tick=False):
        _entries, later = follow(page)
        response = ask(later, "editor")
    assert (response.status_code, problem_of(response)["type"]) == (410, "http://127.0.0.1:8000/api/#changes")
    with time_machine.travel(factories.NOW + timedelta(days=401), tick=False):
        assert ask(later).status_code == 410
    with time_machine.travel(factories.NOW + timedelta(days=399), tick=False):
        assert ask(later).status_code == 200


@pytest.mark.parametrize("since", ["x", "", "eyJ.x.y", "1"])
def test_a_made_up_cursor_is_refused(ask, filled, since):
    response = ask("changes/", since=since)
    assert response.status_code == 400
    assert problem_of(response)["errors"][0]["parameter"] == "since"


def test_a_slow_first_copy_is_not_overtaken_by_the_sweep(ask, page, filled):
    """Old deletions are forgotten; who sets out afterwards never held what they removed."""
    with history.batch(factories.make_act()) as batch:
        batch.remove(factories.make_event(title_en="Short-lived", visibility="public"))
    change_title(filled.public, "Changed once more")
    before = AudienceChange.objects.count()
    with time_machine.travel(factories.NOW + timedelta(days=500), tick=False):
        first = page("visitor", "changes/", limit=2)
        forget_old_changes()
        rest, _next = follow(page, "visitor", local(first["next"]))
        assert copy_of([*first["results"], *rest]) == everything(ask, "visitor")
        forget_old_changes()
    assert AudienceChange.objects.count() < before
    assert not AudienceChange.objects.filter(gone=True).exists()


def test_the_number_of_queries_does_not_grow_with_the_entries(page, filled, django_assert_max_num_queries):
    for number in range(12):
        factories.make_event(title_en=f"Event {number}", visibility="public", earliest=date(2026, 7, 1))
    with django_assert_max_num_queries(30):
        page("visitor", "changes/", limit=200)


def change_title(event, title: str) -> None:
    event.refresh_from_db()
    event.title_en = title
    save_event(event=event, roles=roles_of(event), act=factories.make_act())


def roles_of(event) -> list:
    return list(event.roles.all())


def copy_of_one(entries: list[dict], event) -> dict:
    return next((entry for entry in entries if entry["id"] == event.public_id), {})
