"""A request under its key is done once, whatever happens on the way."""

from datetime import timedelta

import pytest

from cbm_events.models import Event
from cica_portal.common.api.once import KEPT_FOR, LEASE, forget_old_receipts
from cica_portal.common.models import Receipt
from tests import factories
from tests.api.writing.conftest import EVENTS, FORUM, patch, post, program_of
from tests.factories import NOW
from tests.parallel import run_together

pytestmark = pytest.mark.django_db
KEY = "b7c1a6d2-0f0e-4f2f-9a3e-1d2c3b4a5f60"


def enter(client, body=FORUM, key=KEY):
    return post(client, EVENTS, body, Idempotency_Key=key)


@pytest.mark.both
def test_second_time_gives_the_first_answer(editors):
    first, second = enter(editors), enter(editors)
    assert (second.status_code, second.content, second["Location"]) == (201, first.content, first["Location"])
    assert second["ETag"] == first["ETag"]
    assert ("Idempotency-Replayed" in first, second["Idempotency-Replayed"]) == (False, "true")
    assert Event.objects.count() == 1


def test_stored_answer_counts_also_when_the_event_has_changed(editors):
    first = enter(editors)
    path = first["Location"].removeprefix("http://127.0.0.1:8000")
    seen = {"If_Match": first["ETag"], "Idempotency_Key": "change"}
    changes = [patch(editors, path, {"title": {"en": "Other"}}, **seen) for _time in range(2)]
    assert [answer.status_code for answer in changes] == [200, 200]
    assert enter(editors).json()["title"]["en"] == "Forum on drought"


def test_key_belongs_to_one_request(editors):
    enter(editors)
    answer = enter(editors, FORUM | {"kind": "training"})
    assert (answer.status_code, "Idempotency-Key" in answer.json()["detail"]) == (422, True)
    assert Event.objects.count() == 1


def test_keys_of_others_are_others(editors, editor, administrator):
    for client in (editors, program_of(editor, "write:events"), program_of(administrator, "write:events")):
        assert enter(client).status_code == 201
    assert Event.objects.count() == 3


def test_what_was_refused_may_be_tried_again_under_the_key(editors):
    assert enter(editors, FORUM | {"kind": "party"}).status_code == 422
    assert not Receipt.objects.exists()
    assert enter(editors).status_code == 201


@pytest.mark.both
def test_while_the_first_is_under_way_the_second_waits(editors, monkeypatch):
    answers = []

    def meanwhile(self, outcomes):
        monkeypatch.undo()
        answers.append(enter(editors))
        self.note(outcomes)

    monkeypatch.setattr("cica_portal.common.api.once.Once.noting", lambda self, told: lambda: meanwhile(self, told))
    assert enter(editors).status_code == 201
    assert (answers[0].status_code, answers[0]["Retry-After"]) == (409, "120")
    assert Event.objects.count() == 1


class Killed(BaseException):
    """As if the process had died: nothing after it runs."""


def die(*args, **kwargs):
    raise Killed


@pytest.mark.both
@pytest.mark.parametrize(
    "where",
    ["cbm_events.api.writing.events.save_event", "cica_portal.common.api.writing.WritingView.written"],
    ids=["before the commit", "after the commit"],
)
def test_killed_request_loses_nothing_and_doubles_nothing(editors, monkeypatch, at_now, where):
    with monkeypatch.context() as patched:
        patched.setattr(where, die)
        patched.setattr("cica_portal.common.api.once.Once.give_up", lambda self: None)
        with pytest.raises(Killed):
            enter(editors)
    assert enter(editors).status_code == 409
    at_now.shift(LEASE)
    answer = enter(editors)
    assert answer.status_code == 201
    assert answer.json()["id"] == Event.objects.get().public_id
    assert enter(editors).content == answer.content


def test_failed_request_can_be_tried_again_at_once(editors, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("cica_portal.common.api.writing.WritingView.written", die)
        with pytest.raises(Killed):
            enter(editors)
    assert enter(editors).status_code == 201
    assert Event.objects.count() == 1


def test_slow_one_that_was_taken_over_stores_nothing(editors, monkeypatch):
    def taken_over(self, outcomes):
        Receipt.objects.update(claim="another")
        self.note(outcomes)

    monkeypatch.setattr("cica_portal.common.api.once.Once.noting", lambda self, told: lambda: taken_over(self, told))
    assert enter(editors).status_code == 409
    assert not Event.objects.exists()


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 201, "ключ"])
def test_key_is_plain(editors, key):
    assert enter(editors, key=key).status_code == 400


def test_quoted_key_is_the_same(editors):
    assert enter(editors).json() == enter(editors, key=f'"{KEY}"').json()


def test_old_receipts_are_forgotten(editors, at_now):
    enter(editors)
    forget_old_receipts(now=NOW + KEPT_FOR)
    assert Receipt.objects.count() == 1
    assert forget_old_receipts(now=NOW + KEPT_FOR + timedelta(seconds=1)) == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_same_key_at_once_enters_one_event(editors):
    """Eight programs with one key: one does it, the others wait or get its answer."""
    answers = run_together(lambda index: enter(editors))
    statuses = sorted(answer.status_code for answer in answers)
    assert Event.objects.count() == 1
    assert statuses[0] == 201
    assert set(statuses) <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_two_who_saw_the_same_one_writes(editors):
    event = factories.make_event()
    path = f"{EVENTS}{event.public_id}/"
    seen = editors.get(path)["ETag"]
    answers = run_together(lambda index: patch(editors, path, {"title": {"en": f"By {index}"}}, If_Match=seen))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7
    assert Event.objects.get().version == event.version + 1
