"""Guessing is slowed down, cannot be hidden behind forged headers, and keeps nobody else out for long."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client

from members.accounts import known_browsers
from members.accounts.lockout import wait_after
from members.models import User
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
SLOWED = "Too many tries went wrong. Wait five minutes, then try again."
WRONG = "not the password"
HOME, ELSEWHERE = "192.0.2.10", "198.51.100.{}"


@pytest.fixture(autouse=True)
def _clock(at_now):
    """The limits look at the clock, which stands still unless it is moved."""


def attempt(user: User, *, password: str = WRONG, address: str = HOME, browser: Client | None = None) -> str:
    """ "in", "wrong" or "slowed"."""
    data = {"email": user.email, "password": password}
    response = (browser or Client()).post("/sign-in/", data, REMOTE_ADDR=address)
    if response.status_code == 302:
        return "in"
    assert response.status_code == 200
    return "slowed" if SLOWED in response.content.decode() else "wrong"


def forging(address: str, chain: str = "") -> Client:
    """A browser that claims to come from elsewhere."""
    headers = {"X-Forwarded-For": chain or address, "X-Real-IP": address, "Forwarded": f"for={address}"}
    return Client(headers=headers)


def test_five_wrong_passwords_close_the_door_for_five_minutes(envoy: User, at_now):
    assert [attempt(envoy) for _try in range(6)] == ["wrong"] * 5 + ["slowed"]
    assert attempt(envoy, password=PASSWORD) == "slowed"
    at_now.shift(timedelta(minutes=5, seconds=1))
    assert attempt(envoy, password=PASSWORD) == "in"


def test_an_unknown_address_is_slowed_alike(envoy: User):
    envoy.email = "nobody@example.org"
    assert [attempt(envoy) for _try in range(6)] == ["wrong"] * 5 + ["slowed"]


@pytest.mark.parametrize("proxies", [0, 1])
def test_forged_forwarding_headers_change_nothing(envoy: User, settings, proxies: int):
    """Behind a proxy its own last entry counts, whatever the client has put before it."""
    settings.TRUSTED_PROXIES = proxies
    last = f", {HOME}" if proxies else ""
    tries = [
        attempt(
            envoy,
            address="10.0.0.1" if proxies else HOME,
            browser=forging(f"203.0.113.{number}", f"203.0.113.{number}{last}"),
        )
        for number in range(10)
    ]
    assert tries == ["wrong"] * 5 + ["slowed"] * 5


def test_ten_wrong_passwords_with_rotating_headers_lock(envoy: User):
    for number in range(10):
        attempt(envoy, browser=forging(f"203.0.113.{number}"))
    assert attempt(envoy, password=PASSWORD, browser=forging("203.0.113.99")) == "slowed"


def test_another_address_is_not_locked_out(envoy: User):
    for _try in range(8):
        attempt(envoy)
    assert attempt(envoy, password=PASSWORD, address="203.0.113.5") == "in"


def test_another_account_is_not_locked_out(envoy: User, officer: User):
    for _try in range(8):
        attempt(officer)
    assert attempt(envoy, password=PASSWORD) == "in"


def test_one_address_does_not_try_account_after_account(envoy: User):
    for number in range(20):
        envoy.email = f"person{number}@example.org"
        assert attempt(envoy) == "wrong"
    envoy.email = "person20@example.org"
    assert attempt(envoy) == "slowed"


def test_addresses_of_one_network_count_as_one(envoy: User):
    """Somebody with an IPv6 network of his own has many addresses."""
    tries = []
    for number in range(21):
        envoy.email = f"person{number}@example.org"
        tries.append(attempt(envoy, address=f"2001:db8:1:1::{number:x}"))
    assert tries == ["wrong"] * 20 + ["slowed"]


def from_many_addresses(user: User, count: int) -> list[str]:
    return [attempt(user, address=ELSEWHERE.format(number)) for number in range(count)]


def test_guessing_from_many_addresses_is_slowed(envoy: User):
    assert from_many_addresses(envoy, 12) == ["wrong"] * 10 + ["slowed"] * 2


def test_strangers_wait_longer_each_time_but_never_long(envoy: User, at_now):
    from_many_addresses(envoy, 10)
    at_now.shift(timedelta(seconds=16))
    assert attempt(envoy, address="203.0.113.1") == "wrong"
    at_now.shift(timedelta(seconds=16))
    assert attempt(envoy, address="203.0.113.2") == "slowed"
    at_now.shift(timedelta(seconds=15))
    assert attempt(envoy, password=PASSWORD, address="203.0.113.3") == "in"


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (9, 0), (10, 15), (11, 30), (12, 60), (13, 120), (14, 240), (15, 300), (9999, 300)],
)
def test_the_wait_grows_up_to_five_minutes(failures: int, seconds: int):
    assert wait_after(failures) == timedelta(seconds=seconds)


def test_knocking_on_does_not_prolong_the_wait(envoy: User, at_now):
    from_many_addresses(envoy, 10)
    for number in range(30, 60):
        attempt(envoy, address=ELSEWHERE.format(number))
    at_now.shift(timedelta(seconds=16))
    assert attempt(envoy, password=PASSWORD, address="203.0.113.3") == "in"


def test_the_owner_is_not_kept_out_by_guessing_elsewhere(envoy: User):
    """In a browser in which he has signed in before, even from an address never seen."""
    own = Client()
    assert attempt(envoy, password=PASSWORD, browser=own) == "in"
    own.post("/sign-out/")
    from_many_addresses(envoy, 15)
    assert attempt(envoy, password=PASSWORD, address="203.0.113.3") == "slowed"
    assert attempt(envoy, password=PASSWORD, address="203.0.113.3", browser=own) == "in"


def test_a_known_browser_spares_its_own_people_only(envoy: User, officer: User):
    own = Client()
    attempt(officer, password=PASSWORD, browser=own)
    from_many_addresses(envoy, 12)
    own.post("/sign-out/")
    assert attempt(envoy, password=PASSWORD, address="203.0.113.3", browser=own) == "slowed"


def test_a_known_browser_is_slowed_by_its_own_tries(envoy: User):
    own = Client()
    attempt(envoy, password=PASSWORD, browser=own)
    own.post("/sign-out/")
    assert [attempt(envoy, browser=own) for _try in range(6)] == ["wrong"] * 5 + ["slowed"]


def test_a_forged_mark_spares_nothing(envoy: User):
    from_many_addresses(envoy, 12)
    browser = Client()
    browser.cookies["known-browser"] = "a" * 64 + "." + known_browsers.mark_of("other@example.org")
    assert attempt(envoy, password=PASSWORD, address="203.0.113.3", browser=browser) == "slowed"


def test_a_success_does_not_wipe_the_failures_of_others(envoy: User, at_now):
    for _try in range(4):
        attempt(envoy)
        at_now.shift(timedelta(seconds=1))
    assert attempt(envoy, password=PASSWORD) == "in"
    assert [attempt(envoy), attempt(envoy)] == ["wrong", "slowed"]


def test_confirming_a_password_is_limited_too(envoy: User, at_now):
    client = Client(REMOTE_ADDR=HOME)
    client.force_login(envoy)
    client.get("/account/")
    at_now.shift(timedelta(minutes=10))
    pages = [client.post("/account/confirm/", {"password": WRONG}).content.decode() for _try in range(6)]
    assert [SLOWED in page for page in pages] == [False] * 5 + [True]


def test_asking_for_new_passwords_is_limited(envoy: User):
    statuses = [
        Client().post("/new-password/", {"email": envoy.email}, REMOTE_ADDR=ELSEWHERE.format(number)).status_code
        for number in range(5)
    ]
    assert statuses == [302, 302, 302, 429, 429]


def test_the_page_of_too_many_tries_is_the_portals_own(envoy: User):
    for number in range(4):
        answer = Client().post("/new-password/", {"email": envoy.email}, REMOTE_ADDR=ELSEWHERE.format(number))
    assert (answer.status_code, "Wait a few minutes" in answer.content.decode()) == (429, True)
    assert get_user(Client()).is_anonymous
