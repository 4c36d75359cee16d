"""The first administrator of a new portal is entered at the command line, through the same service as everybody."""

import io

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from cica_portal.common.models import Change
from members.models import User

pytestmark = pytest.mark.django_db


def add(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    call_command("add_administrator", "officer@example.org", "First officer", "--password-stdin", verbosity=0)


def test_an_administrator_can_sign_in_and_stands_in_the_history(monkeypatch: pytest.MonkeyPatch):
    add(monkeypatch, "four plain words suffice")
    user = authenticate(username="officer@example.org", password="four plain words suffice")
    assert isinstance(user, User)
    assert user.role == User.Role.ADMINISTRATOR
    assert [(change.kind, change.action, change.door) for change in Change.objects.all()] == [
        ("user", "created", "command")
    ]


def test_a_weak_password_or_a_second_entry_is_refused(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(CommandError, match="at least 12 characters"):
        add(monkeypatch, "short")
    assert not User.objects.exists()
    add(monkeypatch, "four plain words suffice")
    with pytest.raises(CommandError):
        add(monkeypatch, "four plain words suffice")
    assert User.objects.count() == 1
