"""Notices of change: to whom, once, collapsed, and true when they leave."""

from datetime import date, time, timedelta

import pytest

from cbm_events.notices.planning import REST
from cbm_events.reminders import reasons
from cbm_events.reminders.gathering import send_due_deliveries
from cbm_events.reminders.planner import plan_reminders
from cbm_events.services import save_event
from cbm_events.transitions import Action, apply_action
from cica_portal.common.fuzzy import Period, Precision, month_period
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.models import Change, Delivery, Mail
from tests.factories import (
    NOW,
    make_act,
    make_event,
    make_rule,
    make_timed_event,
    make_user,
    secretariat_role,
    state_role,
)
from tests.parallel import run_together
from tests.reminders.test_sending import messages, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]

MINUTE = timedelta(minutes=1)
LATER = NOW + timedelta(hours=1)
NEW_DAY = Period(date(2026, 6, 3), date(2026, 6, 3), Precision.DAY)
OTHER_DAY = Period(date(2026, 6, 9), date(2026, 6, 9), Precision.DAY)
OLD_DAYS = Period(date(2026, 5, 14), date(2026, 5, 15), Precision.DAY)


def change(event, *, at=NOW, actor=None, reason="", **values):
    event.refresh_from_db()
    for name, value in values.items():
        setattr(event, name, value)
    save_event(event=event, act=make_act(at=at, actor=actor, reason=reason))


def do(event, action, *, at=NOW, dates=None, reason="", actor=None):
    event.refresh_from_db()
    apply_action(
        event=event, action=action, act=make_act(at=at, reason=reason, actor=actor), today=NOW.date(),
        version=event.version, dates=dates,
    )  # fmt: skip


def run(at):
    plan_reminders(now=at)
    send_due_deliveries(now=at)
    return send_due_mail(now=at)


def ledger():
    return sorted(Delivery.objects.values_list("recipient__email", "state", "reason"))


def test_moved_event_is_told_once_with_old_and_new(outbox, seminar, person):
    do(seminar, Action.MOVE, dates=NEW_DAY, reason="The host asked for it")
    assert run(NOW + REST - MINUTE) == 0
    assert [run(NOW + REST + minute * MINUTE) for minute in range(3)] == [1, 0, 0]
    message = messages(outbox)[person.email]
    assert message["Subject"] == "Moved: Seminar on hygiene"
    text = text_of(message)
    assert "When: 3 June 2026\n  Until now: 14–15 May 2026\n" in text
    assert "Reason: The host asked for it\n" in text
    assert f"Event page: https://portal.example.org/events/{seminar.public_id}/\n" in text
    html = message.get_body(["html"]).get_content()
    assert "Until now: 14–15 May 2026" in html.replace("\u00a0", " ")
    assert ledger() == [(person.email, "sent", "")]


def test_changes_that_follow_each_other_are_one_mail(outbox, seminar, person):
    do(seminar, Action.MOVE, dates=NEW_DAY)
    do(seminar, Action.MOVE, dates=OTHER_DAY, at=NOW + 9 * MINUTE)
    change(seminar, at=NOW + 15 * MINUTE, title_en="Seminar on vaccines")
    assert run(NOW + 24 * MINUTE) == 0
    assert run(NOW + 25 * MINUTE) == 1
    message = messages(outbox)[person.email]
    assert message["Subject"] == "Moved: Seminar on vaccines"
    assert "When: 9 June 2026\n  Until now: 14–15 May 2026\n" in text_of(message)
    assert "3 June" not in text_of(message)


def test_change_that_was_taken_back_is_not_told(outbox, seminar, person):
    do(seminar, Action.MOVE, dates=NEW_DAY)
    do(seminar, Action.MOVE, dates=OLD_DAYS, at=NOW + MINUTE)
    assert run(LATER) == 0
    assert ledger() == [(person.email, "superseded", reasons.TAKEN_BACK)]
    assert Mail.objects.get().state == "withdrawn"
    do(seminar, Action.MOVE, dates=NEW_DAY, at=LATER)
    assert run(LATER + REST) == 1


