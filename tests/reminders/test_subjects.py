"""Reminders of plans, of confirmations and of reports: who is asked, until when, and when no more."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from cbm_events.models import Event, Plan, ReminderRule
from cbm_events.reminders import reasons
from cbm_events.reminders.planner import plan_reminders
from cbm_events.services import save_rule
from cbm_events.transitions import Action
from cica_portal.common import history
from cica_portal.common.fuzzy import Period, Precision
from cica_portal.common.models import Delivery
from tests.factories import make_act, make_event, make_rule, make_user, state_role, store
from tests.reminders.conftest import PLANNED_ON, words
from tests.reminders.test_planner import change, change_event, do, ledger
from tests.reminders.test_sending import messages, run, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]

# A Friday.
DEADLINE = date(2026, 5, 15)
# A fortnight before, a Friday too, at nine in Astana.
DUE = datetime(2026, 5, 1, 4, tzinfo=UTC)


@pytest.fixture
def plan(db):
    """Proposals for 2027 are collected; the draft is the Secretariat's."""
    return store(Plan(year=2027, submissions_due=DEADLINE))


@pytest.fixture
def call(db):
    """A fortnight before the deadline, to all states."""
    return make_rule(anchor="submissions_due", days=14, recipients="all_states", name_en="Call for proposals")


def test_states_are_reminded_of_the_deadline_for_proposals(outbox, plan, call, person):
    assert run(PLANNED_ON) == 0
    assert [run(DUE - timedelta(minutes=1)), run(DUE), run(DUE + timedelta(minutes=1))] == [0, 1, 0]
    row = Delivery.objects.get()
    assert (row.subject_kind, row.subject_key, row.state) == ("plan", plan.public_id, "sent")
    message = messages(outbox)[person.email]
    assert message["Subject"] == "Proposals until 15 May 2026: Plan of 2027"
    assert message["References"] == f"<plan-{plan.public_id}@events.cica>"
    text = text_of(message)
    assert "Proposals until: 15 May 2026\n" in text
    assert "Proposals: https://portal.example.org/proposals/\n" in text
    assert ": https://portal.example.org/ru/proposals/\n" in text


def test_nobody_outside_is_told_of_a_plan(plan, call, world):
    make_user(role="partner")
    make_user(role="reader")
    assert plan_reminders(now=PLANNED_ON).planned == 0


def test_other_deadline_makes_another_reminder_and_the_first_one_says_why(plan, call, person):
    plan_reminders(now=PLANNED_ON)
    change(plan, submissions_due=DEADLINE + timedelta(days=7))
    plan_reminders(now=PLANNED_ON)
    assert [row[1:] for row in ledger()] == [
        (date(2026, 5, 1), "superseded", reasons.MOVED), (date(2026, 5, 8), "planned", ""),
    ]  # fmt: skip
    change(plan, submissions_due=DEADLINE)
    plan_reminders(now=PLANNED_ON)
    assert [row[2] for row in ledger()] == ["planned", "superseded"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"submissions_due": None}, reasons.NO_DEADLINE),
        ({"stage": "adopted", "visibility": "member_states"}, reasons.ADOPTED),
    ],
)
def test_plan_that_collects_no_more_ends_its_reminders(plan, call, person, values, reason):
    plan_reminders(now=PLANNED_ON)
    change(plan, **values)
    plan_reminders(now=PLANNED_ON)
    assert [row[1:] for row in ledger()] == [(date(2026, 5, 1), "superseded", reason)]


def test_circulated_plan_still_collects(plan, call, person):
    change(plan, stage="circulated", visibility="member_states")
    assert plan_reminders(now=PLANNED_ON).planned == 1


def test_after_its_day_the_deadline_is_too_late_to_announce(plan, call, person):
    plan_reminders(now=PLANNED_ON)
    end_of_day_in_astana = datetime(2026, 5, 15, 19, tzinfo=UTC)
    assert plan_reminders(now=end_of_day_in_astana - timedelta(minutes=1)).ended == 0
    assert plan_reminders(now=end_of_day_in_astana).ended == 1
    assert Delivery.objects.get().state == "expired"


def test_removed_plan_ends_its_reminders(plan, call, person):
    plan_reminders(now=PLANNED_ON)
    with history.batch(make_act()) as batch:
        batch.remove(plan)
    plan_reminders(now=PLANNED_ON)
    assert [row[1:] for row in ledger()] == [(date(2026, 5, 1), "superseded", reasons.GONE)]


@pytest.mark.parametrize("recipients", ["organisers", "coordinators", "council", "invited", "no_reply"])
def test_rule_about_a_plan_names_all_states_or_editors(recipients):
    rule = ReminderRule(anchor="submissions_due", days=7, recipients=recipients, name_en="Call")
    with pytest.raises(ValidationError) as refused:
        save_rule(rule=rule, act=make_act())
    assert list(refused.value.message_dict) == ["recipients"]


def test_rule_that_is_turned_to_something_else_ends_what_it_had_planned(plan, person, world):
    rule = make_rule(days=14, recipients="all_states")
    make_event(earliest=DEADLINE)
    plan_reminders(now=PLANNED_ON)
    change(rule, anchor="submissions_due")
    plan_reminders(now=PLANNED_ON)
    assert sorted(Delivery.objects.values_list("subject_kind", "state", "reason")) == [
        ("event", "superseded", reasons.OTHER_SUBJECT), ("plan", "planned", ""),
    ]  # fmt: skip


