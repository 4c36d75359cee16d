"""What may be done with an event is done by the same rules as on its page."""

from datetime import date

import pytest

from cbm_events.models import Event
from cica_portal.common.models import Change
from tests import factories
from tests.api.writing.conftest import EVENTS, faults, post

pytestmark = pytest.mark.django_db


def act(client, event, action, body=None, seen=None):
    address = f"{EVENTS}{event.public_id}/"
    return post(client, f"{address}{action}/", body, If_Match=seen or client.get(address)["ETag"])


@pytest.mark.both
def test_event_goes_its_way(editors):
    event = factories.make_event(status="proposed", visibility="secretariat", earliest=date(2026, 3, 10))
    for action, status in (
        ("plan", "planned"), ("confirm", "confirmed"), ("postpone", "postponed"), ("reinstate", "planned"),
        ("cancel", "cancelled"), ("reinstate", "planned"), ("hold", "held"),
    ):  # fmt: skip
        answer = act(editors, event, action, {"reason": f"To {action}"})
        assert (answer.status_code, answer.json()["status"]) == (200, status)
    assert Event.objects.get().visibility == "member_states"
    told = Change.objects.filter(kind="event", door="api").order_by("id").values_list("reason", flat=True)
    assert list(told)[-1] == "To hold"


def test_move_takes_new_dates_and_keeps_the_rest(editors):
    event = factories.make_timed_event(nomination_deadline=date(2026, 4, 1))
    period = {"earliest": "2026-06-02", "latest": "2026-06-03", "precision": "day"}
    assert act(editors, event, "move", {"period": period}).status_code == 200
    event.refresh_from_db()
    assert (event.earliest, event.zone, event.nomination_deadline) == (
        date(2026, 6, 2), "Asia/Almaty", date(2026, 4, 1),
    )  # fmt: skip


def test_move_without_new_dates_is_refused(editors):
    event = factories.make_event()
    answer = act(editors, event, "move", {})
    assert (answer.status_code, faults(answer)) == (422, {"#/period": "These are the dates that the event has now."})


def test_what_cannot_be_done_now_says_why(editors):
    event = factories.make_event(status="held", earliest=date(2026, 3, 1))
    answer = act(editors, event, "cancel")
    assert (answer.status_code, answer.json()["detail"]) == (409, "This cannot be done while the event is held.")


def test_field_of_another_act_is_refused(editors):
    answer = act(editors, factories.make_event(), "cancel", {"visibility": "public"})
    assert (answer.status_code, list(faults(answer))) == (422, ["#/visibility"])


def test_act_needs_the_state_that_was_seen(editors):
    event = factories.make_event()
    assert post(editors, f"{EVENTS}{event.public_id}/cancel/").status_code == 428
    assert act(editors, event, "cancel", seen='"x"').status_code == 412
    unknown = act(editors, event, "nothing")
    assert (unknown.status_code, "postpone" in unknown.json()["detail"]) == (404, True)
