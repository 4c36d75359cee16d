"""kill -9 of a request between its act and its answer: under the same key it is done once, or was not done at all."""

import json

import pytest

from cbm_events.models import Event
from cica_portal.common.api.once import LEASE
from cica_portal.common.models import Change, Receipt
from tests import factories
from tests.api.writing.conftest import EVENTS, FORUM, patch, post
from tests.factories import NOW
from tests.killed import run_until_killed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
KEY = "b7c1a6d2-0f0e-4f2f-9a3e-1d2c3b4a5f60"


def kill_request_at(point, client, method, path, body, **headers):
    """Of the program that the client is, with this key."""
    own = {"Authorization": client.defaults["HTTP_AUTHORIZATION"], "Idempotency-Key": KEY}
    asked = {"method": method, "path": path, "body": body, "headers": own | headers}
    run_until_killed("tests.api.writing.dying", point, NOW.isoformat(), json.dumps(asked))


def let_the_claim_end(ask, at_now):
    waiting = ask()
    assert (waiting.status_code, waiting["Retry-After"]) == (409, str(int(LEASE.total_seconds())))
    at_now.shift(LEASE)


@pytest.mark.parametrize(("point", "entered"), [("claimed", 0), ("acting", 0), ("stored", 1), ("kept", 1)])
def test_killed_request_enters_one_event(editors, at_now, point, entered):
    def ask():
        return post(editors, EVENTS, FORUM, Idempotency_Key=KEY)

    kill_request_at(point, editors, "POST", EVENTS, FORUM)
    assert Event.objects.count() == entered
    if point != "kept":
        let_the_claim_end(ask, at_now)
    answer = ask()
    event = Event.objects.get()
    assert (answer.status_code, answer.json()["id"]) == (201, event.public_id)
    assert Change.objects.of("event", event.public_id).count() == 1
    assert (ask().content, ask()["Idempotency-Replayed"]) == (answer.content, "true")


@pytest.mark.parametrize(("point", "written"), [("acting", 0), ("stored", 1)])
def test_killed_change_is_made_once_by_whoever_saw_the_event_before_it(editors, at_now, point, written):
    event = factories.make_event()
    path, body = f"{EVENTS}{event.public_id}/", {"title": {"en": "Another title"}}
    seen = editors.get(path)["ETag"]

    def ask():
        return patch(editors, path, body, Idempotency_Key=KEY, If_Match=seen)

    kill_request_at(point, editors, "PATCH", path, body, **{"If-Match": seen})
    assert Event.objects.get().version == event.version + written
    let_the_claim_end(ask, at_now)
    answer = ask()
    assert (answer.status_code, answer.json()["title"]["en"]) == (200, "Another title")
    assert Event.objects.get().version == event.version + 1


@pytest.mark.parametrize(
    ("point", "is_atomic", "entered"),
    [("acting 2", False, 1), ("stored", False, 3), ("acting", True, 0), ("stored", True, 3)],
)
def test_killed_bulk_goes_on_with_the_next_row(editors, at_now, point, is_atomic, entered):
    path, body = f"{EVENTS}bulk/", {"atomic": is_atomic, "rows": [FORUM | {"title": {"en": name}} for name in "ABC"]}

    def ask():
        return post(editors, path, body, Idempotency_Key=KEY)

    kill_request_at(point, editors, "POST", path, body)
    assert Event.objects.count() == entered
    assert Receipt.objects.get().outcomes.keys() == {str(index) for index in range(entered)}
    let_the_claim_end(ask, at_now)
    answer = ask()
    assert [row["status"] for row in answer.json()["results"]] == [201, 201, 201]
    assert sorted(Event.objects.values_list("title_en", flat=True)) == ["A", "B", "C"]
