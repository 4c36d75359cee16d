"""Many events at once: each row with its own result, or all or nothing; a killed request goes on where it stopped."""

import pytest

from cbm_events.models import Event
from cbm_events.services import save_events
from cica_portal.common.api.once import LEASE
from cica_portal.common.models import Change
from tests import factories
from tests.api.writing.conftest import EVENTS, FORUM, faults, post, program_of
from tests.api.writing.test_once import Killed

pytestmark = pytest.mark.django_db
BULK = f"{EVENTS}bulk/"


def send(client, *rows, key="k", **body):
    return post(client, BULK, {"rows": list(rows), **body}, Idempotency_Key=key)


def row_for(client, event, **values):
    return {"id": event.public_id, "if_match": client.get(f"{EVENTS}{event.public_id}/")["ETag"], **values}


def statuses(answer):
    assert answer.status_code == 200, answer.content
    return [result["status"] for result in answer.json()["results"]]


@pytest.mark.both
def test_each_row_has_its_own_result(editors):
    events = [factories.make_event() for _number in range(3)]
    rows = [
        FORUM,
        row_for(editors, events[0], title={"en": "Changed"}),
        FORUM | {"kind": "party"},
        row_for(editors, events[1], title={"en": "Stale"}) | {"if_match": '"x"'},
        {"id": events[2].public_id, "title": {"en": "Unseen"}},
        {"id": "aaaaaaaaaa"},
    ]
    answer = send(editors, *rows, reason="From the register")
    assert statuses(answer) == [201, 200, 422, 412, 428, 404]
    results = answer.json()["results"]
    places = [[fault["pointer"] for fault in result.get("errors", [])] for result in results]
    assert places == [[], [], ["#/rows/2/kind"], ["#/rows/3/if_match"], ["#/rows/4/if_match"], ["#/rows/5/id"]]
    for result in results[:2]:
        assert editors.get(result["url"].removeprefix("http://127.0.0.1:8000"))["ETag"] == result["etag"]
    assert sorted(Event.objects.values_list("title_en", flat=True)) == sorted(
        ["Forum on drought", "Changed", events[1].title_en, events[2].title_en]
    )
    assert set(Change.objects.filter(door="api").values_list("reason", flat=True)) == {"From the register"}


@pytest.mark.both
def test_atomic_is_all_or_nothing(editors):
    event = factories.make_event()
    answer = send(editors, FORUM, row_for(editors, event) | {"if_match": '"x"'}, {}, atomic=True)
    assert answer.status_code == 422
    assert {pointer.split("/")[2] for pointer in faults(answer)} == {"1", "2"}
    assert Event.objects.count() == 1
    answer = send(editors, FORUM, row_for(editors, event, title={"en": "Changed"}), atomic=True)
    assert statuses(answer) == [201, 200]
    assert Change.objects.filter(door="api").values("batch").distinct().count() == 1


def test_stale_row_between_reading_and_writing_stops_all(editors, monkeypatch):
    event = factories.make_event()
    rows = [FORUM, row_for(editors, event, title={"en": "Slower"})]

    def slower(**values):
        Event.objects.filter(pk=event.pk).update(version=event.version + 5)
        return save_events(**values)

    monkeypatch.setattr("cbm_events.api.writing.bulk.save_events", slower)
    assert send(editors, *rows, atomic=True).status_code == 412
    assert Event.objects.count() == 1


def test_status_of_an_event_is_changed_by_acts_only(editors):
    answer = send(editors, row_for(editors, factories.make_event(), status="confirmed"))
    assert answer.json()["results"][0]["errors"][0]["pointer"] == "#/rows/0/status"


@pytest.mark.parametrize("rows", [[], None, [{}] * 101])
def test_number_of_rows_is_bounded(editors, rows):
    answer = post(editors, BULK, {"rows": rows})
    assert (answer.status_code, list(faults(answer))) == (422, ["#/rows"])


@pytest.mark.both
def test_killed_bulk_goes_on_where_it_stopped(editors, monkeypatch, at_now):
    event = factories.make_event()
    rows = [FORUM, row_for(editors, event, title={"en": "Changed"}), FORUM | {"title": {"en": "Last"}}]
    left = [2]

    def dying(**values):
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return save_events(**values)

    with monkeypatch.context() as patched:
        patched.setattr("cbm_events.api.writing.bulk.save_events", dying)
        patched.setattr("cica_portal.common.api.once.Once.give_up", lambda self: None)
        with pytest.raises(Killed):
            send(editors, *rows)
    at_now.shift(LEASE)
    assert statuses(send(editors, *rows)) == [201, 200, 201]
    assert sorted(Event.objects.values_list("title_en", flat=True)) == ["Changed", "Forum on drought", "Last"]
    assert Event.objects.get(pk=event.pk).version == event.version + 1
    assert statuses(send(editors, *rows)) == [201, 200, 201]
    assert Event.objects.count() == 3


def test_only_editors_write_in_bulk(reader, liaison, world, client):
    clients = [program_of(reader), program_of(liaison, "write:proposals"), client]
    assert [send(one, FORUM).status_code for one in clients] == [403, 403, 401]
