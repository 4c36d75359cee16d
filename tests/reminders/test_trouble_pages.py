"""What keeps mail from arriving is shown, and put right on the pages: stops, flags, stuck and failed mails."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from cbm_events.models import Event
from cbm_events.reminders import reasons
from cbm_events.reminders.gathering import send_due_deliveries
from cbm_events.reminders.planner import plan_reminders
from cbm_events.reminders.stopping import stop_delivery
from cica_portal.common.mailing import stops
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.mailing.trouble import PATIENCE, trouble
from cica_portal.common.models import AddressFlag, Change, Delivery, Mail, MailStop
from tests.factories import (
    NOW,
    make_act,
    make_address_flag,
    make_delivery,
    make_event,
    make_mail_stop,
    make_rule,
    make_user,
    number,
    state_role,
)
from tests.reminders.conftest import words
from tests.reminders.test_planner import change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def make_mail(**values):
    defaults = {
        "message_id": f"<{number('trouble')}@x>", "address": "a@example.org", "language": "en",
        "template": "invitation", "not_before": NOW, "created_at": NOW,
    }  # fmt: skip
    return Mail.objects.create(**defaults | values)


@pytest.fixture
def coming(outbox, world, person):
    """One reminder, due in an hour."""
    make_rule(days=7)
    make_event(title_en="Coming course", earliest=(NOW + timedelta(days=7)).date(), roles=[state_role(world.kaz)])
    plan_reminders(now=NOW - timedelta(days=1))
    return Delivery.objects.get()


# One reminder ---------------------------------------------------------------------------------------------------------


def test_stopped_reminder_says_by_whom_and_why_and_never_comes_back(client_as, coming, editor):
    client = client_as("editor")
    address = f"/reminders/{coming.pk}/stop/"
    assert "Coming course" in words(client.get(address))
    assert client.post(address, {"because": "He has told us by telephone."}).status_code == 302
    coming.refresh_from_db()
    assert (coming.state, coming.reason, coming.asked_by) == ("superseded", reasons.STOPPED, editor)
    for hours in (0, 1, 2):
        assert plan_reminders(now=NOW + timedelta(hours=hours)).planned == 0
        assert send_due_deliveries(now=NOW + timedelta(hours=hours)) == 0
    shown = words(client.get("/reminders/?show=skipped"))
    assert '<span class="mark-info">Stopped</span>' in shown
    assert "Stopped by Test editor: He has told us by telephone." in shown


def test_stopped_reminder_can_be_sent_after_all(client_as, coming, outbox):
    client = client_as("editor")
    client.post(f"/reminders/{coming.pk}/stop/", {"because": "Too early."})
    assert client.post(f"/reminders/{coming.pk}/again/", {"because": "Not too early."}).status_code == 302
    send_due_deliveries(now=NOW)
    assert send_due_mail(now=NOW) == 1


def test_what_has_become_a_mail_is_not_stopped(client_as, coming):
    send_due_deliveries(now=NOW + timedelta(days=1))
    client = client_as("editor")
    address = f"/reminders/{coming.pk}/stop/"
    assert "Not possible now." in words(client.get(address))
    assert client.post(address, {"because": "Too late."}).status_code == 409
    coming.refresh_from_db()
    assert coming.state == "planned"


@pytest.mark.parametrize("because", ["", " ", "two\nlines", "<b>bold</b>", "x" * 301])
def test_stop_needs_a_reason_in_one_plain_line(client_as, coming, because):
    assert client_as("editor").post(f"/reminders/{coming.pk}/stop/", {"because": because}).status_code == 422
    coming.refresh_from_db()
    assert coming.state == "planned"


def test_two_stop_the_same_one(coming, editor):
    first = stop_delivery(delivery=coming, asked_by=editor, because="One", at=NOW)
    second = stop_delivery(delivery=coming, asked_by=editor, because="Two", at=NOW)
    coming.refresh_from_db()
    assert (first, second, coming.asked_because) == (True, False, "One")


# All sending ----------------------------------------------------------------------------------------------------------


def test_all_sending_is_stopped_and_goes_on(client_as, coming, outbox):
    client = client_as("editor")
    assert client.post("/reminders/stop/", {"because": ""}).status_code == 422
    assert client.post("/reminders/stop/", {"because": "The list is being checked."}).status_code == 302
    shown = words(client.get("/reminders/"))
    assert "All sending is stopped.</b> Since 16 March 2026, 14:00, by Test editor: The list is being checked." in shown
    assert "Stop all sending" not in shown
    send_due_deliveries(now=NOW + timedelta(days=1))
    assert send_due_mail(now=NOW + timedelta(days=1)) == 0
    assert client.post("/reminders/resume/").status_code == 302
    assert "All sending is stopped" not in words(client.get("/reminders/"))
    assert send_due_mail(now=NOW + timedelta(days=1)) == 1
    assert list(Change.objects.filter(kind="mail_stop").values_list("actor__name", flat=True)) == ["Test editor"] * 2


def test_looking_at_the_stop_changes_nothing(client_as):
    client = client_as("editor")
    assert client.get("/reminders/stop/").status_code == 200
    assert client.get("/reminders/resume/").status_code == 405
    assert not MailStop.objects.exists()


def test_reader_sees_the_stop_and_has_no_button(client_as, coming):
    make_mail_stop(make_act(reason="Because."))
    shown = words(client_as("reader").get("/reminders/"))
    assert "All sending is stopped." in shown
    assert "Go on sending" not in shown
    assert "/stop/" not in shown


# Addresses ------------------------------------------------------------------------------------------------------------


def test_flagged_address_is_shown_with_its_person_and_lifted_with_a_reason(client_as, world):
    person = make_user(role="liaison", state=world.kaz, name="Liaison of the north", email="North@example.org")
    flag = make_address_flag(address="north@example.org", last_words="550 5.1.1 no such mailbox")
    client = client_as("administrator")
    shown = words(client.get("/reminders/addresses/"))
    for word in ("Liaison of the north", "Kazakhstan", "550 5.1.1 no such mailbox", f"/user/{person.pk}/change/"):
        assert word in shown
    address = f"/reminders/addresses/{flag.public_id}/lift/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"because": ""}).status_code == 422
    assert client.post(address, {"because": "The mailbox is back."}).status_code == 302
    assert not AddressFlag.objects.standing().exists()
    shown = words(client.get("/reminders/addresses/"))
    assert "The mailbox is back." in shown
    assert "No address is flagged" in shown
    assert client.post(address, {"because": "Twice."}).status_code == 404


def test_corrected_address_is_nobodys(client_as):
    make_address_flag(address="old@example.org")
    assert "Nobody has this address any more" in words(client_as("administrator").get("/reminders/addresses/"))


def test_page_of_reminders_leads_an_administrator_to_the_flags(client_as):
    make_address_flag()
    assert 'href="/reminders/addresses/"' in words(client_as("administrator").get("/reminders/"))
    shown = words(client_as("editor").get("/reminders/"))
    assert "1 address is flagged" in shown
    assert "/reminders/addresses/" not in shown


# The post -------------------------------------------------------------------------------------------------------------


def test_mail_that_waits_too_long_is_told(client_as):
    make_mail(not_before=NOW - PATIENCE, last_error="ConnectionRefusedError: nobody")
    shown = words(client_as("editor").get("/reminders/"))
    assert "Mail does not leave.</b> The first one waits since 16 March 2026, 13:50." in shown
    assert "The mail server: ConnectionRefusedError: nobody" in shown
    assert "Mail does not leave" in words(client_as("editor").get("/"))


@pytest.mark.parametrize(
    "values",
    [
        {"not_before": NOW - PATIENCE + timedelta(seconds=1)},
        {"not_before": NOW + PATIENCE},
        {"not_before": NOW + PATIENCE, "attempts": 1},
        {"not_before": NOW - PATIENCE, "state": "sent"},
    ],
)
def test_mail_that_only_waits_its_turn_is_no_trouble(values):
    make_mail(**values)
    assert trouble(NOW).stuck is None


def test_mail_whose_next_try_does_not_come_is_stuck():
    mail = make_mail(not_before=NOW - PATIENCE, attempts=1, last_error="450 later")
    assert trouble(NOW).stuck == mail


def test_stopped_sending_is_not_called_stuck():
    make_mail(not_before=NOW - PATIENCE)
    stops.stop_sending(act=make_act(reason="Because."))
    assert trouble(NOW).stuck is None


def test_all_is_well(client_as):
    assert not trouble(NOW).is_any
    assert "note warn" not in words(client_as("editor").get("/reminders/"))


def test_administrator_sees_which_other_mails_failed(client_as):
    mail = make_mail(state="failed", address="typo@example.org", last_error="550 no such mailbox")
    carrying = make_mail(state="failed", address="carrier@example.org")
    make_delivery(state="failed", mail=carrying)
    shown = words(client_as("administrator").get("/reminders/?show=trouble"))
    assert "typo@example.org" in shown
    assert mail.last_error in shown
    assert "carrier@example.org" not in shown
    assert "typo@example.org" not in words(client_as("editor").get("/reminders/?show=trouble"))
    assert "typo@example.org" not in words(client_as("administrator").get("/reminders/"))


def test_start_page_of_the_secretariat_names_each_trouble(client_as):
    make_address_flag()
    make_mail(state="unknown")
    make_mail_stop(make_act(reason="The list is being checked."))
    shown = words(client_as("editor").get("/"))
    for word in ("All sending is stopped", "The list is being checked.", "One mail failed", "One address is flagged"):
        assert word in shown


# The ledger -----------------------------------------------------------------------------------------------------------


def test_line_says_the_hour_where_the_recipient_is(client_as, coming, person, world):
    change(person, zone="Asia/Bangkok")
    plan_reminders(now=NOW - timedelta(days=1))
    shown = words(client_as("reader").get("/reminders/"))
    assert "16 March 2026, 07:00" in shown
    assert "09:00 (Bangkok time)" in shown
    with override("ru"):
        assert "09:00 (время Бангкока)" in words(client_as("reader").get("/ru/reminders/"))


def test_line_names_the_day_where_it_is_another_one(client_as, coming, person):
    Delivery.objects.update(due_at=NOW.replace(hour=1))
    change(person, zone="America/New_York")
    assert "15 Mar 2026, 21:00 (UTC−4)" in words(client_as("reader").get("/reminders/"))


def test_recipient_in_astana_has_one_hour(client_as, coming):
    assert "Astana time)" not in words(client_as("reader").get("/reminders/"))


def export(client, query=""):
    response = client.get(f"/reminders/export/{query}")
    assert response.status_code == 200
    return response, b"".join(response.streaming_content).decode("utf-8-sig").splitlines()


def test_spreadsheet_holds_the_part_that_is_shown(client_as, coming, person):
    Event.objects.update(title_en="=HYPERLINK(1)")
    client = client_as("reader")
    response, lines = export(client, "?show=upcoming")
    assert response.headers["Content-Disposition"] == 'attachment; filename="cica-reminders-upcoming-2026-03-16.csv"'
    assert len(lines) == 2
    assert lines[0].startswith("Astana time,Where the recipient is,About,")
    assert f",'=HYPERLINK(1),A week before,{person.name},{person.email},Kazakhstan,Planned," in lines[1]
    assert len(export(client, "?show=sent")[1]) == 1
    assert len(export(client, "?q=nobody+of+this+name")[1]) == 1


def test_spreadsheet_asks_the_same_number_of_times_for_many(client_as, coming, django_assert_max_num_queries):
    client = client_as("reader")
    for _index in range(40):
        make_delivery(subject_key=coming.subject_key, rule_key=coming.rule_key, state="planned", due_at=NOW)
    with django_assert_max_num_queries(14):
        assert len(export(client)[1]) == 42
