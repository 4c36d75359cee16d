"""Each thing that may be done with an event, by whom and when."""

from datetime import date, time
from typing import Any

import pytest
from django.test import Client

from cbm_events.models import Event
from cbm_events.services import save_event
from cbm_events.transitions import Action
from cica_portal.common.models import Change
from tests.cast import ROLES
from tests.entry.conftest import problems_on
from tests.factories import TODAY, make_act, make_event, make_timed_event, state_role
from tests.page_forms import values_sent

FROM_TO = {
    "plan": ("proposed", "planned"),
    "confirm": ("planned", "confirmed"),
    "postpone": ("confirmed", "postponed"),
    "move": ("planned", "planned"),
    "cancel": ("confirmed", "cancelled"),
    "reinstate": ("cancelled", "planned"),
    "hold": ("confirmed", "held"),
}
EDITORS = {"editor", "administrator"}


def url_of(event: Event, action: str) -> str:
    return f"/events/{event.public_id}/act/{action}/"


def event_for(action: str, **values: Any) -> Event:
    """An event with which this can be done today."""
    defaults: dict[str, Any] = {"status": FROM_TO[action][0], "earliest": TODAY, "visibility": "public"}
    return make_event(**defaults | values)


def sent(browser: Client, event: Event, action: str, **typed: str) -> dict[str, str]:
    move = {"first_day": "01.06.2026", "last_day": "02.06.2026"} if action == "move" else {}
    return values_sent(browser.get(url_of(event, action))) | move | typed


def test_every_action_is_tried():
    assert set(FROM_TO) == set(Action.values)


@pytest.mark.parametrize("action", Action.values)
def test_action_is_done_with_its_reason_and_history(browser, editor, action):
    event = event_for(action)
    answer = browser.post(url_of(event, action), sent(browser, event, action, reason="Agreed", note="By phone"))
    event.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/events/{event.public_id}/")
    assert event.status == FROM_TO[action][1]
    change = Change.objects.of("event", event.public_id)[0]
    assert (change.actor, change.door, change.reason, change.note) == (editor, "page", "Agreed", "By phone")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", Action.values)
def test_only_editors_act(client_as, world, action, role):
    event = event_for(action)
    form = sent(client_as("administrator"), event, action)
    browser = client_as(role)
    codes = browser.get(url_of(event, action)).status_code, browser.post(url_of(event, action), form).status_code
    event.refresh_from_db()
    assert codes == ((200, 302) if role in EDITORS else (403, 403))
    assert event.version == (2 if role in EDITORS else 1)


@pytest.mark.parametrize("action", Action.values)
def test_page_changes_nothing(browser, action):
    event = event_for(action)
    assert browser.get(url_of(event, action)).status_code == 200
    assert Event.objects.get(pk=event.pk).version == 1


@pytest.mark.parametrize("action", Action.values)
def test_second_click_is_harmless(browser, action):
    event = event_for(action)
    form = sent(browser, event, action)
    codes = [browser.post(url_of(event, action), form).status_code for _click in range(2)]
    event.refresh_from_db()
    assert codes == [302, 302]
    assert (event.status, event.version) == (FROM_TO[action][1], 2)
    assert Change.objects.of("event", event.public_id).count() == 2


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "plan": ("planned", {}, "This cannot be done while the event is planned."),
    "confirm": (
        "planned", {"precision": "month", "earliest": date(2026, 5, 1), "latest": date(2026, 5, 31)},
        "Enter exact days before you confirm the event.",
    ),
    "postpone": ("held", {}, "This cannot be done while the event is held."),
    "move": ("cancelled", {}, "This cannot be done while the event is cancelled."),
    "cancel": ("proposed", {}, "This cannot be done while the event is proposed."),
    "reinstate": ("confirmed", {}, "This cannot be done while the event is confirmed."),
    "hold": ("confirmed", {"earliest": date(2026, 5, 1)}, "The event has not begun yet."),
}  # fmt: skip


@pytest.mark.parametrize("action", Action.values)
def test_what_cannot_be_done_is_refused_in_words(browser, action):
    status, values, refusal = REFUSED[action]
    event = make_event(status=status, **values)
    page = browser.get(url_of(event, action))
    assert (page.status_code, page.context["refusal"]) == (200, refusal)
    assert values_sent(page) == {}
    answer = browser.post(url_of(event, action), {"version": "1", "precision": "tbc"})
    assert (answer.status_code, answer.context["refusal"]) == (409, refusal)
    assert Event.objects.get(pk=event.pk).version == 1


def test_unknown_action_is_not_found(browser, event):
    assert browser.get(url_of(event, "delete")).status_code == 404


