"""What every answer carries, what plain http gets, and when a session ends."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from cica_portal.security import ClientAddressMiddleware, SessionLimitsMiddleware, TransportSecurityMiddleware
from members.models import User

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def https_only(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000


def ask(path: str, *, secure: bool, headers: dict[str, str] | None = None) -> HttpResponse:
    middleware = TransportSecurityMiddleware(lambda request: HttpResponse("page"))
    answer = middleware(RequestFactory().get(path, secure=secure, headers=headers))
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_page_on_plain_http_is_sent_to_https(https_only):
    answer = ask("/events/?year=2026", secure=False)
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/events/?year=2026")


def test_the_api_on_plain_http_is_refused_without_a_redirect(https_only):
    answer = ask("/api/v1/events/", secure=False)
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_https_passes_and_carries_strict_transport(https_only):
    answer = ask("/api/v1/events/", secure=True)
    assert (answer.status_code, answer.content) == (200, b"page")
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_forwarded_protocol_is_ignored_unless_a_proxy_is_named(https_only):
    answer = ask("/api/v1/events/", secure=False, headers={"X-Forwarded-Proto": "https"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "'; drop table", "127.0.0.1"),
        (1, None, "127.0.0.1"),
    ],
)
def test_the_client_is_whom_the_trusted_proxies_saw(settings, proxies: int, forwarded: str | None, client: str):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded} if forwarded else None)
    ClientAddressMiddleware(lambda request: HttpResponse())(request)
    assert (request.META["REMOTE_ADDR"], request.META.get("HTTP_X_FORWARDED_FOR")) == (client, None)


@pytest.mark.django_db
def test_every_answer_carries_the_headers_even_where_nothing_is_found(client: Client):
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert sorted(answer["Content-Security-Policy"].split("; ")) == [
        "base-uri 'none'",
        "default-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"].split(", ")


@pytest.fixture
def signed_in(rf: RequestFactory, db):
    request = rf.get("/")
    request.user = User(email="officer@example.org")
    request.session = Client().session
    return request


@pytest.mark.parametrize(
    ("since", "idle", "stays"),
    [
        (timedelta(hours=1), timedelta(minutes=119), True),
        (timedelta(hours=1), timedelta(minutes=121), False),
        (timedelta(hours=11, minutes=59), timedelta(minutes=1), True),
        (timedelta(hours=12, minutes=1), timedelta(minutes=1), False),
    ],
)
def test_a_session_ends_when_idle_or_old(signed_in, since: timedelta, idle: timedelta, stays: bool):
    signed_in.session["signed_in_at"] = (NOON - since).isoformat()
    signed_in.session["seen_at"] = (NOON - idle).isoformat()
    SessionLimitsMiddleware(lambda request: HttpResponse()).apply_limits(signed_in, now=NOON)
    assert (signed_in.user == AnonymousUser()) is not stays


def test_a_request_soon_after_another_writes_nothing(signed_in):
    middleware = SessionLimitsMiddleware(lambda request: HttpResponse())
    middleware.apply_limits(signed_in, now=NOON)
    signed_in.session.modified = False
    middleware.apply_limits(signed_in, now=NOON + timedelta(minutes=14))
    assert signed_in.session.modified is False
    middleware.apply_limits(signed_in, now=NOON + timedelta(minutes=16))
    assert signed_in.session["seen_at"] == (NOON + timedelta(minutes=16)).isoformat()


@pytest.mark.parametrize("password", ["elevenchars", "password1234", "officer@example.org"])
def test_short_common_and_telling_passwords_are_refused(password: str):
    with pytest.raises(ValidationError):
        validate_password(password, User(email="officer@example.org"))


def test_a_long_password_needs_no_kinds_of_characters():
    validate_password("four plain words suffice", User(email="officer@example.org"))
