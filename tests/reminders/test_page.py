"""The Secretariat's page of reminders."""

from datetime import timedelta

import pytest

from cbm_events.models import Event
from cbm_events.reminders import reasons
from cbm_events.reminders.gathering import send_due_deliveries
from cbm_events.reminders.planner import plan_reminders
from cica_portal.common import history
from cica_portal.common.mailing.sweep import send_due_mail
from cica_portal.common.models import Delivery
from tests.factories import NOW, make_act, make_event, make_rule, make_user, state_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def ledger(outbox, world):
    """One reminder in each part: due now and sent, failed, ended, still to come."""
    make_rule(days=7, name_en="A week before", name_ru="За неделю")
    kaz = make_user(role="liaison", state=world.kaz, name="Liaison of the north", email="north@example.org")
    make_user(role="liaison", state=world.tha, name="Liaison of the south", email="south@example.org")
    soon = (NOW + timedelta(days=7)).date()
    events = {
        "sent": make_event(title_en="Sent seminar", earliest=soon, roles=[state_role(world.kaz)]),
        "failed": make_event(title_en="Failed forum", earliest=soon, roles=[state_role(world.tha)]),
        "ended": make_event(title_en="Ended event", earliest=soon, roles=[state_role(world.tha)]),
        "coming": make_event(
            title_en="Coming course", earliest=soon + timedelta(days=20), roles=[state_role(world.tha)]
        ),
    }
    plan_reminders(now=NOW)
    rows = Delivery.objects.filter
    rows(subject_key=events["failed"].public_id).update(state="failed", reason="550 no such box", settled_at=NOW)
    rows(subject_key=events["ended"].public_id).update(state="superseded", reason=reasons.MOVED, settled_at=NOW)
    send_due_deliveries(now=NOW)
    send_due_mail(now=NOW)
    assert rows(subject_key=events["sent"].public_id).get().recipient == kaz
    return events


def titles(html):
    return [title for title in ("Sent seminar", "Failed forum", "Ended event", "Coming course") if title in html]


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("show", "seen", "words"),
    [
        ("upcoming", ["Coming course"], ["3 April 2026, 09:00", "A week before", "Liaison of the south", "Planned"]),
        ("sent", ["Sent seminar"], ["16 March 2026, 14:00", "Liaison of the north", "Kazakhstan", "Sent"]),
        ("trouble", ["Failed forum"], ["550 no such box"]),
        ("skipped", ["Ended event"], [reasons.MOVED]),
        ("nonsense", ["Coming course"], []),
    ],
)
def test_each_part_of_the_ledger(client_as, ledger, show, seen, words):
    html = page(client_as("reader"), f"/reminders/?show={show}").replace("\u00a0", " ")
    assert titles(html) == seen
    assert [word for word in words if word not in html] == []


def test_page_opens_with_what_is_due_and_what_failed(client_as, ledger):
    html = page(client_as("reader"), "/reminders/")
    assert "No reminder is due within a day." in html
    assert "1 failed since yesterday." in html
    assert "7 days before: First day" in " ".join(html.split())


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("seminar", ["Sent seminar"]),
        ("north", ["Sent seminar"]),
        ("KAZAKH", ["Sent seminar"]),
        ("казах", ["Sent seminar"]),
        ("south", []),
        ("100%_", []),
        ("\0", ["Sent seminar"]),
    ],
)
def test_search_finds_people_and_events(client_as, ledger, text, seen):
    html = client_as("reader").get("/reminders/", {"show": "sent", "q": text}).content.decode()
    assert titles(html) == seen


def test_removed_event_stays_in_the_ledger(client_as, ledger):
    with history.batch(make_act()) as batch:
        batch.remove(Event.objects.get(pk=ledger["sent"].pk))
    assert "Removed" in page(client_as("reader"), "/reminders/?show=sent")


@pytest.mark.parametrize("role", ["visitor", "partner", "liaison"])
def test_page_is_for_the_secretariat(client_as, ledger, role):
    assert client_as(role).get("/reminders/").status_code == 403


def test_russian_page(client_as, ledger):
    shown = page(client_as("reader"), "/ru/reminders/")
    assert "За неделю" in shown
    assert '<th scope="col">О чём</th>' in shown


def test_queries_do_not_grow_with_the_rows(client_as, ledger, django_assert_max_num_queries, world):
    client = client_as("reader")
    for _number in range(5):
        make_event(earliest=(NOW + timedelta(days=30)).date(), roles=[state_role(world.kaz)])
    plan_reminders(now=NOW)
    with django_assert_max_num_queries(24):
        client.get("/reminders/")