def test_action_on_an_unknown_event_is_not_found(browser):
    assert browser.get("/events/nothing/act/cancel/").status_code == 404
    assert browser.get("/events/%00/act/cancel/").status_code == 404


def test_event_that_somebody_else_saved_is_shown_first(browser, administrator):
    event = event_for("cancel")
    form = sent(browser, event, "cancel", note="Typed")
    other = Event.objects.get(pk=event.pk)
    other.title_en = "Their title"
    save_event(event=other, act=make_act(actor=administrator), version=1)
    page = browser.post(url_of(event, "cancel"), form)
    assert (page.status_code, [change.actor for change in page.context["changes"]]) == (409, [administrator])
    assert Event.objects.get(pk=event.pk).status == "confirmed"
    again = values_sent(page)
    assert again["note"] == "Typed"
    assert browser.post(url_of(event, "cancel"), again).status_code == 302
    assert Event.objects.get(pk=event.pk).status == "cancelled"


def test_message_says_what_happened(browser):
    event = event_for("cancel", title_en="Forum")
    answer = browser.post(url_of(event, "cancel"), sent(browser, event, "cancel"), follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        f'Cancelled: <a href="/events/{event.public_id}/">Forum</a>'
    ]


class TestPlan:
    def test_proposal_becomes_visible_to_all_member_states(self, browser, world):
        event = event_for("plan", visibility="secretariat", roles=[state_role(world.kaz)])
        browser.post(url_of(event, "plan"), sent(browser, event, "plan"))
        event.refresh_from_db()
        assert (event.status, event.visibility) == ("planned", "member_states")

    def test_it_may_stay_inside_the_secretariat(self, browser, world):
        event = event_for("plan", visibility="secretariat")
        browser.post(url_of(event, "plan"), sent(browser, event, "plan", visibility="secretariat"))
        event.refresh_from_db()
        assert event.visibility == "secretariat"

    def test_it_is_not_made_public_in_passing(self, browser, world):
        event = event_for("plan", visibility="secretariat")
        page = browser.post(url_of(event, "plan"), sent(browser, event, "plan", visibility="public"))
        assert problems_on(page) == [("id_visibility_0", "Choose who sees the event.")]


class TestMove:
    def move(self, browser: Client, event: Event, **typed: str):
        return browser.post(url_of(event, "move"), sent(browser, event, "move", **typed))

    def test_new_days_keep_the_times(self, browser):
        event = make_timed_event(earliest=date(2026, 5, 14), latest=date(2026, 5, 15))
        self.move(browser, event)
        event.refresh_from_db()
        assert (event.earliest, event.latest) == (date(2026, 6, 1), date(2026, 6, 2))
        assert (event.start_time, event.zone) == (time(9), "Asia/Almaty")

    def test_postponed_event_with_new_dates_is_planned(self, browser):
        event = make_event(status="postponed")
        self.move(browser, event)
        event.refresh_from_db()
        assert event.status == "planned"

    def test_confirmed_event_with_vague_dates_is_planned(self, browser):
        event = make_timed_event(status="confirmed")
        self.move(browser, event, precision="month", month="9", year="2026")
        event.refresh_from_db()
        assert (event.status, event.precision, event.start_time, event.zone) == ("planned", "month", None, "")

    def test_deadline_after_the_new_dates_is_asked_for_anew(self, browser):
        event = make_event(nomination_deadline=date(2026, 5, 1))
        page = self.move(browser, event, first_day="20.04.2026", last_day="21.04.2026")
        assert problems_on(page) == [
            ("id_nomination_deadline", "Nominations end before the event begins: enter an earlier day.")
        ]
        answer = self.move(
            browser, event, first_day="20.04.2026", last_day="21.04.2026", nomination_deadline="10.04.2026"
        )
        event.refresh_from_db()
        assert answer.status_code == 302
        assert (event.earliest, event.nomination_deadline) == (date(2026, 4, 20), date(2026, 4, 10))

    def test_same_dates_are_no_move(self, browser):
        event = make_event()
        page = browser.post(url_of(event, "move"), values_sent(browser.get(url_of(event, "move"))))
        assert page.status_code == 422
        assert problems_on(page) == [("", "These are the dates that the event has now.")]

    def test_bad_dates_are_named_and_kept(self, browser):
        event = make_event()
        page = self.move(browser, event, first_day="31.02.2026")
        assert problems_on(page) == [("id_first_day", "There is no such day in the calendar.")]
        assert values_sent(page)["first_day"] == "31.02.2026"
        assert Event.objects.get(pk=event.pk).version == 1