def test_next_change_after_the_notice_is_a_notice_of_its_own(outbox, seminar, person):
    do(seminar, Action.MOVE, dates=NEW_DAY)
    run(NOW + REST)
    do(seminar, Action.MOVE, dates=OTHER_DAY, at=LATER)
    assert run(LATER + REST) == 1
    texts = [Mail.objects.order_by("pk").values_list("subject", flat=True), text_of(messages(outbox)[person.email])]
    assert list(texts[0]) == ["Moved: Seminar on hygiene"] * 2
    assert {state for _email, state, _reason in ledger()} == {"sent"}
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize(
    ("before", "action", "subject", "when"),
    [
        ("confirmed", Action.CANCEL, "Cancelled: Seminar", "When: 14–15 May 2026\n"),
        (
            "planned", Action.POSTPONE, "Postponed: Seminar",
            "When: New dates are not known yet\n  Until now: 14–15 May 2026\n",
        ),
        ("cancelled", Action.REINSTATE, "Takes place after all: Seminar", "When: 14–15 May 2026\n"),
    ],
)  # fmt: skip
def test_each_kind_of_change(outbox, person, world, before, action, subject, when):
    event = make_event(title_en="Seminar", status=before, roles=[state_role(world.kaz)])
    do(event, action)
    assert run(NOW + REST) == 1
    message = messages(outbox)[person.email]
    assert message["Subject"] == subject
    assert when in text_of(message)


def test_dates_are_as_precise_as_they_are_known(outbox, seminar, person):
    do(seminar, Action.MOVE, dates=month_period(2026, 9))
    run(NOW + REST)
    assert "When: September 2026\n  Until now: 14–15 May 2026\n" in text_of(messages(outbox)[person.email])


def test_hours_place_and_format_are_compared(outbox, person, world):
    event = make_timed_event(
        roles=[state_role(world.kaz)], earliest=date(2026, 5, 14), city_en="Almaty", country=world.kaz, mode="in_person"
    )
    change(event, start_time=time(10), city_en="Bangkok", country=world.tha, mode="hybrid")
    run(NOW + REST)
    text = text_of(messages(outbox)[person.email])
    assert "When: 14 May 2026, 10:00–17:00 (Astana time)\n  Until now: 14 May 2026, 09:00–17:00 (Astana time)\n" in text
    assert "Where: Bangkok, Thailand\n  Until now: Almaty, Kazakhstan\n" in text
    assert "Format: In person and online\n  Until now: In person\n" in text


def test_event_that_goes_online(outbox, person, world):
    event = make_event(roles=[state_role(world.kaz)], city_en="Almaty", country=world.kaz, mode="in_person")
    change(event, city_en="", country=None, mode="online")
    run(NOW + REST)
    message = messages(outbox)[person.email]
    assert message["Subject"].startswith("Another place or format: ")
    assert "Where: Online\n  Until now: Almaty, Kazakhstan\n" in text_of(message)


@pytest.mark.parametrize(
    "values",
    [
        {"title_en": "New title"},
        {"summary_en": "Programme"},
        {"city_en": "Almaty", "venue_en": "A hall", "mode": "in_person"},
        {"status": "confirmed"},
        {"visibility": "public"},
        {"nomination_deadline": date(2026, 4, 20)},
    ],
)
def test_what_is_no_news_is_not_told(seminar, person, values):
    change(seminar, **values)
    assert ledger() == []


@pytest.mark.parametrize("status", ["proposed", "held"])
def test_proposals_and_held_events_are_not_told(person, world, status):
    event = make_event(roles=[state_role(world.kaz)], status=status, earliest=date(2026, 3, 10))
    change(event, earliest=date(2026, 3, 20), latest=date(2026, 3, 20))
    assert ledger() == []


def test_corrected_date_of_a_past_event_is_not_told(person, world):
    event = make_event(roles=[state_role(world.kaz)], earliest=date(2026, 3, 10))
    change(event, earliest=date(2026, 3, 11), latest=date(2026, 3, 11))
    assert ledger() == []


def test_new_event_is_not_told(seminar, person):
    assert ledger() == []


def test_told_are_those_who_organise_and_those_who_were_reminded(outbox, world):
    make_rule(days=7, recipients="all_states")
    people = {code: make_user(role="liaison", state=state) for code, state in world.states.items()}
    roles = [secretariat_role(), state_role(world.kaz, "co_organiser"), state_role(world.tha, "host")]
    event = make_event(roles=roles, earliest=date(2026, 3, 23))
    plan_reminders(now=NOW)
    Delivery.objects.filter(recipient=people["TUR"]).update(state="sent")
    Delivery.objects.filter(recipient=people["AZE"]).update(state="unknown")
    Delivery.objects.filter(recipient=people["THA"]).update(state="failed")
    do(event, Action.CANCEL)
    told = Delivery.objects.filter(rule_key__startswith="notice-").values_list("recipient__email", flat=True)
    assert sorted(told) == sorted(people[code].email for code in ("KAZ", "TUR", "AZE"))


