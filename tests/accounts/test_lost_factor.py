"""Somebody has lost phone and codes: an administrator, or the operator, takes the second factor away, on the record."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cica_portal.common.models import Change, Mail
from members.models import User
from tests.accounts.codes import code_now
from tests.accounts.entering import enter
from tests.factories import NOW
from tests.page_forms import admin_values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def inside(guarded: User) -> Client:
    """The browser of somebody who is fully signed in."""
    browser = Client()
    enter(browser, guarded)
    browser.post("/sign-in/second-factor/", {"code": code_now()})
    assert get_user(browser) == guarded
    return browser


def change_in_administration(browser: Client, user: User, **values: str):
    address = reverse("admin:members_user_change", args=[user.pk])
    return browser.post(address, admin_values(browser.get(address)) | values)


@pytest.mark.both
def test_an_administrator_removes_it(client_as, administrator: User, guarded: User, inside: Client):
    reason = {"change_note": "Has shown the passport."}
    change_in_administration(client_as("administrator"), guarded, remove_second_factor="on", **reason)
    assert not Authenticator.objects.exists()
    assert get_user(inside).is_anonymous
    change = Change.objects.get(kind="user", subject_id=guarded.public_id, action="updated")
    assert (change.before, change.after) == ({"second_factor": "totp"}, {"second_factor": ""})
    assert (change.actor, change.door, change.note) == (administrator, "admin", "Has shown the passport.")
    mail = Mail.objects.get(template="members/notice")
    assert (mail.recipient, mail.context["what"]) == (guarded, "second_factor_removed")
    browser = Client()
    assert enter(browser, guarded)["Location"] == "/"
    assert browser.get("/events/")["Location"] == "/account/second-factor/"


def test_without_the_tick_it_stays(client_as, administrator: User, guarded: User, inside: Client):
    change_in_administration(client_as("administrator"), guarded, name="Another name")
    assert Authenticator.objects.filter(user=guarded).exists()
    assert (get_user(inside), Mail.objects.count()) == (guarded, 0)


def test_a_password_set_by_an_administrator_is_told_to_its_owner(client_as, guarded: User, inside: Client):
    change_in_administration(client_as("administrator"), guarded, new_password="four plain words suffice")
    assert Mail.objects.get(template="members/notice").context["what"] == "password_set"
    assert get_user(inside).is_anonymous
    assert enter(Client(), guarded, password="four plain words suffice")["Location"] == "/sign-in/second-factor/"


@pytest.mark.both
def test_the_operator_removes_it_with_a_reason(guarded: User):
    call_command("remove_second_factor", "Officer@example.org", "Asked for by the Executive Director.", verbosity=0)
    assert not Authenticator.objects.exists()
    change = Change.objects.get(kind="user", subject_id=guarded.public_id, action="updated")
    assert (change.door, change.actor, change.note, change.reason) == (
        "command", None, "Asked for by the Executive Director.", "",
    )  # fmt: skip
    assert change.at >= NOW


def test_the_operator_is_told_of_a_misspelt_address(db):
    with pytest.raises(CommandError, match=r"Nobody has the address x@example\.org\."):
        call_command("remove_second_factor", "x@example.org", "Lost")
