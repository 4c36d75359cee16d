"""Silence procedures in the API: to the member states once they are circulated, without what anybody objected."""

import json
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cica_portal.common import history
from councils.models import SilenceStep
from councils.silence.steps import Said, take_step
from members.models import ZoneLabel
from tests import factories
from tests.api.bearers import issue
from tests.api.conftest import PORTAL
from tests.api.test_changes import follow, page  # noqa: F401
from tests.councils.making import DEADLINE, make_objection, make_silence

pytestmark = pytest.mark.both
PATH = "silence-procedures/"
Action = SilenceStep.Action


def adopt(procedure):
    said = Said(notified_on=date(2026, 3, 31), notified_by="The Chair", paper="Note 5", comment="By silence")
    act = factories.make_act(at=DEADLINE + timedelta(days=1))
    return take_step(procedure=procedure, action=Action.ADOPT, act=act, version=procedure.version, said=said)


def test_a_draft_is_the_secretariats_and_what_is_circulated_the_member_states(ask, results, world, cast):
    draft, circulated = make_silence(is_circulated=False), make_silence()
    seen = {role: {row["id"] for row in results(PATH, role)} for role in cast}
    states, staff = {circulated.public_id}, {draft.public_id, circulated.public_id}
    assert seen == {
        "visitor": set(), "partner": set(), "liaison": states, "other_liaison": states, "reader": staff,
        "editor": staff, "administrator": staff,
    }  # fmt: skip
    for procedure in (draft, circulated):
        answers = {role: ask(f"{PATH}{procedure.public_id}/", role).status_code for role in cast}
        assert answers == {role: 200 if procedure.public_id in ids else 404 for role, ids in seen.items()}


def test_a_token_that_names_the_member_states_reads_what_is_circulated(ask, world, cast, at_now):
    make_silence(is_circulated=False)
    circulated = make_silence()
    for grant, seen in (("public", []), ("member_states", [circulated.public_id])):
        token = issue(cast["partner"], cast["administrator"], grant=grant)
        answer = ask(PATH, headers={"Authorization": f"Bearer {token}"})
        assert [row["id"] for row in json.loads(answer.content)["results"]] == seen


def test_what_an_entry_says(ask, world, cast):
    procedure = make_silence(council=world.councils["SOC"], chair=world.kaz)
    adopt(procedure)
    entry = json.loads(ask(f"{PATH}{procedure.public_id}/", "liaison").content)
    steps = entry.pop("steps")
    assert procedure.decision is not None
    assert entry == {
        "id": procedure.public_id,
        "url": f"{PORTAL}/api/v1/{PATH}{procedure.public_id}/",
        "council": "SOC",
        "chair": "KAZ",
        "subject": {"en": "List of coordinators", "ru": "Перечень координаторов"},
        "text": {"en": "The list is amended.", "ru": None},
        "stage": "adopted",
        "deadline": {
            "local": "2026-03-30T18:00:00+05:00",
            "utc": "2026-03-30T13:00:00Z",
            "zone": {"en": "Astana time", "ru": "время Астаны"},
        },
        "decision": procedure.decision.public_id,
        "is_sample": False,
    }
    assert steps == [
        {
            "action": "circulate", "at": "2026-03-16T09:00:00Z", "deadline": "2026-03-30T18:00:00+05:00",
            "notified_on": None, "notified_by": None, "document": None, "comment": None,
        },
        {
            "action": "adopt", "at": "2026-03-31T13:00:00Z", "deadline": None, "notified_on": "2026-03-31",
            "notified_by": "The Chair", "document": "Note 5", "comment": "By silence",
        },
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["liaison", "editor"])
def test_who_objected_is_told_to_nobody(ask, world, cast, role):
    objection = make_objection(procedure=make_silence(), state=world.tha, text="Canary objection")
    address = f"{PATH}{objection.procedure.public_id}/"
    said = ask(address, role).content.decode()
    assert not any(word in said for word in ("Canary", "THA", "objection"))


def test_a_decision_is_named_to_those_who_see_it(ask, page, world, cast):  # noqa: F811
    procedure = adopt(make_silence())
    address, decision = f"{PATH}{procedure.public_id}/", procedure.decision
    _entries, later = follow(page, "liaison")
    decision.refresh_from_db()
    decision.visibility = "secretariat"
    history.save(decision, act=factories.make_act())
    named = {role: json.loads(ask(address, role).content)["decision"] for role in ("liaison", "editor")}
    assert named == {"liaison": None, "editor": decision.public_id}
    told = {entry["resource"]: entry for entry in follow(page, "liaison", later)[0]}
    assert (told["decisions"]["change"], told["silence-procedures"]["data"]["decision"]) == ("gone", None)


def test_steps_and_names_of_zones_reach_a_copy(page, world, cast):  # noqa: F811
    procedure = make_silence()
    _entries, later = follow(page, "liaison")
    take_step(procedure=procedure, action=Action.BREAK, act=factories.make_act(), version=procedure.version)
    entries, later = follow(page, "liaison", later)
    assert [[step["action"] for step in entry["data"]["steps"]] for entry in entries] == [["circulate", "break"]]
    label = ZoneLabel.objects.get(zone="Asia/Almaty")
    label.label_en = "Time of Astana"
    history.save(label, act=factories.make_act())
    told = [entry["data"]["deadline"]["zone"]["en"] for entry in follow(page, "liaison", later)[0]]
    assert told == ["Time of Astana"]


def test_circulating_takes_no_number_of_the_public(ask, world, cast):
    tags = {role: ask(PATH, role)["ETag"] for role in ("visitor", "editor")}
    make_silence(council=world.councils["SOC"])
    assert {role: ask(PATH, role)["ETag"] == tag for role, tag in tags.items()} == {"visitor": True, "editor": False}


def test_the_earliest_deadline_stands_first_and_what_has_none_last(ask, world, cast):
    without = [make_silence(is_circulated=False, deadline_day=None, deadline_time=None) for _number in range(2)]
    late, early = make_silence(deadline_day=date(2026, 4, 9)), make_silence(deadline_time=time(9))
    found, address = [], f"/api/v1/{PATH}?limit=1"
    while address:
        answer = json.loads(ask(address, "editor").content)
        found += [row["id"] for row in answer["results"]]
        address = (answer["next"] or "").removeprefix(PORTAL)
    drafts = sorted(procedure.public_id for procedure in without)
    assert found == [early.public_id, late.public_id, *drafts]


def test_filters(results, world, cast):
    early = make_silence(council=world.councils["SOC"])
    late = make_silence(council=world.councils["BC"], deadline_day=date(2026, 4, 9))
    take_step(procedure=late, action=Action.BREAK, act=factories.make_act(), version=late.version)
    for query, procedure in (
        ({"council": "SOC"}, early),
        ({"stage": "broken"}, late),
        ({"deadline_from": "2026-04-01"}, late),
        ({"deadline_to": "2026-03-30"}, early),
    ):
        assert [row["id"] for row in results(PATH, "liaison", **query)] == [procedure.public_id]


def test_list_takes_as_many_queries_for_three_rows_as_for_one(ask, world, cast, django_assert_num_queries):
    make_silence()
    ask(PATH, "editor")
    with CaptureQueriesContext(connection) as for_one:
        ask(PATH, "editor")
    make_silence(), make_silence()
    with django_assert_num_queries(len(for_one)):
        ask(PATH, "editor")
