"""Cookies as production sets them: for this host alone, over https alone, out of reach of scripts."""

from ast import literal_eval

import pytest
from django.test import Client

from members.models import User
from tests.factories import PASSWORD
from tests.platform.production import PRODUCTION, read_setting

COOKIES = "{name: getattr(settings, name) for name in dir(settings) if 'COOKIE' in name}"

NAMES = ("__Host-session", "__Host-csrf", "__Host-known-browser")
GUARDED = (True, True, "Lax", "/", "")


@pytest.fixture
def as_in_production(settings):
    for name, value in literal_eval(read_setting(COOKIES, env=PRODUCTION)).items():
        setattr(settings, name, value)


def flags(cookie) -> tuple[object, ...]:
    return tuple(cookie[name] for name in ("secure", "httponly", "samesite", "path", "domain"))


@pytest.mark.django_db
def test_cookies_of_signing_in(as_in_production, liaison: User):
    client = Client()
    client.get("/sign-in/", secure=True)
    answer = client.post("/sign-in/", {"email": liaison.email, "password": PASSWORD}, secure=True)
    assert answer.status_code == 302
    assert {name: flags(cookie) for name, cookie in client.cookies.items()} == dict.fromkeys(NAMES, GUARDED)
