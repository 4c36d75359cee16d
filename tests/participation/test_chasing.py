"""A report is asked of whom it is due from until it is in; who is late is for the Secretariat alone."""

from datetime import date, timedelta

import pytest

from cbm_events.models import Event
from cbm_events.reminders import reasons
from cbm_events.reminders.planner import plan_reminders
from cbm_events.services import save_event
from cica_portal.common.audiences import Audience
from cica_portal.common.models import Delivery
from cica_portal.common.viewer import Viewer
from cica_portal.home.boards.attention import Need, attention
from cica_portal.home.boards.liaison import deadlines_of
from tests.factories import (
    NOW,
    TODAY,
    make_act,
    make_event,
    make_participation,
    make_rule,
    make_user,
    state_role,
)

pytestmark = pytest.mark.django_db
STAFF = Viewer(Audience.SECRETARIAT)


@pytest.fixture
def over(world) -> Event:
    """Held a fortnight ago by Kazakhstan; the report was due yesterday."""
    day = TODAY - timedelta(days=14)
    return make_event(
        title_en="Course", title_ru="Курс", earliest=day, status="held", report_due=TODAY - timedelta(days=1),
        roles=[state_role(world.kaz)],
    )  # fmt: skip


def save(event: Event, **values) -> None:
    for name, value in values.items():
        setattr(event, name, value)
    save_event(event=event, act=make_act())


def needs() -> list[tuple[str, list[Need], bool]]:
    return [(task.event.title_en, task.needs, task.is_late) for task in attention(STAFF, TODAY, NOW).events]


def test_overdue_report_is_a_task_until_it_is_in(over):
    assert needs() == [("Course", [Need.REPORT], True)]
    save(over, report_received=TODAY)
    assert needs() == []


@pytest.mark.parametrize("values", [{"status": "cancelled"}, {"report_due": TODAY}, {"report_due": None}])
def test_what_is_not_due_is_no_task(over, values):
    save(over, **values)
    assert needs() == []


def test_lateness_is_for_the_secretariat_alone(client_as, over):
    assert "Its report was due on 15 March 2026." in client_as("editor").get("/").content.decode()
    for role in ("liaison", "other_liaison", "visitor"):
        client = client_as(role)
        for path in ("/", f"/events/{over.public_id}/", "/states/KAZ/"):
            assert "report was due" not in client.get(path).content.decode().lower()


@pytest.mark.both
def test_reminder_goes_to_the_state_that_reports_and_stops_when_the_report_is_in(world):
    rule = make_rule(anchor="report_due", side="after", days=3, recipients="organisers")
    event = make_event(
        earliest=TODAY - timedelta(days=14), status="held", report_due=TODAY, report_by=world.tha,
        roles=[state_role(world.kaz)],
    )  # fmt: skip
    make_user(role="liaison", state=world.kaz)
    reporter = make_user(role="liaison", state=world.tha)
    plan_reminders(now=NOW)
    row = Delivery.objects.get(rule_key=rule.public_id)
    assert (row.recipient, row.occurrence) == (reporter, TODAY + timedelta(days=3))
    save(event, report_received=TODAY)
    plan_reminders(now=NOW)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("superseded", reasons.REPORTED)


def deadlines(state) -> list[tuple[str, date]]:
    found = deadlines_of(state, Event.objects.all(), TODAY)
    return [(row.kind, row.day) for row in found if row.kind in {"nomination", "report"}]


def test_liaison_is_named_the_report_of_its_state_only(world):
    due = TODAY + timedelta(days=9)
    event = make_event(report_due=due, roles=[state_role(world.kaz)])
    assert (deadlines(world.kaz), deadlines(world.tha)) == ([("report", due)], [])
    save(event, report_by=world.tha)
    assert (deadlines(world.kaz), deadlines(world.tha)) == ([], [("report", due)])
    save(event, report_received=TODAY)
    assert deadlines(world.tha) == []


def test_last_reply_decides_whether_a_deadline_is_named(world):
    due = TODAY + timedelta(days=9)
    event = make_event(nomination_deadline=due)
    for days, answer in ((3, "regrets"), (2, "takes_part"), (1, "")):
        make_participation(
            event=event, state=world.tha, answer=answer, delegates=2, as_of=TODAY - timedelta(days=days)
        )  # fmt: skip
    assert deadlines(world.tha) == [("nomination", due)]
    make_participation(event=event, state=world.tha, answer="regrets", as_of=TODAY)
    assert deadlines(world.tha) == []


def test_missing_russian_titles_are_one_task(client_as, world):
    for number in range(9):
        make_event(title_en=f"Event {number}", title_ru="", earliest=date(2027, 3, 1 + number))
    make_event(title_en="Translated", title_ru="Переведено", earliest=date(2027, 3, 1))
    make_event(title_en="Cancelled", status="cancelled", earliest=date(2027, 3, 1))
    found = attention(STAFF, TODAY, NOW)
    assert [event.title_en for event in found.untitled] == [f"Event {number}" for number in range(9)]
    page = " ".join(client_as("editor").get("/").content.decode().split())
    assert "9 events have no title in Russian" in page
    assert ("Event 7</a>; …" in page, "Event 8</a>" in page) == (True, False)
