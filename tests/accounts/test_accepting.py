"""A link opens one account, once, in time; looking at it changes nothing."""

import logging
from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client

from cica_portal.common.history import Act
from cica_portal.common.models import Change, Door
from members.accounts.invitations import accept, find_open, hash_of, invite, new_token
from members.models import Invitation, User
from tests.factories import NOW
from tests.parallel import run_together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
GOOD = {"name": "New Person", "password1": "four plain words suffice", "password2": "four plain words suffice"}
GONE = "This invitation does not work any more"


def make_invitation(**values) -> Invitation:
    row = Invitation(**{"email": "new@example.org", "name": "Newcomer at work", "role": "editor"} | values)
    return invite(invitation=row, act=Act(door=Door.PAGE, at=NOW))


def token_of(row: Invitation) -> str:
    token = new_token(row, at=NOW)
    assert token is not None
    return token


@pytest.fixture
def token(db) -> str:
    return token_of(make_invitation())


def follow(client: Client, token: str):
    response = client.get(f"/invitation/{token}/")
    assert (response.status_code, response["Location"]) == (302, "/invitation/")
    return client.get("/invitation/")


def test_the_secret_leaves_the_address_at_once(client: Client, token: str):
    page = follow(client, token)
    assert token not in page.content.decode() + repr(dict(client.session))
    link = client.get(f"/invitation/{token}/")
    assert [response["Referrer-Policy"] for response in (link, page)] == ["no-referrer", "same-origin"]
    assert ["no-store" in response["Cache-Control"] for response in (link, page)] == [True, True]


def test_the_secret_reaches_no_log(client: Client, token: str, caplog: pytest.LogCaptureFixture):
    for name in ("", "django_structlog"):
        caplog.set_level(logging.INFO, logger=name)
    follow(client, token)
    client.get(f"/ru/invitation/{token}/")
    requests = [record.msg.get("request") for record in caplog.records if isinstance(record.msg, dict)]
    assert "GET /invitation/[hidden]/" in requests
    assert token not in caplog.text


@pytest.mark.both
def test_looking_changes_nothing(token: str):
    before = Invitation.objects.values().get()
    for _visit in range(3):
        scanner = Client()
        scanner.head(f"/invitation/{token}/")
        follow(scanner, token)
        scanner.head("/invitation/")
    assert Invitation.objects.values().get() == before
    assert not User.objects.exists()


@pytest.mark.both
def test_sending_the_form_opens_the_account_and_signs_in(client: Client, token: str):
    follow(client, token)
    response = client.post("/invitation/", GOOD)
    assert (response.status_code, response["Location"]) == (302, "/")
    user = get_user(client)
    assert isinstance(user, User)
    assert (user.email, user.name, user.role, user.is_demo) == ("new@example.org", "New Person", "editor", False)
    assert user.check_password(GOOD["password1"])
    batch = Change.objects.get(kind="user").batch
    assert sorted(Change.objects.filter(batch=batch).values_list("kind", "action", "actor")) == [
        ("invitation", "updated", user.pk),
        ("user", "created", user.pk),
    ]


def test_a_liaison_gets_the_state_its_zone_and_the_language(client: Client, world):
    row = make_invitation(role="liaison", state=world.tha, language="ru")
    follow(client, token_of(row))
    assert client.post("/invitation/", GOOD)["Location"] == "/ru/"
    user = User.objects.get(email="new@example.org")
    assert (user.state, user.zone, user.language) == (world.tha, "Asia/Bangkok", "ru")


def test_a_used_link_opens_nothing(client: Client, token: str):
    follow(client, token)
    client.post("/invitation/", GOOD)
    response = Client().get(f"/invitation/{token}/")
    assert (response.status_code, GONE in response.content.decode()) == (410, True)


@pytest.mark.parametrize(
    "change", [{"token_hash": "0" * 64}, {"accepted_at": NOW}, {"withdrawn_at": NOW}, {"expires_at": NOW}]
)
def test_every_dead_link_gets_one_answer(client: Client, token: str, change):
    Invitation.objects.update(**change)
    response = client.get(f"/invitation/{token}/")
    assert (response.status_code, GONE in response.content.decode()) == (410, True)
    assert "invitation" not in client.session


def test_the_link_is_good_for_seven_days(client: Client, token: str, at_now):
    at_now.shift(timedelta(days=7) - timedelta(seconds=1))
    follow(client, token)
    at_now.shift(timedelta(seconds=1))
    assert client.post("/invitation/", GOOD).status_code == 410
    assert not User.objects.exists()


def test_a_mail_scanner_does_not_take_the_form_away(client: Client, token: str):
    follow(client, token)
    follow(Client(), token)
    assert client.post("/invitation/", GOOD).status_code == 302


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"name": ""}, {"name": ["Enter your name."]}),
        ({"password2": "four other words here"}, {"password2": ["The two are not the same. Enter both again."]}),
        ({"password1": ""}, {"password1": ["Enter a new password."]}),
    ],
)
def test_errors_leave_the_invitation_open(client: Client, token: str, values, errors):
    follow(client, token)
    response = client.post("/invitation/", GOOD | values)
    assert (response.status_code, response.context["form"].errors) == (422, errors)
    assert client.post("/invitation/", GOOD).status_code == 302


@pytest.mark.parametrize("password", ["short", "password1234", "new@example.org", "newcomer-at-work"])
def test_weak_passwords_are_refused(client: Client, token: str, password: str):
    follow(client, token)
    response = client.post("/invitation/", GOOD | {"password1": password, "password2": password})
    assert list(response.context["form"].errors) == ["password1"]


def test_nothing_but_name_and_password_is_taken_from_the_form(client: Client, token: str):
    follow(client, token)
    client.post("/invitation/", GOOD | {"role": "administrator", "email": "x@example.org", "is_demo": "on"})
    user = User.objects.get()
    assert (user.role, user.email, user.is_demo) == ("editor", "new@example.org", False)


def test_an_account_made_in_the_meantime_is_not_taken_over(client: Client, token: str):
    follow(client, token)
    User.objects.create(email="New@example.org", name="First", role="editor", password="!")
    response = client.post("/invitation/", GOOD)
    assert (response.status_code, User.objects.get().name) == (422, "First")


def test_whoever_was_signed_in_before_is_not_any_more(client: Client, token: str, envoy: User):
    client.force_login(envoy)
    follow(client, token)
    client.post("/invitation/", GOOD)
    assert get_user(client) == User.objects.get(email="new@example.org")


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_does(token: str):
    def take(index: int) -> User:
        row = find_open(hash_of(token), at=NOW)
        assert row is not None
        return accept(invitation=row, name=f"Person {index}", password="four plain words suffice", at=NOW)

    answers = run_together(take, count=2)
    assert len([answer for answer in answers if isinstance(answer, User)]) == 1
    assert User.objects.count() == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_two_forms_sent_at_once_one_counts(token: str):
    browsers = [Client(), Client()]
    for browser in browsers:
        follow(browser, token)
    statuses = run_together(lambda index: browsers[index].post("/invitation/", GOOD).status_code, count=2)
    assert sorted(statuses) in ([302, 410], [302, 422])
    assert User.objects.count() == 1
