"""Invitations: to whom, once, and kept up to date until the event is over."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from cbm_events.invitations.sending import follow_up, invite
from cbm_events.transitions import Action
from cica_portal.common import history
from cica_portal.common.fuzzy import Period, Precision, month_period
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.models import Delivery, Mail
from members.models import User
from tests.factories import NOW, make_act, make_event, make_participation, make_user
from tests.invitations.calls import MINUTE, RESTED, calendar_in, change, do, mails, run, send, told
from tests.parallel import run_together

pytestmark = [pytest.mark.slow, pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
MOVED = Period(date(2026, 6, 3), date(2026, 6, 4), Precision.DAY)


def test_liaisons_of_invited_states_are_invited_once(outbox, seminar, person, editor, world):
    other = make_user(role="liaison", state=world.tur)
    make_participation(event=seminar, state=world.tur, answer="takes_part")
    make_participation(event=seminar, state=world.tha, answer="regrets")
    for values in (
        {"state": world.tha},
        {"state": world.states["AZE"]},
        {"state": world.kaz, "wants_reminders": False},
    ):
        make_user(role="liaison", **values)
    assert [send(seminar, editor) for _time in range(2)] == [2, 0]
    assert {message["To"] for message in mails(outbox)} == {person.email, other.email}
    row = Delivery.objects.get(recipient=person)
    assert (row.state, row.rule_key, row.asked_by) == ("sent", "request-0", editor)


def test_calendar_is_told_of_one_guest_and_nobody_else(outbox, seminar, person, editor, world, settings):
    make_participation(event=seminar, state=world.tur, answer="takes_part")
    make_user(role="liaison", state=world.tur, name="Somebody else", email="else@example.org")
    send(seminar, editor)
    (message,) = [message for message in mails(outbox) if message["To"] == person.email]
    method, entry = calendar_in(message)
    assert (method, entry["UID"], entry["SEQUENCE"]) == ("REQUEST", seminar.uid, 0)
    assert entry["ORGANIZER"] == "mailto:portal@localhost"
    assert entry["ATTENDEE"] == f"mailto:{person.email}"
    assert entry["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert entry["ATTENDEE"].params["RSVP"] == "FALSE"
    assert (entry["SUMMARY"], entry["DTSTART"].params["TZID"]) == ("Seminar", "Asia/Almaty")
    assert b"else@example.org" not in message.as_bytes()
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    assert message["Subject"] == "Invitation: Seminar"
    plain = message.get_body(["plain"])
    assert plain is not None
    assert "Reply: https://portal.example.org/invitations/" in plain.get_content()


def test_calendar_knows_that_the_state_takes_part(outbox, seminar, person, editor, world):
    make_participation(event=seminar, state=world.kaz, answer="takes_part", source="Note verbale")
    send(seminar, editor)
    assert calendar_in(mails(outbox)[0])[1]["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_mail_in_russian_has_a_russian_entry(outbox, seminar, editor, world):
    make_user(role="liaison", state=world.kaz, language="ru")
    send(seminar, editor)
    assert calendar_in(mails(outbox)[0])[1]["SUMMARY"] == "Семинар"


def test_moved_cancelled_and_reinstated_it_stays_one_entry_with_rising_numbers(outbox, seminar, person, editor):
    send(seminar, editor)
    at = NOW
    for action, values in ((Action.MOVE, {"dates": MOVED}), (Action.CANCEL, {}), (Action.REINSTATE, {})):
        do(seminar, action, at=at, **values)
        at += RESTED
        assert [run(at), run(at)] == [1, 0]
    assert told(outbox) == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2), ("REQUEST", 3)]
    subjects = [message["Subject"] for message in mails(outbox)]
    assert subjects == [
        "Invitation: Seminar", "Invitation changed: Seminar", "Cancelled: Seminar", "Invitation changed: Seminar",
    ]  # fmt: skip
    entries = [calendar_in(message)[1] for message in mails(outbox)]
    assert {str(entry["UID"]) for entry in entries} == {seminar.uid}
    assert entries[2]["STATUS"] == "CANCELLED"


def test_changes_come_to_rest_first(outbox, seminar, person, editor):
    send(seminar, editor)
    do(seminar, Action.MOVE, dates=MOVED)
    assert run(NOW + 5 * MINUTE) == 0
    do(seminar, Action.CANCEL, at=NOW + 9 * MINUTE)
    assert run(NOW + 12 * MINUTE) == 0
    assert run(NOW + 20 * MINUTE) == 1
    assert told(outbox) == [("REQUEST", 0), ("CANCEL", 2)]


def test_change_of_words_alone_is_not_told(outbox, seminar, person, editor):
    send(seminar, editor)
    change(seminar, summary_en="More words")
    assert run(NOW + RESTED) == 0


@pytest.mark.parametrize("step", ["postponed", "days no longer known", "withdrawn"])
def test_entry_goes_when_the_event_cannot_stand_in_a_calendar(outbox, seminar, person, editor, step):
    send(seminar, editor)
    match step:
        case "postponed":
            do(seminar, Action.POSTPONE)
        case "days no longer known":
            do(seminar, Action.MOVE, dates=month_period(2026, 6))
        case "withdrawn":
            change(seminar, visibility="secretariat")
    assert run(NOW + RESTED) == 1
    assert told(outbox)[-1][0] == "CANCEL"


def test_cancellation_names_nothing_that_the_reader_may_no_longer_see(outbox, seminar, person, editor):
    send(seminar, editor)
    change(seminar, visibility="secretariat", title_en="Hidden title", title_ru="Скрыто", city_en="Hidden place")
    run(NOW + RESTED)
    message = mails(outbox)[-1]
    assert message["Subject"] == "An invitation no longer holds"
    words = "".join(part.get_content() for part in message.walk() if not part.is_multipart())
    assert [
        word for word in ("Hidden", "Скрыто", "Seminar", "Семинар", "2026") if word in words and word != "2026"
    ] == []
    assert set(calendar_in(message)[1]) == {"UID", "DTSTAMP", "SEQUENCE", "STATUS", "ORGANIZER", "ATTENDEE"}


def test_what_is_overtaken_before_it_leaves_is_told_as_it_is_then(outbox, seminar, person, editor):
    invite(event=seminar, act=make_act(actor=editor))
    do(seminar, Action.MOVE, dates=MOVED)
    send_due_mail(now=NOW)
    assert (mails(outbox), Mail.objects.get().state) == ([], "withdrawn")
    assert run(NOW + RESTED) == 1
    assert told(outbox) == [("REQUEST", 1)]


def test_invitation_that_never_left_is_not_cancelled(outbox, seminar, person, editor):
    invite(event=seminar, act=make_act(actor=editor))
    do(seminar, Action.CANCEL)
    send_due_mail(now=NOW)
    assert run(NOW + RESTED) == 0
    assert mails(outbox) == []


def test_past_event_is_not_told_of(outbox, seminar, person, editor):
    send(seminar, editor)
    do(seminar, Action.CANCEL)
    assert run(NOW + timedelta(days=70)) == 0


@pytest.mark.parametrize("why", ["account closed", "e-mails switched off", "another state"])
def test_who_is_no_longer_a_guest_gets_no_more(outbox, seminar, person, editor, world, why):
    send(seminar, editor)
    match why:
        case "account closed":
            person.is_active = False
        case "e-mails switched off":
            person.wants_reminders = False
        case "another state":
            person.role, person.state = User.Role.READER, None
    history.save(person, act=make_act())
    do(seminar, Action.MOVE, dates=MOVED)
    run(NOW + RESTED)
    assert len(mails(outbox)) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"visibility": "secretariat"},
        {"status": "cancelled"},
        {"status": "proposed"},
        {"precision": "month", "earliest": date(2026, 5, 1), "latest": date(2026, 5, 31)},
        {"earliest": NOW.date(), "latest": NOW.date()},
    ],
)
def test_nobody_is_invited_to_what_is_not_settled(values, editor, world):
    event = make_event(**values)
    make_participation(event=event, state=world.kaz, answer="awaited")
    with pytest.raises(ValidationError):
        invite(event=event, act=make_act(actor=editor))
    assert Mail.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_sweeps_at_once_one_tells_it(outbox, seminar, person, editor):
    send(seminar, editor)
    do(seminar, Action.MOVE, dates=MOVED)
    run_together(lambda _index: follow_up(now=NOW + RESTED), count=4)
    assert Delivery.objects.filter(rule_key="request-1").count() == 1
    assert Mail.objects.count() == 2


def test_sweep_asks_as_often_for_many_events_as_for_one(
    outbox, seminar, person, editor, world, django_assert_max_num_queries
):
    send(seminar, editor)
    for _number in range(3):
        event = make_event()
        make_participation(event=event, state=world.kaz, answer="awaited")
        send(event, editor)
    with django_assert_max_num_queries(9):
        assert follow_up(now=NOW + RESTED) == 0
