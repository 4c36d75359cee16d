"""The Secretariat signs in with two factors; without the second it sees one page only, to set one up."""

import logging
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.test import Client

from cica_portal.common.models import Change, Mail
from cica_portal.common.viewer import ANONYMOUS
from members.models import User
from members.viewers import viewer_for
from tests.accounts.codes import SECRET, code_now
from tests.accounts.entering import enter
from tests.factories import PASSWORD, make_event, make_user
from tests.pages.reading import elements, page_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
SETUP = "/account/second-factor/"
SECRETARIAT = ("administrator", "editor", "reader")


@pytest.mark.parametrize("role", SECRETARIAT)
def test_staff_without_it_is_led_to_it_and_sees_nothing_else(client: Client, role: str):
    user = make_user(role=role, is_demo=False)
    event = make_event(visibility="secretariat")
    assert enter(client, user)["Location"] == "/"
    for path in ("/", "/events/", f"/events/{event.public_id}/", "/account/", "/admin/", "/events/new/", "/reminders/"):
        response = client.get(path)
        assert (path, response.status_code, response["Location"]) == (path, 302, SETUP)
    assert client.post("/events/new/", {})["Location"] == SETUP
    assert client.get("/ru/events/")["Location"] == f"/ru{SETUP}"


@pytest.mark.parametrize("role", SECRETARIAT)
def test_the_viewer_of_such_a_person_is_the_public_one(role: str):
    user = make_user(role=role, is_demo=False)
    assert (viewer_for(user), user.is_staff, user.has_perm("members.change_user")) == (ANONYMOUS, False, False)


@pytest.mark.both
def test_the_api_shows_such_a_person_what_everybody_sees(client: Client, officer: User):
    event = make_event(visibility="secretariat")
    client.force_login(officer)
    assert client.get(f"/api/v1/events/{event.public_id}/").status_code == 404
    assert client.get("/api/v1/events/").json() == Client().get("/api/v1/events/").json()


def test_the_way_out_and_the_way_on_are_open(client: Client, officer: User):
    client.force_login(officer)
    page = client.get(SETUP)
    assert "Your role needs a second factor." in page.content.decode()
    assert [path for path in ("app/", "passkeys/add/") if client.get(SETUP + path).status_code != 200] == []
    assert client.get(f"{SETUP}codes/")["Location"] == SETUP
    assert client.post("/sign-out/")["Location"] == "/"
    assert get_user(client).is_anonymous


@pytest.mark.parametrize("role", ["liaison"])
def test_a_liaison_may_have_one_and_need_not(client: Client, envoy: User, role: str):
    client.force_login(envoy)
    assert client.get("/events/").status_code == 200
    assert client.get(SETUP).status_code == 200


def test_demo_users_are_spared_in_an_embedded_portal_only(settings):
    user = make_user(role="editor", is_demo=True)
    assert viewer_for(user).is_secretariat
    settings.EMBEDDED = False
    assert viewer_for(User.objects.get(pk=user.pk)) == ANONYMOUS


def set_up(client: Client, **values):
    secret = elements_text(client.get(f"{SETUP}app/"))
    return client.post(f"{SETUP}app/", {"code": code_now(secret=secret)} | values)


def elements_text(response) -> str:
    (paragraph,) = elements(page_of(response), "p", class_="secret")
    return words(paragraph)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app(client: Client, officer: User, sign_in):
    elsewhere = sign_in(officer, browser=Client())
    sign_in(officer)
    response = set_up(client)
    assert response["Location"] == f"{SETUP}codes/"
    assert client.get("/events/").status_code == 200
    assert get_user(elsewhere).is_anonymous
    change = Change.objects.get(kind="user", subject_id=officer.public_id, action="updated")
    assert (change.before, change.after, change.actor) == ({"second_factor": ""}, {"second_factor": "totp"}, officer)
    assert Mail.objects.get(template="members/notice").context["what"] == "totp_activated"


def test_a_wrong_code_sets_up_nothing(client: Client, officer: User, sign_in):
    sign_in(officer)
    page = set_up(client, code="000000")
    assert page.context["form"].errors == {
        "code": ["This code is not right, or no longer. Enter the one that is shown now."]
    }
    assert not Authenticator.objects.exists()
    assert "data:" not in page.content.decode()


@pytest.mark.both
def test_secrets_are_encrypted_at_rest(client: Client, officer: User, sign_in):
    sign_in(officer)
    secret = elements_text(client.get(f"{SETUP}app/"))
    client.post(f"{SETUP}app/", {"code": code_now(secret=secret)})
    app, codes = (Authenticator.objects.get(type=kind) for kind in ("totp", "recovery_codes"))
    assert secret not in repr(app.data)
    assert len(codes.wrap().get_unused_codes()) == 10
    assert set(codes.data) == {"seed", "used_mask"}


def test_what_was_encrypted_under_another_key_opens_nothing(guarded: User, sign_in, settings):
    settings.SECRET_KEY = "another key that has replaced the first one without a trace of it"
    client = sign_in(guarded)
    page = client.post("/sign-in/second-factor/", {"code": code_now()})
    assert "This code is not right" in page.content.decode()
    settings.SECRET_KEY_FALLBACKS = []


def test_recovery_codes_are_shown_once(client: Client, officer: User, sign_in):
    sign_in(officer)
    set_up(client)
    first, second = (client.get(f"{SETUP}codes/").content.decode() for _visit in range(2))
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert [code in first for code in codes] == [True] * 10
    assert [code in second for code in codes] == [False] * 10
    assert client.get(f"{SETUP}codes/download/").status_code == 404


def half_way(client: Client, user: User) -> str:
    return enter(client, user)["Location"]


