"""A new password by mail, or by who knows the old one: both sign everybody else out and are told to the owner."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client

from cica_portal.common.models import Change, Mail
from members.models import User
from tests.accounts.codes import code_now
from tests.accounts.post import deliver, links_of
from tests.factories import NOW, PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
NEW = "four plain words suffice"
BOTH = {"password1": NEW, "password2": NEW}


def ask(user: User, address: str = "") -> list[str]:
    """Ask for a new password; returns the links of the mail, the reader's language first."""
    Client().post("/new-password/", {"email": address or user.email})
    return links_of(deliver(at=NOW)[-1])


def follow(client: Client, link: str) -> str:
    response = client.get(link)
    assert response.status_code == 302
    address: str = response["Location"]
    return address


def test_the_link_leads_to_a_page_without_its_secret(client: Client, envoy: User):
    link = ask(envoy)[0]
    address = follow(client, link)
    assert address.endswith("-set-password/")
    page = client.get(address)
    assert link.rstrip("/").rpartition("-")[2] not in page.content.decode()
    answers = (client.get(link), page)
    assert [answer["Referrer-Policy"] for answer in answers] == ["no-referrer", "same-origin"]
    assert ["no-store" in answer["Cache-Control"] for answer in answers] == [True, True]


@pytest.mark.both
def test_looking_changes_nothing_and_sending_counts_once(client: Client, envoy: User):
    link = ask(envoy)[0]
    for _visit in range(3):
        follow(Client(), link)
    address = follow(client, link)
    assert client.post(address, BOTH)["Location"] == "/reset/done/"
    envoy.refresh_from_db()
    assert envoy.check_password(NEW)
    again = Client().get(link)
    assert "This link does not work any more" in again.content.decode()
    assert "This link does not work any more" in client.post(address, BOTH).content.decode()


@pytest.mark.both
def test_it_is_told_to_the_owner_and_to_the_history(client: Client, envoy: User):
    client.post(follow(client, ask(envoy)[0]), BOTH)
    change = Change.objects.get(kind="user", subject_id=envoy.public_id, action="updated")
    assert (change.fields, change.actor, change.visibility) == (["password_set_at"], envoy, "secretariat")
    notice = Mail.objects.get(template="members/notice")
    assert (notice.recipient, notice.context["what"]) == (envoy, "password_reset")
    assert {message["Subject"] for message in deliver(at=NOW)} == {"A new password", "Your password was changed"}


def test_the_secret_is_nowhere_in_the_database(client: Client, envoy: User):
    key = ask(envoy)[0].rstrip("/").rpartition("/")[2].partition("-")[2]
    kept = [*User.objects.values(), *Mail.objects.values(), *Change.objects.values()]
    assert [row for row in kept if key in repr(row)] == []


def test_a_waiting_mail_holds_no_secret_at_all(envoy: User):
    Client().post("/new-password/", {"email": envoy.email})
    mail = Mail.objects.get()
    assert (mail.address, mail.recipient, mail.context, mail.subject) == (envoy.email, None, {}, "")


def test_the_mail_goes_to_the_stored_address_in_its_language(envoy: User):
    envoy.language = "ru"
    envoy.save()
    assert ask(envoy, "ENVOY@Example.ORG")[0].startswith("/ru/")
    assert deliver(at=NOW)[-1]["To"] == "envoy@example.org"


@pytest.mark.parametrize("state", ["unknown", "closed", "partner"])
def test_nobody_else_gets_a_mail(envoy: User, state: str):
    if state == "closed":
        User.objects.filter(pk=envoy.pk).update(is_active=False)
    if state == "partner":
        User.objects.filter(pk=envoy.pk).update(role="partner", state=None)
    Client().post("/new-password/", {"email": "nobody@example.org" if state == "unknown" else envoy.email})
    assert deliver(at=NOW) == []
    assert Mail.objects.get().state == Mail.State.WITHDRAWN


def test_the_link_is_good_for_some_hours(client: Client, envoy: User, at_now):
    link = ask(envoy)[0]
    at_now.shift(timedelta(hours=4, seconds=5))
    assert "This link does not work any more" in client.get(link).content.decode()


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "partner", "state": None}])
def test_the_link_of_a_closed_account_opens_nothing(client: Client, envoy: User, change):
    link = ask(envoy)[0]
    User.objects.filter(pk=envoy.pk).update(**change)
    assert "This link does not work any more" in client.get(link).content.decode()


def test_a_new_password_does_not_sign_in_and_does_not_spare_the_second_factor(client: Client, guarded: User):
    client.post(follow(client, ask(guarded)[0]), BOTH)
    assert get_user(client).is_anonymous
    response = client.post("/sign-in/", {"email": guarded.email, "password": NEW})
    assert response["Location"] == "/sign-in/second-factor/"
    assert get_user(client).is_anonymous
    client.post("/sign-in/second-factor/", {"code": code_now()})
    assert get_user(client) == guarded


@pytest.mark.both
def test_a_new_password_ends_every_session(client: Client, envoy: User, sign_in):
    elsewhere = sign_in(envoy, browser=Client())
    client.post(follow(client, ask(envoy)[0]), BOTH)
    assert get_user(elsewhere).is_anonymous


def change(client: Client, **values):
    return client.post("/account/password/", {"oldpassword": PASSWORD} | BOTH | values)


@pytest.mark.both
def test_changing_it_keeps_this_session_and_ends_the_others(client: Client, envoy: User, sign_in):
    elsewhere = sign_in(envoy, browser=Client())
    old_key = elsewhere.session.session_key
    sign_in(envoy)
    assert change(client)["Location"] == "/account/"
    assert get_user(client) == envoy
    assert get_user(elsewhere).is_anonymous
    assert not elsewhere.session.exists(old_key)
    row = Change.objects.get(kind="user", subject_id=envoy.public_id, action="updated")
    assert (row.fields, row.door) == (["password_set_at"], "page")
    assert Mail.objects.get(template="members/notice").context["what"] == "password_changed"


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"oldpassword": "wrong"}, {"oldpassword": ["This is not your present password. Enter it again."]}),
        ({"password2": "something else here"}, {"password2": ["The two are not the same. Enter both again."]}),
        ({"oldpassword": ""}, {"oldpassword": ["Enter your password."]}),
    ],
)
def test_errors_change_nothing(client: Client, envoy: User, sign_in, values, errors):
    sign_in(envoy)
    assert change(client, **values).context["form"].errors == errors
    envoy.refresh_from_db()
    assert envoy.check_password(PASSWORD)


@pytest.mark.parametrize("password", ["short", "password1234", "envoy@example.org", "x" * 129])
def test_rules_of_passwords(client: Client, envoy: User, sign_in, password: str):
    sign_in(envoy)
    page = change(client, password1=password, password2=password)
    assert "password1" in page.context["form"].errors


def test_a_long_password_of_plain_words_is_good(client: Client, envoy: User, sign_in):
    sign_in(envoy)
    words = "слово " * 20
    assert change(client, password1=words, password2=words).status_code == 302
