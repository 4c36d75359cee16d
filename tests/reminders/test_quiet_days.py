"""Weekends of the recipient's state are left alone, and what comes together comes in a digest."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest

from cbm_events.models import ReminderRule
from cbm_events.reminders import reasons
from cbm_events.reminders.planner import plan_reminders
from cbm_events.reminders.schedule import due_moment, last_moment
from cbm_events.transitions import Action
from cica_portal.common.models import Delivery
from members.models import MemberState, User, Weekend
from tests.factories import NOW, make_event, make_participation, make_rule, make_user, state_role
from tests.reminders.conftest import PLANNED_ON
from tests.reminders.test_notices import do, run
from tests.reminders.test_planner import change, ledger

pytestmark = [pytest.mark.django_db, pytest.mark.both]

# Thursday 7 May 2026 to Monday 11 May.
THURSDAY, FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 5, day) for day in range(7, 12))


def moment(occurrence, *, weekend="sat_sun", side="before", days=10, rule_channel="at_once", wish="at_once", hour=9):
    """The local day and hour of Astana at which a reminder of this day is due."""
    rule = ReminderRule(side=side, days=days, local_time=time(hour), channel=rule_channel)
    person = User(zone="Asia/Almaty", reminder_channel=wish, state=MemberState(weekend=weekend))
    due = due_moment(rule, occurrence, person) + timedelta(hours=5)
    return due.date(), due.hour


@pytest.mark.parametrize(
    ("weekend", "side", "occurrence", "day"),
    [
        ("sat_sun", "before", FRIDAY, FRIDAY),
        ("sat_sun", "before", SATURDAY, FRIDAY),
        ("sat_sun", "before", SUNDAY, FRIDAY),
        ("sat_sun", "after", SATURDAY, MONDAY),
        ("fri_sat", "before", FRIDAY, THURSDAY),
        ("fri_sat", "before", SATURDAY, THURSDAY),
        ("fri_sat", "after", FRIDAY, SUNDAY),
        ("fri_sat", "before", SUNDAY, SUNDAY),
        ("fri", "before", FRIDAY, THURSDAY),
        ("fri", "after", FRIDAY, SATURDAY),
        ("thu_fri", "before", FRIDAY, date(2026, 5, 6)),
        ("sun", "before", SUNDAY, SATURDAY),
        ("sun", "after", SUNDAY, MONDAY),
    ],
)
def test_weekend_moves_a_reminder_back_before_the_event_and_on_after_it(weekend, side, occurrence, day):
    assert moment(occurrence, weekend=weekend, side=side) == (day, 9)


def test_secretariat_rests_on_saturday_and_sunday():
    rule = ReminderRule(side="before", days=10, local_time=time(9), channel="at_once")
    assert due_moment(rule, SUNDAY, User(zone="Asia/Almaty", reminder_channel="at_once")).date() == FRIDAY


@pytest.mark.parametrize(
    ("rule_channel", "wish", "due"),
    [
        ("at_once", "at_once", (FRIDAY, 16)),
        ("at_once", "daily", (MONDAY, 9)),
        ("daily", "at_once", (MONDAY, 9)),
        ("daily", "weekly", (MONDAY, 9)),
        ("weekly", "at_once", (MONDAY, 9)),
        ("weekly", "daily", (MONDAY, 9)),
    ],
)
def test_rarer_of_rule_and_wish_counts(rule_channel, wish, due):
    assert moment(FRIDAY, rule_channel=rule_channel, wish=wish, hour=16) == due


def test_daily_digest_comes_on_the_next_working_day_and_the_weekly_one_on_monday():
    tuesday = date(2026, 5, 5)
    assert moment(tuesday, rule_channel="daily", hour=16) == (tuesday + timedelta(days=1), 9)
    assert moment(tuesday, rule_channel="weekly", hour=16) == (MONDAY, 9)
    assert moment(THURSDAY, rule_channel="daily", hour=16, weekend="fri_sat") == (SUNDAY, 9)


@pytest.mark.parametrize(("channel", "days"), [("daily", 1), ("weekly", 7)])
def test_what_is_as_near_as_the_digest_is_not_held_back(channel, days):
    assert moment(FRIDAY, rule_channel=channel, days=days, hour=16) == (FRIDAY, 16)


def test_digest_that_would_come_on_the_day_itself_is_not_waited_for():
    """Three days before Monday is Friday afternoon; the next digest of a working day is on Monday."""
    assert moment(FRIDAY, rule_channel="daily", days=3, hour=16) == (FRIDAY, 16)
    assert moment(FRIDAY, rule_channel="daily", days=4, hour=16) == (MONDAY, 9)


@pytest.mark.parametrize("channel", ["at_once", "daily", "weekly"])
def test_no_reminder_of_what_is_to_come_is_ever_due_on_a_weekend_or_after_its_day(channel):
    anchors = [date(2026, 6, 1) + timedelta(days=number) for number in range(14)]
    for weekend, days, anchor, hour in product(Weekend, (0, 1, 2, 3, 7, 8, 30), anchors, (0, 9, 23)):
        occurrence = anchor - timedelta(days=days)
        day, _hour = moment(occurrence, weekend=weekend, days=days, rule_channel=channel, hour=hour)
        assert day <= anchor
        assert not weekend.covers(day)


def test_ledger_keeps_the_rules_own_day_and_says_when_it_is_due(world, person):
    change(person.state, weekend="fri_sat")
    make_rule(days=7)
    make_event(roles=[state_role(world.kaz)], earliest=FRIDAY + timedelta(days=7))
    plan_reminders(now=PLANNED_ON)
    row = Delivery.objects.get()
    assert (row.occurrence, row.due_at) == (FRIDAY, datetime(2026, 5, 7, 4, tzinfo=UTC))


def test_another_weekend_of_the_state_shifts_what_is_to_come_and_makes_no_second_row(world, person):
    make_rule(days=7)
    make_event(roles=[state_role(world.kaz)], earliest=SATURDAY + timedelta(days=7))
    plan_reminders(now=PLANNED_ON)
    change(person.state, weekend="fri_sat")
    assert plan_reminders(now=PLANNED_ON).shifted == 1
    assert Delivery.objects.get().due_at == datetime(2026, 5, 7, 4, tzinfo=UTC)


def test_event_entered_on_the_weekend_itself_is_still_announced(outbox, world, person):
    """The working day before it is more than two days ago; the rule's own day is today."""
    change(person.state, weekend="fri_sat")
    make_rule(days=7)
    make_event(roles=[state_role(world.kaz)], earliest=SATURDAY + timedelta(days=7))
    assert run(datetime(2026, 5, 9, 12, tzinfo=UTC)) == 1


