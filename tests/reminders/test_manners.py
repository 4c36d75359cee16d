"""One digest a week for who wants it, switching off from the mail, and headers that mail programs read."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.test import Client

from cbm_events.reminders import reasons
from cbm_events.reminders.planner import plan_reminders
from cbm_events.reminders.schedule import next_digest
from cbm_events.reminders.switching_off import off_token
from cbm_events.transitions import Action
from cica_portal.common.models import Change, Delivery
from members.models import User
from tests.factories import NOW, make_event, make_rule, make_user, state_role
from tests.reminders.conftest import DUE, PLANNED_ON
from tests.reminders.test_notices import do, run
from tests.reminders.test_planner import change
from tests.reminders.test_sending import messages, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]

# The seminar begins on Thursday 14 May; a fortnight before is a Thursday too, the digest comes on Monday 4 May.
FORTNIGHT = datetime(2026, 4, 30, 4, tzinfo=UTC)
MONDAY = datetime(2026, 5, 4, 4, tzinfo=UTC)


@pytest.fixture
def weekly(person):
    change(person, reminder_channel="weekly")
    return person


@pytest.mark.parametrize(
    ("at", "zone", "digest"),
    [
        (FORTNIGHT, "Asia/Almaty", MONDAY),
        (MONDAY, "Asia/Almaty", MONDAY),
        (MONDAY + timedelta(seconds=1), "Asia/Almaty", MONDAY + timedelta(days=7)),
        # Sunday evening in UTC is Monday morning in Tokyo.
        (datetime(2026, 5, 3, 23, tzinfo=UTC), "Asia/Tokyo", datetime(2026, 5, 4, 0, tzinfo=UTC)),
        # The clocks of Jerusalem change on Friday 27 March 2026.
        (datetime(2026, 3, 24, 7, tzinfo=UTC), "Asia/Jerusalem", datetime(2026, 3, 30, 6, tzinfo=UTC)),
    ],
)
def test_next_digest_of_a_week(at, zone, digest, person):
    person.zone = zone
    assert next_digest(at, User.Channel.WEEKLY, person) == digest


@pytest.mark.parametrize(
    ("weekend", "at", "digest"),
    [
        ("sat_sun", MONDAY, MONDAY),
        ("sat_sun", MONDAY + timedelta(seconds=1), MONDAY + timedelta(days=1)),
        ("sat_sun", MONDAY + timedelta(days=4, hours=1), MONDAY + timedelta(days=7)),
        ("fri_sat", MONDAY + timedelta(days=3, hours=1), MONDAY + timedelta(days=6)),
        ("fri", MONDAY + timedelta(days=3, hours=1), MONDAY + timedelta(days=5)),
    ],
)
def test_next_digest_of_a_working_day(weekend, at, digest, person):
    person.state.weekend = weekend
    assert next_digest(at, User.Channel.DAILY, person) == digest


def test_digest_gathers_what_the_week_brings(outbox, weekly, seminar, world):
    make_rule(days=14, name_en="A fortnight before")
    make_event(title_en="Second event", roles=[state_role(world.kaz)], earliest=date(2026, 5, 16))
    assert [run(FORTNIGHT), run(FORTNIGHT + timedelta(days=2)), run(MONDAY - timedelta(minutes=1))] == [0, 0, 0]
    assert [run(MONDAY), run(MONDAY + timedelta(minutes=1))] == [1, 0]
    message = messages(outbox)[weekly.email]
    assert message["Subject"] == "2 reminders"
    assert "Begins in 10 days\n\nSeminar on hygiene\n" in text_of(message)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_what_is_due_within_a_week_does_not_wait(outbox, weekly, rule, seminar):
    assert run(DUE) == 1


def test_notice_of_change_does_not_wait(outbox, weekly, seminar):
    do(seminar, Action.CANCEL)
    assert run(NOW + timedelta(minutes=10)) == 1


def test_changing_the_mind_moves_what_is_still_to_come(seminar, person):
    make_rule(days=14)
    plan_reminders(now=PLANNED_ON)
    assert Delivery.objects.get().due_at == FORTNIGHT
    change(person, reminder_channel="weekly")
    plan_reminders(now=PLANNED_ON)
    assert Delivery.objects.get().due_at == MONDAY
    change(person, reminder_channel="at_once")
    plan_reminders(now=PLANNED_ON)
    assert Delivery.objects.get().due_at == FORTNIGHT


def test_event_moved_there_and_back_in_the_week_comes_with_the_digest(outbox, weekly, seminar):
    make_rule(days=14)
    run(FORTNIGHT)
    do(seminar, Action.CANCEL)
    plan_reminders(now=FORTNIGHT + timedelta(days=3))
    do(seminar, Action.REINSTATE)
    plan_reminders(now=MONDAY - timedelta(hours=1))
    assert Delivery.objects.get(rule_key__regex="^[a-z0-9]+$").state == "planned"


def test_who_wants_no_reminders_gets_none(outbox, rule, seminar, person):
    plan_reminders(now=PLANNED_ON)
    change(person, wants_reminders=False)
    assert run(DUE) == 0
    assert list(Delivery.objects.values_list("state", "reason")) == [("superseded", reasons.UNWANTED)]
    change(person, wants_reminders=True)
    assert run(DUE + timedelta(hours=1)) == 1


def test_who_wants_no_reminders_gets_no_notices(outbox, seminar, person):
    do(seminar, Action.POSTPONE)
    change(person, wants_reminders=False)
    assert run(NOW + timedelta(minutes=10)) == 0
    do(seminar, Action.REINSTATE, at=NOW + timedelta(hours=1))
    assert list(Delivery.objects.values_list("state", "reason")) == [("superseded", reasons.UNWANTED)]


def raw_headers(outbox):
    (path,) = outbox.glob("*.eml")
    content = path.read_bytes()
    return content.decode().split("\r\n\r\n")[0].split("\r\n"), message_from_bytes(content, policy=default)


def test_headers_for_mail_programs(outbox, rule, seminar, person):
    run(DUE)
    lines, message = raw_headers(outbox)
    address = f"https://portal.example.org/reminders/off/{off_token(person)}/"
    assert f"List-Unsubscribe: <{address}>" in lines
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert f"References: <{seminar.uid}>" in lines
    assert message["Auto-Submitted"] == "auto-generated"
    assert f"Switch these e-mails off: {address}\n" in text_of(message)


def test_mails_about_one_event_stand_together(outbox, rule, seminar, person):
    run(DUE)
    do(seminar, Action.CANCEL, at=DUE)
    run(DUE + timedelta(hours=1))
    found = [message_from_bytes(path.read_bytes(), policy=default) for path in outbox.glob("*.eml")]
    assert [message["References"] for message in found] == [f"<{seminar.uid}>"] * 2
    assert len({message["Message-ID"] for message in found}) == 2


def test_mail_about_several_events_belongs_to_none(outbox, rule, seminar, person, world):
    make_event(title_en="Second event", roles=[state_role(world.kaz)])
    run(DUE)
    assert messages(outbox)[person.email]["References"] is None


def test_russian_reader_gets_the_russian_address(outbox, rule, seminar, person):
    change(person, language="ru")
    run(DUE)
    assert messages(outbox)[person.email]["List-Unsubscribe"].startswith(
        "<https://portal.example.org/ru/reminders/off/"
    )


def test_looking_changes_nothing(client: Client, person):
    address = f"/reminders/off/{off_token(person)}/"
    for _time in range(2):
        answer = client.get(address)
        assert (answer.status_code, "Switch reminders off" in answer.content.decode()) == (200, True)
        assert "no-store" in answer.headers["Cache-Control"]
    client.head(address)
    person.refresh_from_db()
    assert (person.wants_reminders, person.version) == (True, 1)


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_one_click_of_a_mail_program(person, prefix):
    """It brings neither cookie nor token of a page, and takes no redirect."""
    client = Client(enforce_csrf_checks=True)
    address = f"{prefix}/reminders/off/{off_token(person)}/"
    for _time in range(2):
        answer = client.post(address, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.cookies.get("sessionid")) == (200, None)
    person.refresh_from_db()
    assert (person.wants_reminders, person.version) == (False, 2)
    recorded = Change.objects.of("user", person.public_id)[0]
    assert (recorded.before, recorded.after) == ({"wants_reminders": True}, {"wants_reminders": False})


def test_strange_addresses_are_unknown(client: Client, person):
    token = off_token(person)
    other = make_user(role="editor")
    wrong = ["nothing", f"{token}x", token.upper(), f"{other.public_id}:{token.partition(':')[2]}", person.public_id]
    assert {client.post(f"/reminders/off/{text}/").status_code for text in wrong} == {404}
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.wants_reminders, other.wants_reminders) == (True, True)


def test_switched_on_again_in_the_account(client_as, liaison):
    change(liaison, wants_reminders=False)
    values = {
        "language": "en", "zone": "Asia/Almaty", "wants_reminders": "on", "reminder_channel": "weekly",
        "seen_version": liaison.version,
    }  # fmt: skip
    assert client_as("liaison").post("/account/", values).status_code == 302
    liaison.refresh_from_db()
    assert (liaison.wants_reminders, liaison.reminder_channel) == (True, "weekly")
