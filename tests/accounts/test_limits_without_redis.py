"""While the server of the cache is down, guessing is slowed down all the same: nothing stands wide open."""

import pytest
from django.test import Client

from members.models import User
from tests.accounts.codes import code_now
from tests.accounts.entering import enter
from tests.accounts.test_lockout import attempt, from_many_addresses
from tests.factories import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "without_redis")]


def test_wrong_passwords_from_one_address_close_the_door(envoy: User):
    assert [attempt(envoy) for _try in range(6)] == ["wrong"] * 5 + ["slowed"]
    assert attempt(envoy, password=PASSWORD) == "slowed"


def test_guessing_from_many_addresses_is_slowed(envoy: User):
    assert from_many_addresses(envoy, 12) == ["wrong"] * 10 + ["slowed"] * 2


def test_one_address_does_not_try_account_after_account(envoy: User):
    tries = []
    for number in range(21):
        envoy.email = f"person{number}@example.org"
        tries.append(attempt(envoy))
    assert tries == ["wrong"] * 20 + ["slowed"]


def test_new_passwords_are_not_asked_for_without_end(envoy: User):
    answers = [Client().post("/new-password/", {"email": envoy.email}).status_code for _try in range(4)]
    assert answers == [302, 302, 302, 429]


def test_a_code_counts_once(guarded: User):
    for status in (302, 200):
        browser = Client()
        enter(browser, guarded)
        answer = browser.post("/sign-in/second-factor/", {"code": code_now()})
        assert answer.status_code == status


def test_the_right_password_still_opens(envoy: User):
    assert attempt(envoy, password=PASSWORD) == "in"
