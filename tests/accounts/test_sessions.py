"""Sessions are listed for their owner and end at the server."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.test import Client

from members.accounts.browser_names import browser_name
from members.accounts.sessions import forget_dead_sessions, network_of
from members.models import User
from tests.factories import make_event
from tests.pages.reading import elements, lines, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def laptop(envoy: User, sign_in) -> Client:
    return sign_in(envoy, browser=Client(HTTP_USER_AGENT=LAPTOP, REMOTE_ADDR="203.0.113.77"))


@pytest.fixture
def phone(envoy: User, laptop: Client, sign_in, at_now) -> Client:
    at_now.shift(timedelta(minutes=5))
    return sign_in(envoy, browser=Client(HTTP_USER_AGENT=PHONE, REMOTE_ADDR="2001:db8:1:2::3"))


def rows_of(browser: Client) -> list[str]:
    return lines(page_of(browser.get("/account/sessions/")), "tr")[1:]


def test_the_own_sessions_are_listed(laptop: Client, phone: Client):
    assert rows_of(phone) == [
        "Safari on iPhone this browser 2001:db8:1::* 16 March 2026, 14:05 16 March 2026, 14:05",
        "Firefox on Windows 203.0.113.* 16 March 2026, 14:00 16 March 2026, 14:00",
    ]


def test_those_of_others_are_not(laptop: Client, officer: User, sign_in):
    sign_in(officer, browser=Client())
    assert len(rows_of(laptop)) == 1


@pytest.mark.both
def test_signing_out_elsewhere_ends_the_others_at_the_server(laptop: Client, phone: Client, envoy: User):
    old_key = laptop.session.session_key
    assert phone.post("/account/sessions/")["Location"] == "/account/sessions/"
    assert get_user(laptop).is_anonymous
    assert laptop.get("/account/")["Location"] == "/sign-in/?next=/account/"
    assert not Session.objects.filter(session_key=old_key).exists()
    assert (get_user(phone), len(rows_of(phone))) == (envoy, 1)


def test_with_one_session_there_is_nothing_to_end(laptop: Client):
    assert list(elements(page_of(laptop.get("/account/sessions/")), "form")) == []


@pytest.mark.both
def test_signing_out_ends_the_session_at_the_server(laptop: Client, envoy: User):
    old_key = laptop.session.session_key
    laptop.post("/sign-out/")
    assert not Session.objects.filter(session_key=old_key).exists()
    assert not UserSession.objects.exists()


@pytest.mark.parametrize("idle", [timedelta(hours=2, seconds=1), timedelta(hours=12, seconds=1)])
def test_a_session_that_is_over_is_not_listed(laptop: Client, envoy: User, sign_in, at_now, idle: timedelta):
    laptop.get("/account/")
    at_now.shift(idle)
    fresh = sign_in(envoy, browser=Client())
    assert len(rows_of(fresh)) == 1
    assert laptop.get("/account/").status_code == 302


@pytest.mark.both
def test_looking_at_the_list_writes_nothing(laptop: Client, phone: Client):
    laptop.get("/account/sessions/")
    before = list(UserSession.objects.order_by("pk").values())
    laptop.get("/account/sessions/")
    assert list(UserSession.objects.order_by("pk").values()) == before


@pytest.mark.both
@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "partner", "state": None}])
def test_a_closed_account_is_out_with_the_next_request(laptop: Client, envoy: User, change):
    User.objects.filter(pk=envoy.pk).update(**change)
    assert laptop.get("/account/")["Location"] == "/sign-in/?next=/account/"


@pytest.mark.both
def test_another_role_acts_on_the_next_request(laptop: Client, envoy: User):
    """Up: not before the second factor. Down: at once."""
    hidden, shared = (make_event(visibility=visibility) for visibility in ("secretariat", "member_states"))
    paths = [f"/events/{event.public_id}/" for event in (shared, hidden)]
    assert [laptop.get(path).status_code for path in paths] == [200, 404]
    User.objects.filter(pk=envoy.pk).update(role="reader", state=None, is_demo=True)
    assert [laptop.get(path).status_code for path in paths] == [200, 200]
    User.objects.filter(pk=envoy.pk).update(is_demo=False)
    assert [laptop.get(path).status_code for path in paths] == [302, 302]
    User.objects.filter(pk=envoy.pk).update(role="liaison", state=envoy.state)
    assert [laptop.get(path).status_code for path in paths] == [200, 404]


@pytest.mark.both
def test_what_is_kept_of_dead_sessions_is_forgotten(laptop: Client, phone: Client, at_now):
    Session.objects.filter(session_key=laptop.session.session_key).delete()
    assert forget_dead_sessions() == 1
    at_now.shift(timedelta(days=2))
    assert forget_dead_sessions() == 1
    assert (UserSession.objects.count(), Session.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (LAPTOP, "Firefox on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 YaBrowser/25.8 Safari/537.36", "Yandex Browser on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.0", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_browsers_have_names(agent: str, name: str):
    assert browser_name(agent) == name


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.77", "203.0.113.*"), ("2001:db8:1:2::3", "2001:db8:1::*"), ("::1", "::*")],
)
def test_addresses_are_shown_coarsely(address: str, network: str):
    assert network_of(address) == network
