"""Signing in tells nothing about who has an account, leads nowhere else and leaves its trace in the log."""

import logging
import re

import pytest
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from cica_portal.common.mailing.smtp import SmtpTransport
from members.models import User
from tests.accounts.entering import enter
from tests.accounts.post import deliver, links_of
from tests.factories import NOW, PASSWORD, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
REFUSED = "This e-mail and password do not belong to an account that can sign in. Check both."
WRONG = "not the password"
CSRF = re.compile('name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture
def people(world) -> dict[str, str]:
    """An address of each kind that must look alike from outside."""
    make_user(email="known@example.org", role="liaison", state=world.kaz)
    make_user(email="closed@example.org", is_active=False)
    make_user(email="partner@example.org", role="partner")
    unusable = make_user(email="unusable@example.org")
    unusable.set_unusable_password()
    unusable.save()
    return {kind: f"{kind}@example.org" for kind in ("known", "closed", "partner", "unusable", "unknown")}


def try_password(email: str, password: str = WRONG):
    return Client().post("/sign-in/", {"email": email, "password": password})


def seen(response, email: str) -> tuple[int, str, str]:
    """What an outsider sees; the address that he typed and the page's own tokens set aside."""
    body = CSRF.sub("", response.content.decode().replace(email, "…"))
    return response.status_code, response.get("Location", ""), body


def test_wrong_passwords_get_one_answer(people: dict[str, str]):
    answers = {kind: seen(try_password(email), email) for kind, email in people.items()}
    assert set(answers.values()) == {answers["unknown"]}
    assert REFUSED in answers["unknown"][2]


@pytest.mark.parametrize("kind", ["closed", "partner", "unusable", "unknown"])
def test_even_the_right_password_tells_nothing(people: dict[str, str], kind: str):
    answer = seen(try_password(people[kind], PASSWORD), people[kind])
    assert answer == seen(try_password("other@example.org"), "other@example.org")


def test_each_try_costs_the_same_work(people: dict[str, str], monkeypatch: pytest.MonkeyPatch):
    """The hash is by far the slowest step: one for everybody."""
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def count(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    work = {}
    for kind, email in people.items():
        hashed.clear()
        try_password(email)
        work[kind] = len(hashed)
    assert work == dict.fromkeys(people, 1)


def test_asking_for_a_new_password_gets_one_answer_and_one_row(people: dict[str, str], django_assert_num_queries):
    """The page does not look whether there is an account: the same statements for everybody."""
    answers = {}
    for kind, email in people.items():
        with django_assert_num_queries(1):
            answers[kind] = seen(Client().post("/new-password/", {"email": email}), email)
    assert set(answers.values()) == {(302, "/new-password/sent/", "")}


def test_a_failing_mail_server_tells_nothing(people: dict[str, str], settings, monkeypatch: pytest.MonkeyPatch):
    def fail(*args, **kwargs):
        raise OSError("no server")

    monkeypatch.setattr(SmtpTransport, "open", fail)
    settings.PORTAL_OUTBOX_DIR = None
    statuses = {kind: Client().post("/new-password/", {"email": email}).status_code for kind, email in people.items()}
    assert statuses == dict.fromkeys(people, 302)


OFF_SITE = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
    "https://evil.example", "http://evil.example/", "javascript:alert(1)", "data:text/html,x", "ftp://testserver/",
    "http://user@evil.example/", "http://testserver@evil.example/", "http://testserver.evil.example/",
    "\t//evil.example", " //evil.example", "\x00//evil.example", "http://127.0.0.1:8000/events/", "//testserver:81/",
]  # fmt: skip


@pytest.mark.parametrize("wanted", OFF_SITE)
def test_next_leads_nowhere_else(client: Client, envoy: User, wanted: str):
    assert enter(client, envoy, next=wanted)["Location"] == "/"
    assert client.get("/sign-in/", {"next": wanted})["Location"] == "/"


@pytest.mark.parametrize("wanted", OFF_SITE)
def test_next_leads_nowhere_else_after_signing_out(client: Client, envoy: User, wanted: str):
    client.force_login(envoy)
    assert client.post("/sign-out/", {"next": wanted})["Location"] == "/"


@pytest.mark.parametrize("wanted", ["/events/%0d%0aX-Bad:1", "/events/\r\nX-Bad: 1"])
def test_next_splits_no_header(client: Client, envoy: User, wanted: str):
    response = enter(client, envoy, next=wanted)
    assert "X-Bad" not in response.headers
    assert response["Location"].startswith("/events/")


def test_a_forged_host_is_refused(envoy: User):
    assert Client(HTTP_HOST="evil.example").post("/new-password/", {"email": envoy.email}).status_code == 400


def test_a_forged_forwarded_host_reaches_no_mail(envoy: User):
    browser = Client(HTTP_X_FORWARDED_HOST="evil.example")
    assert browser.post("/new-password/", {"email": envoy.email})["Location"] == "/new-password/sent/"
    (message,) = deliver(at=NOW)
    assert "evil.example" not in message.as_string()


def test_mails_name_the_configured_address(envoy: User, at_now):
    Client().post("/new-password/", {"email": envoy.email}, HTTP_HOST="localhost")
    (message,) = deliver(at=NOW)
    assert len(links_of(message)) == 2
    assert "http://localhost" not in message.as_string()


@pytest.mark.both
def test_a_new_identifier_at_signing_in(client: Client, envoy: User, sign_in):
    client.get("/sign-in/")
    session = client.session
    session["fixed"] = "by somebody else"
    session.save()
    planted = str(session.session_key)
    sign_in(envoy)
    assert client.session.session_key != planted
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert get_user(stranger).is_anonymous


def test_there_is_no_sign_up(client: Client):
    for path in ("/signup/", "/account/signup/", "/accounts/signup/", "/account/email/", "/account/signup/passkey/"):
        assert client.post(path, {"email": "x@example.org", "password1": PASSWORD}).status_code == 404


def test_pages_answer_no_script(client: Client, envoy: User):
    """allauth would answer such requests with JSON, errors and the way on included."""
    for headers in ({"X-Requested-With": "XMLHttpRequest"}, {"Accept": "application/json"}):
        answer = client.post("/sign-in/", {"email": envoy.email, "password": WRONG}, headers=headers)
        assert answer["Content-Type"] == "text/html; charset=utf-8"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="members")
    return caplog


def test_the_log_tells_who_came_and_who_did_not(client: Client, envoy: User, sign_in, log):
    sign_in(envoy, password=WRONG)
    sign_in(envoy)
    client.post("/sign-out/")
    events = [(record.msg["event"], record.msg.get("user")) for record in log.records if isinstance(record.msg, dict)]
    assert events == [("sign_in_failed", None), ("signed_in", envoy.public_id), ("signed_out", envoy.public_id)]
    assert WRONG not in log.text
    assert PASSWORD not in log.text
    assert envoy.email not in log.text
