"""A state's program replies for its own state, while replies are taken."""

from datetime import date

import pytest

from cbm_events.models import Participation
from cica_portal.common.models import Change
from tests import factories
from tests.api.writing.conftest import EVENTS, faults, post, program_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def replies(liaison):
    return program_of(liaison, "write:replies")


def reply(client, event, body, seen=None):
    address = f"{EVENTS}{event.public_id}/"
    return post(client, f"{address}reply/", body, If_Match=seen or client.get(address)["ETag"])


@pytest.mark.both
def test_reply_is_stored_for_the_own_state(replies, liaison):
    event = factories.make_event()
    answer = reply(replies, event, {"answer": "takes_part", "delegates": 3})
    assert answer.status_code == 200, answer.content
    row = Participation.objects.get()
    assert (row.state, row.answer, row.delegates) == (liaison.state, "takes_part", 3)
    assert [one["answer"] for one in answer.json()["participations"]] == ["takes_part"]
    assert answer["ETag"] == replies.get(f"{EVENTS}{event.public_id}/")["ETag"]
    assert Change.objects.get(kind="participation").door == "api"


def test_colleague_is_not_written_over(replies, world):
    event = factories.make_event()
    seen = replies.get(f"{EVENTS}{event.public_id}/")["ETag"]
    colleague = program_of(factories.make_user(role="liaison", state=world.kaz), "write:replies")
    assert reply(colleague, event, {"answer": "regrets"}).status_code == 200
    assert reply(replies, event, {"answer": "takes_part"}, seen=seen).status_code == 412
    assert Participation.objects.get().answer == "regrets"


def test_faults_and_refusals_are_those_of_the_page(replies):
    event = factories.make_event()
    assert faults(reply(replies, event, {})) == {"#/answer": "Choose whether your state takes part."}
    assert list(faults(reply(replies, event, {"answer": "regrets", "delegates": 2}))) == ["#/delegates"]
    over = factories.make_event(earliest=date(2026, 3, 1))
    assert reply(replies, over, {"answer": "regrets"}).status_code == 409


def test_others_do_not_reply(replies, liaison, editor):
    hidden, shown = factories.make_event(visibility="secretariat"), factories.make_event()
    assert post(replies, f"{EVENTS}{hidden.public_id}/reply/").status_code == 404
    assert reply(program_of(editor, "write:events"), shown, {"answer": "regrets"}).status_code == 403
    assert reply(program_of(liaison, "write:proposals"), shown, {"answer": "regrets"}).status_code == 403
