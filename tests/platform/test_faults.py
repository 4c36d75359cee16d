"""What the portal still does without its broker, and with a full disk."""

import errno
import os
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError, connection
from django.test import Client
from kombu.exceptions import OperationalError as BrokerError

from cbm_events.models import Event, YearlySummary
from cbm_events.tasks import run_waiting_summaries
from cica_portal.common.models import Change, Delivery, Document, Mail
from tests.accounts.entering import enter
from tests.documents.conftest import ABOUT, upload
from tests.factories import make_event, make_rule, make_user, state_role
from tests.reminders.conftest import DUE
from tests.reminders.test_sending import run

PAGES = ("/", "/calendar/", "/events/", "/api/v1/events/", "/feeds/events.ics")
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_pages_answer_without_redis(client: Client, without_redis, path: str):
    make_event(visibility="public", title_ru="Семинар")
    assert client.get(path).status_code == 200


@pytest.mark.django_db
def test_people_sign_in_and_save_without_redis(client: Client, without_redis):
    editor = make_user(role="editor")
    event = make_event()
    assert enter(client, editor).status_code == 302
    answer = client.post(f"/events/{event.public_id}/act/cancel/", {"version": event.version})
    assert answer.status_code == 302
    assert Event.objects.get().status == "cancelled"
    assert client.get("/readyz").json()["status"] == "degraded"


@pytest.mark.django_db
def test_job_that_the_broker_does_not_hear_of_waits_in_its_row(
    client_as, world, monkeypatch, django_capture_on_commit_callbacks
):
    def refuse(**options: object) -> None:
        raise BrokerError("nobody listens")

    monkeypatch.setattr(run_waiting_summaries, "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_as("editor").post("/reports/new/", {"year": "2025", "audience": "public", "rule": ""})
    assert answer.status_code == 302
    assert YearlySummary.objects.get().state == "waiting"


@pytest.fixture
def full_database(transactional_db):
    """A file that may not grow; PostgreSQL would need a disk of its own."""

    def fill():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")

    yield fill
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")


def fill_up() -> None:
    for _number in range(2_000):
        make_event(summary_en="Words. " * 500)


@pytest.mark.sqlite
def test_full_disk_refuses_whole_writes_and_lets_everybody_read(full_database, client: Client):
    make_event(visibility="public", title_ru="Семинар")
    full_database()
    with pytest.raises(OperationalError, match="full"):
        fill_up()
    assert Event.objects.count() >= 1
    assert Change.objects.filter(kind="event").count() == Event.objects.count()
    assert client.get("/events/").status_code == 200


@pytest.mark.django_db
def test_file_that_finds_no_room_leaves_neither_row_nor_file(client_as, settings, tmp_path: Path, monkeypatch):
    def write_a_part(storage: FileSystemStorage, name: str, content: object) -> str:
        raise FULL

    settings.MEDIA_ROOT = tmp_path
    event, browser = make_event(), client_as("editor")
    browser.raise_request_exception = False
    monkeypatch.setattr(FileSystemStorage, "_save", write_a_part)
    answer = browser.post(f"/events/{event.public_id}/documents/new/", ABOUT | {"file": upload()})
    assert (answer.status_code, Document.objects.count()) == (500, 0)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
@pytest.mark.both
def test_outbox_that_finds_no_room_lets_the_mail_wait(settings, tmp_path: Path, world, monkeypatch):
    def refuse(path: Path, content: bytes) -> int:
        raise FULL

    settings.PORTAL_OUTBOX_DIR = tmp_path / "outbox"
    make_user(role="liaison", state=world.kaz)
    make_rule(days=7)
    make_event(roles=[state_role(world.kaz)])
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", refuse)
        assert run(DUE) == 0
    mail = Mail.objects.get()
    assert (mail.state, mail.last_error) == ("queued", f"OSError: {FULL}")
    assert run(mail.not_before) == 1
    assert Delivery.objects.get().state == "sent"
