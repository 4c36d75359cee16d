"""Rules edited in the browser, looked at on a real event and sent to oneself."""

from datetime import time, timedelta

import pytest

from cbm_events.models import Event, ReminderRule
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.models import Change, Delivery, Mail
from tests.factories import NOW, make_event, make_rule, state_role
from tests.reminders.conftest import words
from tests.reminders.test_sending import messages, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

GOOD = {
    "name_en": "Three days before", "name_ru": "За три дня", "days": "3", "side": "before", "anchor": "start",
    "recipients": "council", "channel": "daily", "local_time": "08:30", "intro_en": "Soon.", "intro_ru": "Скоро.",
}  # fmt: skip


@pytest.fixture
def client(client_as):
    return client_as("administrator")


def test_new_rule_is_stored_with_its_history(client, administrator):
    answer = client.post("/reminders/rules/new/", GOOD)
    rule = ReminderRule.objects.get()
    assert answer.headers["Location"] == f"/reminders/rules/{rule.public_id}/preview/"
    assert (rule.name_ru, rule.offset, rule.recipients, rule.local_time) == ("За три дня", -3, "council", time(8, 30))
    change = Change.objects.of("reminder_rule", rule.public_id).get()
    assert (change.action, change.actor, change.door) == ("created", administrator, "page")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("days", "366", "Choose 365 days or fewer."),
        ("days", "", "This field is required."),
        ("local_time", "25:00", "Enter a valid time."),
        ("intro_en", "<b>Now</b>", "Write plain text: remove the HTML tags."),
        ("recipients", "everybody", "Select a valid choice."),
    ],
)
def test_bad_value_is_told(client, name, value, message):
    answer = client.post("/reminders/rules/new/", GOOD | {name: value})
    assert answer.status_code == 422
    assert message in words(answer)
    assert not ReminderRule.objects.exists()


def test_the_same_rule_twice_is_refused(client):
    make_rule(days=3, recipients="council")
    answer = client.post("/reminders/rules/new/", GOOD)
    assert answer.status_code == 422
    assert "There is already a rule for these days and recipients." in words(answer)


def test_day_itself_is_before(client):
    answer = client.post("/reminders/rules/new/", GOOD | {"days": "0", "side": "after"})
    assert answer.status_code == 422


def test_second_saver_is_shown_the_rule_as_it_is(client):
    rule = make_rule(days=3)
    address = f"/reminders/rules/{rule.public_id}/"
    assert client.post(address, GOOD | {"seen_version": "1"}).status_code == 302
    answer = client.post(address, GOOD | {"seen_version": "1", "name_en": "Other name"})
    assert answer.status_code == 409
    assert ReminderRule.objects.get().name_en == "Three days before"
    assert client.post(address, GOOD).status_code == 422


def test_history_of_a_rule_says_who_and_what(client, administrator):
    rule = make_rule(name_en="Old name", days=3)
    client.post(f"/reminders/rules/{rule.public_id}/", GOOD | {"seen_version": "1"})
    html = words(client.get(f"/reminders/rules/{rule.public_id}/"))
    assert "name_en: Old name" in html
    assert f"Changed · {administrator.name}" in html


def test_switching_off_twice_is_done_once(client):
    rule = make_rule()
    address = f"/reminders/rules/{rule.public_id}/switch/"
    for _time in range(2):
        assert client.post(address, {"to": "off", "version": "1"}).status_code == 302
    rule.refresh_from_db()
    assert (rule.is_active, rule.version) == (False, 2)
    client.post(address, {"to": "on", "version": "2"})
    rule.refresh_from_db()
    assert rule.is_active is True


def test_switch_with_a_stale_version_changes_nothing(client):
    rule = make_rule()
    client.post(f"/reminders/rules/{rule.public_id}/switch/", {"to": "off", "version": "7"})
    rule.refresh_from_db()
    assert rule.is_active is True


@pytest.fixture
def shown_rule(world):
    """A rule with words, and two events to show it on."""
    days = [(NOW + timedelta(days=40)).date(), (NOW + timedelta(days=50)).date()]
    make_event(title_en="First seminar", earliest=days[0])
    make_event(title_en="Second & last seminar", title_ru="Второй семинар", earliest=days[1])
    return make_rule(days=7, intro_en="Please check.", intro_ru="Проверьте.")


def second_event():
    return Event.objects.get(title_ru="Второй семинар").public_id


