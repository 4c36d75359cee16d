"""Reminders of the deadline of a silence procedure: before it, to those who can still object, and never after it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from cbm_events.models import ReminderRule
from cbm_events.reminders import reasons
from cbm_events.reminders.planner import plan_reminders
from cbm_events.services import save_rule
from cica_portal.common.models import Delivery
from councils.models import SilenceStep
from councils.silence.objecting import withdraw
from councils.silence.steps import Said, take_step
from tests.councils.making import DEADLINE, make_objection, make_silence
from tests.factories import NOW, make_act, make_rule, make_user
from tests.reminders.test_planner import ledger
from tests.reminders.test_sending import messages, run, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]

Action = SilenceStep.Action
# A week before the deadline, at nine in Astana.
DUE, DUE_DAY = datetime(2026, 3, 23, 4, tzinfo=UTC), date(2026, 3, 23)


@pytest.fixture
def warning(db):
    return make_rule(anchor="silence_deadline", days=7, recipients="council", name_en="A week before")


@pytest.fixture
def procedure(world, warning):
    return make_silence(council=world.councils["SOC"])


def take(procedure, action, **values):
    procedure.refresh_from_db()
    take_step(procedure=procedure, action=action, act=make_act(), version=procedure.version, **values)


def test_liaisons_of_the_body_are_told_until_when_they_can_object(outbox, procedure, person):
    make_user(role="partner")
    assert [run(NOW), run(DUE), run(DUE + timedelta(minutes=1))] == [0, 1, 0]
    row = Delivery.objects.get()
    assert (row.subject_kind, row.subject_key, row.state) == ("silence_procedure", procedure.public_id, "sent")
    message = messages(outbox)[person.email]
    assert message["Subject"] == "Silence procedure until 30 March 2026: List of coordinators"
    text = text_of(message)
    assert "Deadline: 30 March 2026, 18:00 (Astana time)\n" in text
    assert f"https://portal.example.org/silence/{procedure.public_id}/\n" in text


def test_draft_reminds_nobody(world, warning, person):
    make_silence(council=world.councils["SOC"], is_circulated=False)
    assert plan_reminders(now=NOW).planned == 0


def test_state_that_has_objected_is_not_reminded_until_it_withdraws(procedure, person, world):
    plan_reminders(now=NOW)
    objection = make_objection(procedure=procedure, state=world.kaz)
    plan_reminders(now=NOW)
    assert [row[2:] for row in ledger()] == [("superseded", reasons.OTHER_RECIPIENTS)]
    withdraw(objection=objection, act=make_act(), version=objection.version)
    plan_reminders(now=NOW)
    assert [row[2] for row in ledger()] == ["planned"]


def test_extension_supersedes_and_gets_a_reminder_of_its_own(procedure, person):
    plan_reminders(now=NOW)
    take(procedure, Action.EXTEND, said=Said(deadline_day=date(2026, 4, 6), deadline_time=time(18)))
    plan_reminders(now=NOW)
    assert [row[1:] for row in ledger()] == [
        (DUE_DAY, "superseded", reasons.MOVED), (DUE_DAY + timedelta(days=7), "planned", ""),
    ]  # fmt: skip


def test_broken_silence_ends_its_reminders(procedure, person):
    plan_reminders(now=NOW)
    take(procedure, Action.BREAK)
    plan_reminders(now=NOW)
    assert [row[2:] for row in ledger()] == [("superseded", reasons.SILENCE_OVER)]


def test_nothing_is_sent_once_the_hour_has_come(procedure, person):
    plan_reminders(now=NOW)
    assert plan_reminders(now=DEADLINE - timedelta(seconds=1)).ended == 0
    assert plan_reminders(now=DEADLINE).ended == 1
    assert Delivery.objects.get().state == "expired"


@pytest.mark.parametrize(
    ("values", "field"), [({"recipients": "organisers"}, "recipients"), ({"side": "after"}, "side")]
)
def test_rule_names_members_of_the_body_before_the_deadline(values, field):
    rule = ReminderRule(**{"anchor": "silence_deadline", "days": 7, "recipients": "council", "name_en": "W"} | values)
    with pytest.raises(ValidationError) as refused:
        save_rule(rule=rule, act=make_act())
    assert list(refused.value.message_dict) == [field]


def test_ledger_names_the_procedure(client_as, procedure, person):
    plan_reminders(now=NOW)
    page = client_as("reader").get("/reminders/").content.decode()
    assert f'href="/silence/{procedure.public_id}/"' in page
