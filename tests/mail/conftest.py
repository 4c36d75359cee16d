"""A ledger with notes in it, an outbox folder and a scripted SMTP server."""

import copy

import pytest

from cica_portal.common.mailing import registry
from cica_portal.common.mailing.ledger import queue_mail
from tests.factories import NOW, make_user
from tests.mail import notes
from tests.mail.smtp_server import ScriptedServer


@pytest.fixture
def outbox(settings, tmp_path):
    settings.PORTAL_OUTBOX_DIR = tmp_path / "outbox"
    return settings.PORTAL_OUTBOX_DIR


@pytest.fixture
def smtp(settings):
    server = ScriptedServer()
    settings.PORTAL_OUTBOX_DIR = None
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 0.4
    yield server
    server.stop()


@pytest.fixture
def note_kind(settings, monkeypatch):
    """Mails of the kind "note": repeated once when their fate is unknown; "once" is never repeated."""
    templates = copy.deepcopy(settings.TEMPLATES)
    once = {name.replace("/note", "/once"): text for name, text in notes.TEMPLATES.items()}
    templates[0]["APP_DIRS"] = False
    templates[0]["OPTIONS"]["loaders"] = [
        ("django.template.loaders.locmem.Loader", notes.TEMPLATES | once),
        "django.template.loaders.filesystem.Loader",
    ]
    settings.TEMPLATES = templates
    monkeypatch.setattr(registry, "kinds", dict(registry.kinds))
    registry.register("note", builder="tests.mail.notes.build", repeat_when_unknown=True)
    registry.register("once", builder="tests.mail.notes.build")


@pytest.fixture
def queue(note_kind, db):
    def queue_note(text="Hello", *, template="note", recipient=None, at=NOW):
        return queue_mail(
            recipient=recipient or make_user(), template=template, at=at, context={"text": text} if text else {}
        )

    return queue_note


@pytest.fixture
def person(world):
    """A liaison of Kazakhstan."""
    return make_user(role="liaison", state=world.kaz)