def test_who_made_the_change_is_not_told(outbox, world):
    make_rule(days=7, recipients="editors")
    editors = [make_user(role="editor") for _number in range(2)]
    event = make_event(roles=[secretariat_role()], earliest=date(2026, 3, 23))
    run(NOW)
    do(event, Action.CANCEL, actor=editors[0], at=LATER)
    notice = Delivery.objects.get(rule_key__startswith="notice-")
    assert notice.recipient == editors[1]


def test_hidden_event_is_not_told(outbox, seminar, person):
    change(seminar, visibility="secretariat", earliest=NEW_DAY.earliest, latest=NEW_DAY.latest)
    assert ledger() == []
    change(seminar, earliest=OTHER_DAY.earliest, latest=OTHER_DAY.latest)
    assert ledger() == []
    change(seminar, visibility="member_states", earliest=NEW_DAY.earliest, latest=NEW_DAY.latest)
    assert ledger() == []


def test_event_hidden_before_the_notice_left_is_not_named(outbox, seminar, person):
    do(seminar, Action.MOVE, dates=NEW_DAY)
    change(seminar, at=NOW + MINUTE, visibility="secretariat")
    assert run(LATER) == 0
    assert ledger() == [(person.email, "superseded", reasons.HIDDEN)]


def test_notice_that_comes_too_late_is_not_sent(outbox, seminar, person):
    do(seminar, Action.MOVE, dates=NEW_DAY)
    assert run(NOW + timedelta(days=120)) == 0
    assert ledger() == [(person.email, "expired", reasons.OVER)]


def test_reminders_of_the_old_date_do_not_end_the_notice(outbox, rule, seminar, person):
    plan_reminders(now=NOW)
    do(seminar, Action.CANCEL)
    plan_reminders(now=NOW)
    assert ledger() == [(person.email, "planned", ""), (person.email, "superseded", reasons.CANCELLED)]
    assert run(NOW + REST) == 1


def test_many_changes_are_one_mail_a_person(outbox, person, world):
    for number in range(3):
        event = make_event(title_en=f"Event {number}", roles=[state_role(world.kaz)])
        do(event, Action.CANCEL)
    assert run(NOW + REST) == 1
    message = messages(outbox)[person.email]
    assert message["Subject"] == "3 events have changed"
    assert text_of(message).count("Cancelled\n") >= 3


def test_change_while_the_mail_waits_is_never_lost(outbox, seminar, person):
    do(seminar, Action.MOVE, dates=NEW_DAY)
    send_due_deliveries(now=NOW + REST)
    do(seminar, Action.CANCEL, at=NOW + REST)
    assert run(NOW + REST + MINUTE) == 1
    assert messages(outbox)[person.email]["Subject"] == "Cancelled: Seminar on hygiene"
    assert Delivery.objects.filter(state="planned").count() == 1


def test_change_that_failed_owes_nothing(seminar, person):
    seminar.refresh_from_db()
    with pytest.raises(Exception, match="event"):
        save_event(event=seminar, act=make_act(), version=7, roles=[])
    assert ledger() == []


@pytest.mark.django_db(transaction=True)
def test_two_savers_at_once_owe_one_notice(seminar, person):
    """Who comes second is refused, or finds the event as he wants it: neither writes anything."""
    run_together(lambda index: do(seminar.__class__.objects.get(pk=seminar.pk), Action.CANCEL))
    cancellations = Change.objects.of("event", seminar.public_id).filter(action=Change.Action.UPDATED)
    assert [change.after for change in cancellations] == [{"status": "cancelled"}]
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("reason", ["See https://evil.example/now", "Ask www.evil.example"])
def test_reason_never_becomes_a_link(outbox, seminar, person, reason):
    do(seminar, Action.CANCEL, reason=reason)
    run(NOW + REST)
    message = messages(outbox)[person.email]
    for part in (text_of(message), message.get_body(["html"]).get_content()):
        assert "evil.example" not in part
        assert "evil.\u200bexample" in part
