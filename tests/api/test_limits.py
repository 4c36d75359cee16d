"""How many requests a minute: by token, by person, by address; what a client says of its address changes nothing."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.api.bearers import bearer, issue
from tests.api.conftest import problem_of
from tests.wsgi import WsgiClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
ADDRESS = "/api/v1/"


@pytest.fixture(autouse=True)
def limits(settings):
    settings.API_LIMITS = {"token": 4, "person": 3, "address": 2}


def statuses(client, times, **options):
    return [client.get(ADDRESS, **options).status_code for _time in range(times)]


@pytest.mark.both
def test_answers_tell_what_is_left(client, at_now):
    answers = [client.get(ADDRESS) for _time in range(3)]
    assert [answer["RateLimit"] for answer in answers] == [
        '"address";r=1;t=60', '"address";r=0;t=60', '"address";r=0;t=60',
    ]  # fmt: skip
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"address";q=2;w=60'}
    refused = answers[-1]
    assert (refused.status_code, refused["Retry-After"], problem_of(refused)["status"]) == (429, "60", 429)
    at_now.shift(60)
    assert client.get(ADDRESS).status_code == 200


def test_token_person_and_address_have_allowances_of_their_own(partner, administrator, client_as, client):
    texts = [issue(partner, administrator) for _number in range(2)]
    assert [statuses(bearer(text), 5) for text in texts] == [[200] * 4 + [429]] * 2
    assert statuses(client_as("administrator"), 4) == [200] * 3 + [429]
    assert statuses(client, 3) == [200, 200, 429]


def test_forged_headers_do_not_help():
    forged = [Client(headers={name: f"203.0.113.{number}"}) for number, name in enumerate(
        ("X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP")
    )]  # fmt: skip
    assert [client.get(ADDRESS).status_code for client in forged] == [200, 200, 429, 429, 429]


def test_only_what_the_trusted_proxy_saw_counts(settings):
    settings.TRUSTED_PROXIES = 1
    chains = [f"198.51.100.{number}, 203.0.113.7" for number in range(3)]
    assert [Client(headers={"X-Forwarded-For": chain}).get(ADDRESS).status_code for chain in chains] == [200, 200, 429]
    assert Client(headers={"X-Forwarded-For": "203.0.113.8"}).get(ADDRESS).status_code == 200


def test_addresses_of_one_network_count_together():
    asked = [Client(REMOTE_ADDR=f"2001:db8:1:2::{number}").get(ADDRESS).status_code for number in range(1, 4)]
    assert asked == [200, 200, 429]
    assert Client(REMOTE_ADDR="2001:db8:1:3::1").get(ADDRESS).status_code == 200


def test_tokens_are_not_guessed_at_any_speed():
    answers = [bearer("cica_x").get(ADDRESS) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]


def test_cache_that_does_not_answer_stops_nobody(client, monkeypatch):
    def away(*args):
        raise ValueError

    monkeypatch.setattr(cache, "incr", away)
    assert statuses(client, 4) == [200] * 4


def test_limit_of_nought_counts_nothing(client, settings):
    settings.API_LIMITS = dict.fromkeys(("token", "person", "address"), 0)
    answers = [client.get(ADDRESS) for _time in range(4)]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert not any("RateLimit" in answer for answer in answers)


def test_answer_that_is_given_again_tells_nothing_of_another_caller(world):
    client = WsgiClient()
    first, again = client.get("/api/v1/states/"), client.get("/api/v1/states/")
    assert ("RateLimit" in first, "RateLimit" in again, again.content) == (True, False, first.content)