def test_one_mail_speaks_of_plans_and_events(outbox, plan, call, person, world):
    make_rule(days=14, recipients="all_states")
    event = make_event(title_en="Seminar on hygiene", earliest=DEADLINE)
    assert run(DUE) == 1
    message = messages(outbox)[person.email]
    assert message["Subject"] == "2 reminders"
    assert message["References"] is None
    text = text_of(message)
    assert f"Event page: https://portal.example.org/events/{event.public_id}/\n" in text
    assert "Proposals: https://portal.example.org/proposals/\n" in text


# Confirmations --------------------------------------------------------------------------------------------------------


@pytest.fixture
def asking(db):
    """A week before a confirmation is due, and a week after."""
    return [make_rule(anchor="confirmation_due", side=side, days=7) for side in ("before", "after")]


@pytest.fixture
def vague(world):
    """Planned for August 2026, so to be confirmed by 1 May."""
    event = make_event(
        title_en="Course on water", roles=[state_role(world.kaz)], earliest=date(2026, 8, 1), latest=date(2026, 8, 31),
        precision="month",
    )  # fmt: skip
    Event.objects.filter(pk=event.pk).update(confirmation_due=date(2026, 5, 1))
    return Event.objects.get(pk=event.pk)


def test_organisers_are_asked_to_confirm_even_without_exact_days(outbox, asking, vague, person):
    assert run(datetime(2026, 4, 24, 4, tzinfo=UTC)) == 1
    message = messages(outbox)[person.email]
    assert message["Subject"] == "To be confirmed by 1 May 2026: Course on water"
    assert "When: August 2026\n" in text_of(message)
    assert "To be confirmed by: 1 May 2026\n" in text_of(message)
    outbox_before = len(list(outbox.iterdir()))
    assert run(datetime(2026, 5, 8, 4, tzinfo=UTC)) == 1
    assert len(list(outbox.iterdir())) == outbox_before + 1


def test_confirmed_event_is_not_asked_for_any_more(asking, vague, person):
    plan_reminders(now=PLANNED_ON)
    days = Period(date(2026, 8, 10), date(2026, 8, 12), Precision.DAY)
    change_event(vague, earliest=days.earliest, latest=days.latest, precision=days.precision)
    do(vague, Action.CONFIRM)
    plan_reminders(now=PLANNED_ON)
    assert {row[2:] for row in ledger()} == {("superseded", reasons.NOT_AWAITED)}


def test_confirmation_is_asked_for_while_the_event_is_to_come(asking, vague, person):
    before, after = asking
    plan_reminders(now=PLANNED_ON)
    rows = Delivery.objects.filter
    plan_reminders(now=datetime(2026, 5, 1, 19, tzinfo=UTC))
    assert rows(rule_key=before.public_id).get().state == "expired"
    assert rows(rule_key=after.public_id).get().state == "planned"


# Reports --------------------------------------------------------------------------------------------------------------


def test_report_that_has_come_is_not_asked_for(person, world):
    make_rule(anchor="report_due", days=7)
    event = make_event(roles=[state_role(world.kaz)], status="held", earliest=date(2026, 3, 20), report_due=DEADLINE)
    plan_reminders(now=PLANNED_ON)
    change_event(event, report_received=date(2026, 4, 2))
    plan_reminders(now=PLANNED_ON)
    assert [row[2:] for row in ledger()] == [("superseded", reasons.REPORTED)]


# Pages ----------------------------------------------------------------------------------------------------------------


def test_ledger_and_own_list_name_the_plan(client_as, liaison, plan, call):
    plan_reminders(now=PLANNED_ON)
    shown = words(client_as("reader").get("/reminders/"))
    assert f'<a href="/plans/{plan.public_id}/" lang="en">Plan of 2027</a>' in shown
    shown = words(client_as("liaison").get("/reminders/mine/"))
    assert '<a href="/proposals/" lang="en">Plan of 2027</a>' in shown


def test_rule_about_a_plan_is_shown_on_a_plan(client_as, plan, call):
    client = client_as("administrator")
    shown = words(client.get(f"/reminders/rules/{call.public_id}/preview/"))
    assert f'<option value="{plan.public_id}" selected>Plan of 2027</option>' in shown
    assert "Proposals until 15 May 2026: Plan of 2027" in shown
    picture = words(client.get(f"/reminders/rules/{call.public_id}/preview/{plan.public_id}/"))
    assert "Open the proposals" in picture


def test_form_refuses_recipients_that_a_plan_has_not(client_as):
    values = {
        "name_en": "Call", "name_ru": "", "days": "14", "side": "before", "anchor": "submissions_due",
        "recipients": "organisers", "channel": "at_once", "local_time": "09:00", "intro_en": "", "intro_ru": "",
    }  # fmt: skip
    answer = client_as("administrator").post("/reminders/rules/new/", values)
    assert answer.status_code == 422
    assert "A rule of this kind goes to the liaisons of all member states or to the editors." in words(answer)