def test_preview_shows_the_mail_of_the_day_when_it_is_due(client, shown_rule):
    html = words(client.get(f"/reminders/rules/{shown_rule.public_id}/preview/"))
    assert "Begins in 7 days: First seminar" in html
    html = words(client.get(f"/reminders/rules/{shown_rule.public_id}/preview/?on={second_event()}"))
    assert "Begins in 7 days: Second &amp; last seminar" in html
    assert "Второй семинар" in html
    assert html.index("Please check.") < html.index("Проверьте.")
    assert (Mail.objects.count(), Delivery.objects.count()) == (0, 0)


@pytest.mark.parametrize(("language", "first"), [("en", "Please check."), ("ru", "Проверьте.")])
def test_preview_puts_the_language_of_the_imagined_reader_first(client, shown_rule, language, first):
    address = f"/reminders/rules/{shown_rule.public_id}/preview/"
    html = words(client.get(f"{address}?on={second_event()}&language={language}"))
    assert min("Please check.", "Проверьте.", key=html.index) == first
    picture = words(client.get(f"{address}{second_event()}/?language={language}"))
    assert min("Please check.", "Проверьте.", key=picture.index) == first
    assert f'src="{address}{second_event()}/?language={language}"' in html


def test_strange_language_is_that_of_the_page(client, shown_rule):
    address = f"preview/?on={second_event()}&language=xx"
    html = words(client.get(f"/ru/reminders/rules/{shown_rule.public_id}/{address}"))
    assert html.index("Проверьте.") < html.index("Please check.")


def test_picture_of_a_mail_runs_nothing_and_fetches_nothing(client, shown_rule):
    answer = client.get(f"/reminders/rules/{shown_rule.public_id}/preview/{second_event()}/")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Second &amp; last seminar" in words(answer)
    assert "<script" not in words(answer)
    frame = words(client.get(f"/reminders/rules/{shown_rule.public_id}/preview/"))
    assert '<iframe class="mailframe" sandbox src=' in frame


def test_picture_of_an_event_that_does_not_fit_is_not_there(client, shown_rule):
    other = make_event(status="cancelled").public_id
    for event in (other, "aaaaaaaaaa"):
        assert client.get(f"/reminders/rules/{shown_rule.public_id}/preview/{event}/").status_code == 404


def test_preview_without_any_event(client):
    rule = make_rule()
    assert "Nothing to show it on" in words(client.get(f"/reminders/rules/{rule.public_id}/preview/"))


def test_test_mail_goes_through_the_ledger_to_oneself_only(client, administrator, outbox, world):
    rule = make_rule(days=7)
    event = make_event(
        title_en="First seminar", earliest=(NOW + timedelta(days=40)).date(), roles=[state_role(world.kaz)]
    )
    answer = client.post(f"/reminders/rules/{rule.public_id}/test/", {"on": event.public_id})
    assert answer.headers["Location"] == f"/reminders/rules/{rule.public_id}/preview/?on={event.public_id}"
    assert send_due_mail(now=NOW) == 1
    message = messages(outbox)[administrator.email]
    assert len(messages(outbox)) == 1
    assert message["Subject"] == "Test: Begins in 7 days: First seminar"
    assert "This is a test that you sent to yourself.\n\nBegins in 7 days\n" in text_of(message)
    assert Delivery.objects.count() == 0


def test_test_mail_of_a_hidden_or_unknown_event_is_refused(client):
    rule = make_rule()
    assert client.post(f"/reminders/rules/{rule.public_id}/test/", {"on": "nothing"}).status_code == 404
    assert Mail.objects.count() == 0


@pytest.mark.parametrize("role", ["reader", "editor"])
def test_others_of_the_secretariat_read_the_rules_and_no_more(client_as, role):
    rule = make_rule()
    client = client_as(role)
    html = words(client.get("/reminders/rules/"))
    assert ("A week before" in html, "Switch off" in html, "Add a rule" in html) == (True, False, False)
    for address in ("", "preview/", "preview/aaaaaaaaaa/"):
        assert client.get(f"/reminders/rules/{rule.public_id}/{address}").status_code == 403


def test_list_offers_what_an_administrator_can_do(client):
    rule = make_rule()
    html = words(client.get("/reminders/rules/"))
    assert f'href="/reminders/rules/{rule.public_id}/"' in html
    assert "Switch off" in html
