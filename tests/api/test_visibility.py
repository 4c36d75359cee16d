"""Who gets what: every answer starts at visible_to."""

import json

import pytest

from cica_portal.api_urls import RESOURCES
from tests.api.conftest import LISTS, PORTAL, problem_of
from tests.cast import ROLES

EVENTS_OF = {
    "visitor": {"public"},
    "partner": {"public"},
    "liaison": {"public", "members", "proposal"},
    "other_liaison": {"public", "members"},
    "reader": {"public", "members", "secret", "proposal"},
    "editor": {"public", "members", "secret", "proposal"},
    "administrator": {"public", "members", "secret", "proposal"},
}
KINDS = ("public", "members", "secret", "proposal")
INTERNAL = {"long_name", "source_note", "search", "version", "sequence", "reference_key", "created_at", "report_due"}


@pytest.mark.both
@pytest.mark.parametrize("role", ROLES)
def test_events_of_each_role(results, filled, cast, role):
    expected = {getattr(filled, kind).public_id for kind in EVENTS_OF[role]}
    assert {row["id"] for row in results("events/", role)} == expected


@pytest.mark.parametrize("role", ROLES)
def test_event_of_each_role(ask, filled, cast, role):
    statuses = {kind: ask(f"events/{getattr(filled, kind).public_id}/", role).status_code for kind in KINDS}
    assert statuses == {kind: 200 if kind in EVENTS_OF[role] else 404 for kind in KINDS}


@pytest.mark.parametrize("role", ROLES)
def test_every_role_may_read_every_list(ask, filled, cast, role):
    assert [ask(path, role).status_code for path in LISTS] == [200] * len(LISTS)


@pytest.mark.parametrize("kind", ["members", "secret", "proposal"])
def test_unseen_is_the_same_as_nothing(ask, filled, kind):
    unseen, nothing = (ask(f"events/{key}/") for key in (getattr(filled, kind).public_id, "nothingher"))
    assert (unseen.status_code, unseen.content, dict(unseen.headers)) == (404, nothing.content, dict(nothing.headers))


def test_closed_decision_is_for_those_who_may_see_it(results, filled, cast):
    seen = {role: {row["title"]["en"] for row in results("decisions/", role)} for role in ROLES}
    assert ["Closed decision" in seen[role] for role in ROLES] == [False, False, True, True, True, True, True]


def test_figure_of_an_event_has_its_own_visibility(results, filled, cast):
    values = {
        role: [figure["value"] for figure in of(filled.public, results("events/", role))["figures"]] for role in ROLES
    }
    assert values == {role: [160] if role in {"visitor", "partner"} else [170, 160] for role in ROLES}


def test_replies_are_for_the_state_the_organiser_and_the_secretariat(results, filled, cast):
    states = {
        role: [reply["state"] for reply in of(filled.public, results("events/", role))["participations"]]
        for role in ROLES
    }
    both, own = ["KAZ", "THA"], ["THA"]
    assert states == {
        "visitor": [], "partner": [], "liaison": both, "other_liaison": own,
        "reader": both, "editor": both, "administrator": both,
    }  # fmt: skip


def of(event, rows):
    return next(row for row in rows if row["id"] == event.public_id)


def test_unfinished_summaries_are_for_nobody(results, filled, cast):
    assert [[row["year"] for row in results("summaries/", role)] for role in ROLES] == [[2025]] * len(ROLES)


def test_summary_for_member_states_is_not_public(results, filled, cast):
    from_members = type(filled.summary).objects.get(pk=filled.summary.pk)
    from_members.audience = "member_states"
    from_members.save()
    assert [len(results("summaries/", role)) for role in ROLES] == [0, 0, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("role", ["visitor", "liaison", "administrator"])
def test_internal_columns_are_given_to_nobody(ask, filled, cast, role):
    for path in LISTS:
        body = ask(path, role).content.decode()
        assert "canary note" not in body
        assert not names_in(json.loads(body)) & INTERNAL


def names_in(value):
    if isinstance(value, dict):
        return set(value).union(*(names_in(item) for item in value.values()))
    return set().union(*(names_in(item) for item in value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("role", ["visitor", "other_liaison"])
def test_canary_is_nowhere(ask, results, filled, cast, role):
    for path in LISTS:
        for address in (
            path,
            *(row["url"].removeprefix(PORTAL) for row in json.loads(ask(path, role).content)["results"]),
        ):
            assert "Canary" not in ask(address, role).content.decode().replace("Canary figure", "")


@pytest.mark.parametrize("role", ROLES)
def test_disabled_person_sees_what_the_public_sees(ask, filled, cast, role):
    if cast[role] is None:
        return
    type(cast[role]).objects.filter(pk=cast[role].pk).update(is_active=False)
    rows = json.loads(ask("events/", role).content)["results"]
    assert [row["id"] for row in rows] == [filled.public.public_id]


def test_problem_says_what_it_is(ask, db):
    assert problem_of(ask("events/nothingher/")) == {
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
        "detail": "There is nothing at this address, or it is not open to you.",
    }


def test_every_resource_is_listed_once():
    assert len({resource.name for resource in RESOURCES}) == len(RESOURCES)