def test_notice_of_change_goes_on_a_weekend_too(outbox, world, person):
    seminar = make_event(roles=[state_role(world.kaz)])
    saturday = datetime(2026, 3, 21, 9, tzinfo=UTC)
    do(seminar, Action.CANCEL, at=saturday)
    assert run(saturday + timedelta(minutes=10)) == 1


def test_after_the_event_a_weekend_never_makes_it_too_late(world, person):
    rule = make_rule(anchor="end", side="after", days=2)
    event = make_event(roles=[state_role(world.kaz)], status="held", earliest=THURSDAY)
    due = due_moment(rule, SATURDAY, person)
    assert due.date() == MONDAY
    assert due < last_moment(rule, event)


def test_invited_states_are_reminded_by_what_they_answered_last(world):
    people = {
        code: make_user(role="liaison", state=state, email=f"{code.lower()}@example.org")
        for code, state in world.states.items()
    }
    event = make_event()
    answers = [("AZE", "awaited"), ("KAZ", "takes_part"), ("THA", "awaited"), ("THA", "regrets")]
    for day, (code, answer) in enumerate(answers, start=1):
        make_participation(event=event, state=world.states[code], answer=answer, as_of=date(2026, 3, day))
    for days, recipients in ((20, "invited"), (10, "no_reply")):
        make_rule(days=days, recipients=recipients)
    plan_reminders(now=PLANNED_ON)
    planned = {(row.occurrence, row.recipient) for row in Delivery.objects.select_related("recipient")}
    assert planned == {
        (date(2026, 4, 24), people["AZE"]), (date(2026, 4, 24), people["KAZ"]), (date(2026, 5, 4), people["AZE"]),
    }  # fmt: skip


def test_state_that_answers_is_not_asked_again(world, person):
    event = make_event()
    make_participation(event=event, state=world.kaz, answer="awaited", as_of=date(2026, 3, 1))
    make_rule(days=10, recipients="no_reply")
    plan_reminders(now=PLANNED_ON)
    make_participation(event=event, state=world.kaz, answer="takes_part", as_of=date(2026, 3, 2))
    plan_reminders(now=PLANNED_ON)
    assert ledger() == [(person.email, date(2026, 5, 4), "superseded", reasons.OTHER_RECIPIENTS)]


def test_rule_that_gathers_by_day_sends_one_mail(outbox, world, person):
    make_rule(days=10, channel="daily", local_time=time(7))
    make_rule(days=10, channel="daily", local_time=time(8), recipients="all_states")
    make_event(roles=[state_role(world.kaz)], earliest=THURSDAY + timedelta(days=10))
    assert run(datetime(2026, 5, 7, 3, 59, tzinfo=UTC)) == 0
    assert run(datetime(2026, 5, 7, 4, tzinfo=UTC)) == 1
    assert Delivery.objects.earliest("due_at").due_at > NOW
