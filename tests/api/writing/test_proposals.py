"""A state's program writes, sends and withdraws proposals; the Secretariat's answers them; nobody else sees them."""

import pytest

from cbm_events.models import Event, Proposal
from cica_portal.common.models import Mail
from tests import factories
from tests.api.writing.conftest import EVENTS, FORUM, PROPOSALS, faults, patch, post, program_of

pytestmark = pytest.mark.django_db
OFFER = {name: value for name, value in FORUM.items() if name not in {"roles", "visibility"}}


def offer(client, **values):
    answer = post(client, PROPOSALS, OFFER | values)
    assert answer.status_code == 201, answer.content
    return answer.json()["id"], answer["ETag"]


def step(client, key, action, body=None):
    seen = client.get(f"{PROPOSALS}{key}/")["ETag"]
    return post(client, f"{PROPOSALS}{key}/{action}/", body, If_Match=seen)


@pytest.mark.both
def test_proposal_goes_from_its_state_into_the_draft_plan(editors, liaisons, editor):
    key, tag = offer(liaisons, co_organisers="Thailand")
    assert editors.get(f"{PROPOSALS}{key}/").status_code == 404
    changed = patch(liaisons, f"{PROPOSALS}{key}/", {"title": {"en": "Forum on water"}}, If_Match=tag)
    assert (changed.status_code, changed.json()["co_organisers"]) == (200, "Thailand")
    assert step(liaisons, key, "submit", {"comment": "Please"}).json()["status"] == "submitted"
    returned = step(editors, key, "return", {})
    assert (returned.status_code, faults(returned)) == (422, {"#/comment": "Write what is to be consulted on."})
    assert step(editors, key, "return", {"comment": "When?"}).status_code == 200
    assert step(liaisons, key, "submit").status_code == 200
    entered = step(editors, key, "enter").json()
    assert [one["status"] for one in entered["steps"]] == ["submitted", "returned", "submitted", "accepted"]
    event = Event.objects.get(public_id=entered["event"])
    assert (event.title_en, event.status) == ("Forum on water", "proposed")
    assert Mail.objects.filter(recipient=editor).count() == 2


def test_state_alone_withdraws_and_the_secretariat_alone_answers(editors, liaisons):
    key, _tag = offer(liaisons)
    step(liaisons, key, "submit")
    assert step(editors, key, "withdraw").status_code == 403
    assert step(liaisons, key, "enter").status_code == 403
    unknown = step(editors, key, "decline")
    assert (unknown.status_code, "not-included" in unknown.json()["detail"]) == (404, True)
    assert step(liaisons, key, "withdraw").json()["status"] == "withdrawn"
    refused = step(liaisons, key, "submit")
    assert (refused.status_code, "Withdrawn" in refused.json()["detail"]) == (409, True)


def test_what_is_with_the_secretariat_is_not_changed(liaisons):
    key, _tag = offer(liaisons)
    sent = step(liaisons, key, "submit")
    assert patch(liaisons, f"{PROPOSALS}{key}/", {"mode": "online"}, If_Match=sent["ETag"]).status_code == 409


def test_not_included_names_the_plan(editors, liaisons):
    key, _tag = offer(liaisons)
    step(liaisons, key, "submit")
    assert list(faults(step(editors, key, "not-included"))) == ["#/adopted_on", "#/meeting/en"]
    told = {"adopted_on": "2026-03-01", "meeting": {"en": "Senior Officials Committee"}}
    assert step(editors, key, "not-included", told).json()["adopted_on"] == "2026-03-01"


@pytest.mark.both
def test_others_see_no_proposal(liaisons, other_liaison, partner, administrator, client):
    key, tag = offer(liaisons)
    stranger = program_of(other_liaison, "write:proposals")
    for one in (stranger, client):
        assert one.get(PROPOSALS).json()["results"] == []
        assert one.get(f"{PROPOSALS}{key}/").status_code == 404
    assert patch(stranger, f"{PROPOSALS}{key}/", {}, If_Match=tag).status_code == 404
    assert post(stranger, f"{PROPOSALS}{key}/submit/", If_Match=tag).status_code == 404
    assert post(client, f"{PROPOSALS}{key}/submit/", If_Match=tag).status_code == 401


def test_colleague_is_not_written_over(liaisons, liaison, world):
    key, tag = offer(liaisons)
    colleague = program_of(factories.make_user(role="liaison", state=world.kaz), "write:proposals")
    assert patch(colleague, f"{PROPOSALS}{key}/", {"mode": "online"}, If_Match=tag).status_code == 422
    assert patch(colleague, f"{PROPOSALS}{key}/", {"place": None, "mode": "online"}, If_Match=tag).status_code == 200
    assert patch(liaisons, f"{PROPOSALS}{key}/", {"mode": None}, If_Match=tag).status_code == 412
    assert Proposal.objects.get().mode == "online"


def test_editors_offer_nothing(editors, liaisons):
    assert post(editors, PROPOSALS, OFFER).status_code == 403
    assert post(liaisons, EVENTS, FORUM).status_code == 403
