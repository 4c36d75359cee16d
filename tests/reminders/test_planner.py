"""Planning over a window: once, in step with events, rules and people."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from cbm_events.models import Event
from cbm_events.notices.keys import NOTICE
from cbm_events.reminders import reasons
from cbm_events.reminders.planner import plan_reminders
from cbm_events.services import save_event
from cbm_events.transitions import Action, apply_action
from cica_portal.common import history
from cica_portal.common.fuzzy import Period, Precision, month_period
from cica_portal.common.mailing.flags import FLAGGED, lift
from cica_portal.common.models import Delivery
from tests.factories import (
    make_act,
    make_address_flag,
    make_attestation,
    make_coordination,
    make_event,
    make_rule,
    make_seat,
    make_state,
    make_timed_event,
    make_user,
    state_role,
)
from tests.parallel import run_together
from tests.reminders.conftest import DUE, DUE_DAY, PLANNED_ON

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def ledger():
    rows = Delivery.objects.exclude(rule_key__startswith=NOTICE)
    return sorted(rows.values_list("recipient__email", "occurrence", "state", "reason"))


def move(event, first, last=None):
    event.refresh_from_db()
    dates = Period(first, last or first, Precision.DAY)
    apply_action(
        event=event, action=Action.MOVE, act=make_act(), today=date(2026, 4, 1), version=event.version, dates=dates
    )


def do(event, action):
    event.refresh_from_db()
    apply_action(event=event, action=action, act=make_act(), today=date(2026, 4, 1), version=event.version)


def change(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    history.save(row, act=make_act())


def test_reminder_is_planned_at_the_local_hour_of_the_recipient(rule, seminar, person, world):
    change(person, zone="Europe/Istanbul")
    assert plan_reminders(now=PLANNED_ON).planned == 1
    row = Delivery.objects.get()
    assert (row.subject_kind, row.subject_key, row.rule_key) == ("event", seminar.public_id, rule.public_id)
    assert (row.recipient, row.occurrence, row.state, row.mail) == (person, DUE_DAY, "planned", None)
    assert row.due_at == datetime(2026, 5, 7, 6, tzinfo=UTC)


def test_planning_again_changes_nothing(rule, seminar, person):
    plan_reminders(now=PLANNED_ON)
    before = list(Delivery.objects.values())
    for _time in range(3):
        again = plan_reminders(now=PLANNED_ON + timedelta(minutes=1))
        assert (again.planned, again.shifted, again.ended) == (0, 0, 0)
    assert list(Delivery.objects.values()) == before


@pytest.mark.django_db(transaction=True)
def test_ten_planners_at_once_plan_each_reminder_once(world):
    """Three rules and 28 recipients: 84 rows."""
    for days in (30, 7, 1):
        make_rule(days=days, recipients="all_states")
    for _number in range(24):
        make_state()
    for state in type(world.kaz).objects.all():
        make_user(role="liaison", state=state)
    make_event(roles=[state_role(world.kaz)])
    answers = run_together(lambda index: plan_reminders(now=PLANNED_ON), count=10)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Delivery.objects.count() == 84


def test_database_refuses_the_same_delivery_twice(rule, seminar, person):
    plan_reminders(now=PLANNED_ON)
    row = Delivery.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("status", ["proposed", "held", "postponed", "cancelled"])
def test_only_planned_and_confirmed_events_are_announced(rule, person, world, status):
    make_event(roles=[state_role(world.kaz)], status=status)
    assert plan_reminders(now=PLANNED_ON).planned == 0


def test_event_without_exact_days_is_not_announced(rule, person, world):
    period = month_period(2026, 5)
    make_event(
        roles=[state_role(world.kaz)], earliest=period.earliest, latest=period.latest, precision=period.precision
    )
    assert plan_reminders(now=PLANNED_ON).planned == 0


def test_nobody_is_reminded_of_what_he_cannot_see(rule, seminar, person):
    change_event(seminar, visibility="secretariat")
    assert plan_reminders(now=PLANNED_ON).planned == 0


def change_event(event, **values):
    event.refresh_from_db()
    for name, value in values.items():
        setattr(event, name, value)
    save_event(event=event, act=make_act())


def test_window_begins_two_days_back_and_ends_at_the_horizon(rule, seminar, person):
    assert plan_reminders(now=DUE - timedelta(days=61)).planned == 0
    assert plan_reminders(now=DUE + timedelta(days=2, minutes=1)).planned == 0
    assert plan_reminders(now=DUE + timedelta(days=1)).planned == 1


def test_moved_event_gets_a_new_reminder_and_the_old_one_says_why(rule, seminar, person):
    plan_reminders(now=PLANNED_ON)
    move(seminar, date(2026, 5, 20))
    plan_reminders(now=PLANNED_ON)
    assert ledger() == [
        (person.email, DUE_DAY, "superseded", reasons.MOVED),
        (person.email, date(2026, 5, 13), "planned", ""),
    ]


def test_event_moved_there_and_back_returns_to_its_first_reminder(rule, seminar, person):
    plan_reminders(now=PLANNED_ON)
    first = Delivery.objects.get().pk
    move(seminar, date(2026, 5, 20))
    plan_reminders(now=PLANNED_ON)
    move(seminar, date(2026, 5, 14), date(2026, 5, 15))
    plan_reminders(now=PLANNED_ON)
    assert ledger() == [
        (person.email, DUE_DAY, "planned", ""),
        (person.email, date(2026, 5, 13), "superseded", reasons.MOVED),
    ]
    assert Delivery.objects.get(state="planned", rule_key=rule.public_id).pk == first


@pytest.mark.parametrize(
    ("action", "reason"), [(Action.CANCEL, reasons.CANCELLED), (Action.POSTPONE, reasons.POSTPONED)]
)
def test_called_off_event_ends_its_reminders_and_reinstated_it_plans_them_again(rule, seminar, person, action, reason):
    plan_reminders(now=PLANNED_ON)
    do(seminar, action)
    assert plan_reminders(now=PLANNED_ON).ended == 1
    assert ledger() == [(person.email, DUE_DAY, "superseded", reason)]
    do(seminar, Action.REINSTATE)
    assert plan_reminders(now=PLANNED_ON).planned == 1
    assert ledger() == [(person.email, DUE_DAY, "planned", "")]


def test_event_that_is_closed_to_member_states_ends_their_reminders(rule, seminar, person):
    plan_reminders(now=PLANNED_ON)
    change_event(seminar, visibility="secretariat")
    plan_reminders(now=PLANNED_ON)
    assert ledger() == [(person.email, DUE_DAY, "superseded", reasons.HIDDEN)]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"is_active": False}, reasons.ACCOUNT_CLOSED),
        ({"role": "partner", "state": None}, reasons.OTHER_RECIPIENTS),
    ],
)
def test_recipient_who_leaves_gets_nothing(rule, seminar, person, values, reason):
    plan_reminders(now=PLANNED_ON)
    change(person, **values)
    plan_reminders(now=PLANNED_ON)
    assert ledger() == [(person.email, DUE_DAY, "superseded", reason)]


def test_rule_that_is_switched_off_ends_its_reminders(rule, seminar, person):
    plan_reminders(now=PLANNED_ON)
    change(rule, is_active=False)
    plan_reminders(now=PLANNED_ON)
    assert ledger() == [(person.email, DUE_DAY, "superseded", reasons.RULE_OFF)]


def test_another_zone_or_hour_shifts_what_is_unsent(rule, seminar, person):
    plan_reminders(now=PLANNED_ON)
    change(person, zone="Asia/Bangkok")
    assert plan_reminders(now=PLANNED_ON).shifted == 1
    assert Delivery.objects.get().due_at == datetime(2026, 5, 7, 2, tzinfo=UTC)
    change(rule, local_time=time(10, 30))
    assert plan_reminders(now=PLANNED_ON).shifted == 1
    assert Delivery.objects.get().due_at == datetime(2026, 5, 7, 3, 30, tzinfo=UTC)


def test_sent_reminder_is_neither_moved_nor_repeated(rule, seminar, person):
    plan_reminders(now=PLANNED_ON)
    Delivery.objects.update(state="sent")
    change(person, zone="Asia/Bangkok")
    move(seminar, date(2026, 5, 20))
    plan_reminders(now=PLANNED_ON)
    move(seminar, date(2026, 5, 14), date(2026, 5, 15))
    plan_reminders(now=PLANNED_ON)
    assert ledger() == [
        (person.email, DUE_DAY, "sent", ""),
        (person.email, date(2026, 5, 13), "superseded", reasons.MOVED),
    ]
    assert Delivery.objects.get(state="sent").due_at == DUE


def test_after_an_outage_what_has_begun_is_too_late(rule, seminar, person):
    plan_reminders(now=PLANNED_ON)
    midnight_in_astana = datetime(2026, 5, 13, 19, tzinfo=UTC)
    plan_reminders(now=midnight_in_astana - timedelta(minutes=1))
    assert ledger() == [(person.email, DUE_DAY, "planned", "")]
    plan_reminders(now=midnight_in_astana)
    assert ledger() == [(person.email, DUE_DAY, "expired", reasons.TOO_LATE)]


def test_timed_event_is_too_late_at_its_opening_hour(rule, person, world):
    make_timed_event(roles=[state_role(world.kaz)])
    plan_reminders(now=PLANNED_ON)
    opening = datetime(2026, 5, 14, 4, tzinfo=UTC)
    assert plan_reminders(now=opening - timedelta(minutes=1)).ended == 0
    assert plan_reminders(now=opening).ended == 1


def test_removed_event_ends_its_reminders(rule, seminar, person):
    plan_reminders(now=PLANNED_ON)
    with history.batch(make_act()) as batch:
        batch.remove(Event.objects.get(pk=seminar.pk))
    plan_reminders(now=PLANNED_ON)
    assert ledger() == [(person.email, DUE_DAY, "superseded", reasons.GONE)]


def test_report_is_asked_for_after_the_event(person, world):
    make_rule(anchor="end", side="after", days=14)
    make_event(roles=[state_role(world.kaz)], status="held", earliest=date(2026, 3, 20))
    plan_reminders(now=PLANNED_ON)
    assert ledger() == [(person.email, date(2026, 4, 3), "planned", "")]


def test_each_rule_names_its_people(world, editor):
    area, dimension = world.areas["ECO-SME"], world.dimensions["ECO"]
    people = {
        code: make_user(role="liaison", state=state, email=f"{code.lower()}@example.org")
        for code, state in world.states.items()
    }
    make_attestation(coordination=make_coordination(state=world.tha, area=area))
    make_attestation(coordination=make_coordination(state=world.tur, dimension=dimension))
    make_coordination(state=world.states["AZE"], area=area, starts_on=date(2026, 6, 1))
    make_event(
        area=area, dimension=dimension,
        roles=[state_role(world.kaz), state_role(world.tur, "co_organiser"), state_role(world.tha, "assisting")],
    )  # fmt: skip
    named = {}
    for days, recipients in enumerate(["organisers", "coordinators", "all_states", "editors"], start=1):
        rule = make_rule(days=days, recipients=recipients)
        plan_reminders(now=datetime(2026, 5, 1, tzinfo=UTC))
        rows = Delivery.objects.filter(rule_key=rule.public_id)
        named[recipients] = sorted(rows.values_list("recipient__email", flat=True))
    assert named == {
        "organisers": [people["KAZ"].email, people["TUR"].email],
        "coordinators": [people["THA"].email, people["TUR"].email],
        "all_states": sorted(user.email for user in people.values()),
        "editors": [editor.email],
    }


@pytest.mark.parametrize(
    ("zone", "day", "clock", "due"),
    [
        # Clocks in Cairo go from 00:00 to 01:00 on 30 April 2027: half past midnight does not exist.
        ("Africa/Cairo", date(2027, 4, 30), time(0, 30), datetime(2027, 4, 29, 22, 30, tzinfo=UTC)),
        # On 29 October 2027 they go back from 00:00 to 23:00: half past eleven comes twice, the first is meant.
        ("Africa/Cairo", date(2027, 10, 28), time(23, 30), datetime(2027, 10, 28, 20, 30, tzinfo=UTC)),
    ],
)
def test_local_hour_that_is_skipped_or_comes_twice(person, world, zone, day, clock, due):
    change(person, zone=zone)
    make_rule(days=7, local_time=clock)
    make_event(roles=[state_role(world.kaz)], earliest=day + timedelta(days=7))
    plan_reminders(now=due - timedelta(days=3))
    assert Delivery.objects.get().due_at == due


def test_people_without_an_account_are_never_needed(rule, seminar):
    """A state may have no liaison: nothing breaks and nobody is written to."""
    assert plan_reminders(now=PLANNED_ON).planned == 0


def test_members_of_the_council_are_reminded_of_its_events(person, world):
    council = world.councils["SOC"]
    make_seat(council=council, state=world.kaz, role="chair")
    make_seat(council=council, state=world.tha, starts_on=date(2020, 1, 1), ends_on=date(2022, 1, 1))
    make_seat(council=council, institution_en="An institute")
    make_user(role="liaison", state=world.tha)
    make_rule(days=7, recipients="council")
    make_event(council=council)
    make_event()
    assert plan_reminders(now=PLANNED_ON).planned == 1
    assert Delivery.objects.get().recipient == person


def test_flagged_address_ends_its_reminders_until_the_flag_is_lifted(rule, seminar, person):
    plan_reminders(now=PLANNED_ON)
    flag = make_address_flag(address=person.email)
    assert plan_reminders(now=PLANNED_ON).ended == 1
    assert plan_reminders(now=PLANNED_ON).planned == 0
    assert ledger() == [(person.email, DUE_DAY, "superseded", FLAGGED)]
    lift(flag, act=make_act())
    assert plan_reminders(now=PLANNED_ON).planned == 1
    assert ledger() == [(person.email, DUE_DAY, "planned", "")]