def test_the_password_alone_opens_nothing(client: Client, guarded: User):
    assert half_way(client, guarded) == "/sign-in/second-factor/"
    assert get_user(client).is_anonymous
    assert client.get("/account/")["Location"] == "/sign-in/?next=/account/"
    assert client.get(f"{SETUP}app/")["Location"].startswith("/sign-in/")


def test_the_code_completes_it_where_the_person_wanted_to_go(client: Client, guarded: User):
    enter(client, guarded, next="/events/?year=2026")
    before = client.session.session_key
    response = client.post("/sign-in/second-factor/", {"code": code_now()})
    assert response["Location"] == "/events/?year=2026"
    assert get_user(client) == guarded
    assert client.session.session_key != before


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_slow_clock_is_borne(client: Client, guarded: User, steps: int):
    half_way(client, guarded)
    client.post("/sign-in/second-factor/", {"code": code_now(steps=steps)})
    assert get_user(client) == guarded


@pytest.mark.parametrize("code", [code_now(steps=5), "", "12345", "123 456", "abcdef", "１２３４５６"])
def test_wrong_codes_open_nothing(client: Client, guarded: User, code: str):
    half_way(client, guarded)
    assert client.post("/sign-in/second-factor/", {"code": code}).status_code == 200
    assert get_user(client).is_anonymous


@pytest.mark.parametrize("writing", ["{}", " {} ", "{:.3}-{:.3}"])
def test_a_code_counts_once(guarded: User, at_now, writing: str):
    """Even a minute later, when allauth's own mark is gone, and however it is written."""
    code = code_now(steps=1)
    first, second = Client(), Client()
    half_way(first, guarded)
    first.post("/sign-in/second-factor/", {"code": code})
    assert get_user(first) == guarded
    at_now.shift(timedelta(seconds=45))
    half_way(second, guarded)
    written = f"{code[:3]}-{code[3:]}" if "-" in writing else writing.format(code)
    second.post("/sign-in/second-factor/", {"code": written})
    assert get_user(second).is_anonymous


@pytest.mark.both
def test_a_recovery_code_counts_once(client: Client, officer: User, sign_in):
    sign_in(officer)
    set_up(client)
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    first, second = Client(), Client()
    for browser in (first, second):
        half_way(browser, officer)
        browser.post("/sign-in/second-factor/", {"code": code})
    assert (get_user(first), get_user(second).is_anonymous) == (officer, True)


def test_codes_cannot_be_guessed_on_and_on(guarded: User):
    pages = []
    for number in range(7):
        browser = Client(REMOTE_ADDR=f"198.51.100.{number}", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
        half_way(browser, guarded)
        pages.append(browser.post("/sign-in/second-factor/", {"code": "000000"}).content.decode())
    assert ["Too many tries" in page for page in pages] == [False] * 5 + [True] * 2


def test_the_half_way_stop_does_not_last(client: Client, guarded: User, at_now):
    half_way(client, guarded)
    at_now.shift(timedelta(minutes=16))
    assert client.post("/sign-in/second-factor/", {"code": code_now()})["Location"] == "/sign-in/"
    assert get_user(client).is_anonymous


def full(client: Client, user: User) -> Client:
    half_way(client, user)
    client.post("/sign-in/second-factor/", {"code": code_now()})
    assert get_user(client) == user
    client.get("/account/")
    return client


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_removing_it_is_told_and_shuts_the_door(client: Client, guarded: User):
    full(client, guarded)
    assert client.post(f"{SETUP}app/remove/")["Location"] == SETUP
    assert client.get("/events/")["Location"] == SETUP
    change = Change.objects.get(kind="user", subject_id=guarded.public_id, action="updated")
    assert (change.before, change.after) == ({"second_factor": "totp"}, {"second_factor": ""})
    assert Mail.objects.get(template="members/notice").context["what"] == "totp_deactivated"


@pytest.mark.parametrize("path", ["app/remove/", "codes/new/", "passkeys/add/"])
def test_changes_ask_once_more_who_it_is(client: Client, guarded: User, at_now, path: str):
    full(client, guarded)
    at_now.shift(timedelta(minutes=6))
    response = client.get(SETUP + path)
    assert response["Location"] == f"/account/confirm/?next=%2Faccount%2Fsecond-factor%2F{path.replace('/', '%2F')}"
    confirmed = client.post(response["Location"], {"password": PASSWORD, "next": SETUP + path})
    assert confirmed["Location"] == SETUP + path
    assert client.get(SETUP + path).status_code == 200


def test_a_wrong_password_confirms_nothing(client: Client, guarded: User, at_now):
    full(client, guarded)
    at_now.shift(timedelta(minutes=6))
    page = client.post("/account/confirm/", {"password": "wrong"})
    assert page.context["form"].errors == {"password": ["This is not your password. Enter it again."]}
    assert client.get(f"{SETUP}app/remove/").status_code == 302


def test_keys_of_others_are_not_found(client: Client, officer: User, sign_in):
    other = Authenticator.objects.create(user=make_user(), type="webauthn", data={"name": "Key", "credential": {}})
    sign_in(officer)
    set_up(client)
    for page in ("", "remove/"):
        assert client.get(f"{SETUP}passkeys/{other.pk}/{page}").status_code == 404
    assert client.post(f"{SETUP}passkeys/{other.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=other.pk).exists()


def test_log_lines_hold_no_secret(client: Client, officer: User, sign_in, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    sign_in(officer)
    set_up(client)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    events = [record.msg["event"] for record in caplog.records if isinstance(record.msg, dict)]
    assert "second_factor_changed" in events
    assert [secret for secret in (*codes, code_now(), PASSWORD, SECRET) if secret in caplog.text] == []
