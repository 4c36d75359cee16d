"""What may happen to an event, from which status to which: every action at every status."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from cbm_events.models import Event, Status
from cbm_events.transitions import Action, actions_for, apply_action
from cica_portal.common import history
from cica_portal.common.fuzzy import Period, Precision, month_period
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.django_db]

# The event of these tests is on 14 and 15 May 2026.
LONG_BEFORE, FIRST_DAY = date(2026, 3, 16), date(2026, 5, 14)
NEW_DATES = Period(date(2026, 6, 10), date(2026, 6, 12), Precision.DAY)

# Status after the action; nothing where the action is refused. Columns in the order of the statuses below.
STATUSES = ("proposed", "planned", "confirmed", "held", "postponed", "cancelled")
TABLE = {
    #            proposed    planned      confirmed    held  postponed    cancelled
    "plan":      ("planned",  None,        None,        None, None,        None),
    "confirm":   (None,       "confirmed", None,        None, "confirmed", None),
    "postpone":  (None,       "postponed", "postponed", None, None,        None),
    "move":      ("proposed", "planned",   "confirmed", None, "planned",   None),
    "cancel":    (None,       "cancelled", "cancelled", None, "cancelled", None),
    "reinstate": (None,       None,        None,        None, "planned",   "planned"),
    "hold":      (None,       "held",      "held",      None, "held",      None),
}  # fmt: skip
CELLS = [(action, before, after) for action, row in TABLE.items() for before, after in zip(STATUSES, row, strict=True)]


def take(event: Event, action: str, act: history.Act, today: date = FIRST_DAY, dates: Period | None = NEW_DATES):
    return apply_action(event=event, action=Action(action), act=act, today=today, version=event.version, dates=dates)


def test_table_is_complete():
    assert tuple(Status.values) == STATUSES
    assert tuple(Action.values) == tuple(TABLE)


@pytest.mark.parametrize(("action", "before", "after"), CELLS)
def test_action_at_a_status(act, action: str, before: str, after: str | None):
    event = factories.make_event(status=before)
    if after is None:
        with pytest.raises(ValidationError) as refused:
            take(event, action, act)
        assert refused.value.messages == [f"This cannot be done while the event is {before}."]
    else:
        take(event, action, act)
    assert Event.objects.get().status == (after or before)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("proposed", ["plan", "move"]),
        ("planned", ["confirm", "postpone", "move", "cancel"]),
        ("confirmed", ["postpone", "move", "cancel"]),
        ("held", []),
        ("postponed", ["confirm", "move", "cancel", "reinstate"]),
        ("cancelled", ["reinstate"]),
    ],
)
def test_actions_that_are_offered_before_the_event(status: str, expected: list[str]):
    event = factories.make_event(status=status)
    assert [action.value for action in actions_for(event, LONG_BEFORE)] == expected


@pytest.mark.parametrize("status", ["planned", "confirmed", "postponed"])
def test_event_can_be_held_from_its_first_day(status: str):
    event = factories.make_event(status=status)
    offered = [Action.HOLD in actions_for(event, day) for day in (date(2026, 5, 13), FIRST_DAY, date(2027, 1, 1))]
    assert offered == [False, True, True]


def test_event_that_has_not_begun_is_not_held(act):
    event = factories.make_event()
    with pytest.raises(ValidationError) as refused:
        take(event, "hold", act, today=LONG_BEFORE)
    assert refused.value.messages == ["The event has not begun yet."]


def test_event_without_dates_is_not_held(act):
    event = factories.make_event(earliest=None, precision="tbc")
    with pytest.raises(ValidationError) as refused:
        take(event, "hold", act)
    assert refused.value.messages == ["The event has not begun yet."]


def test_event_without_exact_days_is_not_confirmed(act):
    event = factories.make_event(precision="month")
    with pytest.raises(ValidationError) as refused:
        take(event, "confirm", act)
    assert refused.value.messages == ["Enter exact days before you confirm the event."]


def test_past_event_is_not_held_by_itself():
    event = factories.make_event(status="confirmed")
    assert event.status_on(date(2027, 1, 1)) == "confirmed"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 5, 13), "confirmed"),
        (date(2026, 5, 14), "now"),
        (date(2026, 5, 15), "now"),
        (date(2026, 5, 16), "confirmed"),
    ],
)
def test_under_way_is_derived(day: date, expected: str):
    assert factories.make_event(status="confirmed").status_on(day) == expected


def test_only_a_confirmed_event_is_under_way():
    shown = {status: factories.make_event(status=status).status_on(FIRST_DAY) for status in STATUSES}
    assert shown == {status: "now" if status == "confirmed" else status for status in STATUSES}


def test_move_takes_the_new_dates_and_raises_the_sequence(act):
    event = factories.make_event()
    take(event, "move", act)
    stored = Event.objects.get()
    assert stored.period == NEW_DATES
    assert (stored.sequence, stored.version) == (1, 2)


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        (None, "Enter the new dates."),
        (
            Period(date(2026, 5, 14), date(2026, 5, 15), Precision.DAY),
            "These are the dates that the event has now.",
        ),
    ],
)
def test_move_needs_other_dates(act, dates: Period | None, message: str):
    event = factories.make_event()
    with pytest.raises(ValidationError) as refused:
        take(event, "move", act, dates=dates)
    assert refused.value.messages == [message]


def test_confirmed_event_that_moves_to_a_month_is_planned_again(act):
    event = factories.make_timed_event(status="confirmed")
    take(event, "move", act, dates=month_period(2026, 9))
    stored = Event.objects.get()
    assert (stored.status, stored.precision) == ("planned", "month")
    assert (stored.start_time, stored.end_time, stored.zone, stored.starts_at) == (None, None, "", None)


def test_move_to_exact_days_keeps_the_clock_times(act):
    event = factories.make_timed_event()
    take(event, "move", act)
    stored = Event.objects.get()
    assert (stored.start_time, stored.zone, f"{stored.starts_at:%F %H:%M}") == (
        time(9),
        "Asia/Almaty",
        "2026-06-10 04:00",
    )


def test_second_actor_is_told(act):
    event = factories.make_event()
    mine = Event.objects.get()
    take(event, "cancel", act)
    with pytest.raises(history.StaleVersion):
        take(mine, "confirm", act)
    assert Event.objects.get().status == "cancelled"


def test_same_action_twice_is_refused(act):
    event = factories.make_event()
    take(event, "cancel", act)
    with pytest.raises(ValidationError):
        take(Event.objects.get(), "cancel", act)


@pytest.mark.parametrize("action", ["cancel", "postpone", "reinstate"])
def test_change_of_status_is_material(act, action: str):
    event = factories.make_event(status="cancelled" if action == "reinstate" else "planned")
    take(event, action, act)
    assert Event.objects.get().sequence == 1
