"""A public answer is given again from memory exactly as long as it would be written again as it was."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from cbm_events.services import save_event
from cica_portal.common.memory import OVERHEAD, Memory, answers
from cica_portal.common.models import AudienceSequence
from cica_portal.common.repeating import RepeatedAnswers, repeat_while
from tests.factories import NOW, make_act, make_event
from tests.feeds.reading import ADDRESS, fetch
from tests.wsgi import WsgiClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
ONE_READ = 1


@pytest.fixture
def client() -> Client:
    return WsgiClient()


def client_of(view: Callable[[Any], HttpResponse]) -> Client:
    def application(environ: Any, start_response: Any) -> HttpResponse:
        response = view(environ)
        start_response("200 OK", list(response.items()))
        return response

    client = WsgiClient()
    client.application = RepeatedAnswers(application)
    return client


@pytest.mark.both
def test_answer_comes_again_after_one_read(client: Client, django_assert_num_queries: DjangoAssertNumQueries):
    make_event(visibility="public")
    first = client.get(ADDRESS)
    with django_assert_num_queries(ONE_READ):
        second = client.get(ADDRESS)
    assert (second.content, second.headers) == (first.content, first.headers)
    with django_assert_num_queries(ONE_READ):
        third = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    assert (third.status_code, third.content, third["ETag"]) == (304, b"", first["ETag"])
    assert "Content-Length" not in third
    assert third["Content-Security-Policy"] == first["Content-Security-Policy"]


@pytest.mark.both
def test_public_change_is_in_the_next_answer_and_a_hidden_one_costs_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
):
    event, hidden = make_event(visibility="public"), make_event(visibility="secretariat")
    first = fetch(client)
    hidden.title_en = "Hidden still"
    save_event(event=hidden, act=make_act(at=NOW))
    with django_assert_num_queries(ONE_READ):
        assert fetch(client) == first
    event.title_en = "Another title"
    save_event(event=event, act=make_act(at=NOW))
    assert b"Another title" in fetch(client)


def test_next_day_is_another_answer(client: Client, at_now):
    make_event(visibility="public", earliest=NOW.date())
    first = client.get(ADDRESS)
    at_now.shift(timedelta(days=1))
    assert client.get(ADDRESS)["Last-Modified"] != first["Last-Modified"]


def test_program_that_has_it_does_not_keep_it_from_others(client: Client):
    make_event(visibility="public")
    first = client.get(ADDRESS)
    answers.clear()
    for _turn in range(2):
        assert client.get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(ADDRESS).content == first.content


def test_each_way_of_asking_has_its_own_answer(client: Client):
    make_event(visibility="public")
    ways = [{}, {"Accept-Encoding": "gzip"}, {"Origin": "https://ministry.example"}]
    for _turn in range(2):
        plain, packed, elsewhere = (client.get(ADDRESS, headers=headers) for headers in ways)
        assert "Content-Encoding" not in plain
        assert packed["Content-Encoding"] == "gzip"
        assert elsewhere["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Origin" not in plain


def test_other_host_is_refused_as_before(client: Client):
    client.get(ADDRESS)
    assert client.get(ADDRESS, headers={"Host": "elsewhere.example"}).status_code == 400


def test_plain_http_is_led_to_https_as_before():
    make_event(visibility="public")
    with override_settings(SECURE_SSL_REDIRECT=True):
        client = WsgiClient()
        client.application = RepeatedAnswers(WSGIHandler())
        for _turn in range(2):
            assert client.get(ADDRESS, secure=True).status_code == 200
        assert client.get(ADDRESS).status_code == 301


@pytest.mark.parametrize("header", ["Cookie", "Authorization"])
def test_who_brings_credentials_is_answered_anew(header: str):
    numbers = iter(range(9))

    def view(_environ) -> HttpResponse:
        response = HttpResponse(str(next(numbers)), headers={"ETag": '"tag"'})
        return repeat_while(response, number=AudienceSequence.last_of("public"))

    client = client_of(view)
    answered = [client.get("/x", headers=extra) for extra in ({}, {header: "a"}, {header: "a"}, {})]
    assert [response.content for response in answered] == [b"0", b"1", b"2", b"0"]


def test_answer_with_a_cookie_or_without_a_mark_is_not_kept():
    def view(environ) -> HttpResponse:
        response = HttpResponse(headers={"ETag": '"tag"'})
        if environ["PATH_INFO"] == "/unmarked":
            return response
        response.set_cookie("name", "value")
        return repeat_while(response, number=0)

    for path in ("/unmarked", "/cookie"):
        client_of(view).get(path)
    assert not answers.entries


def test_database_that_does_not_answer_is_left_to_django(client: Client):
    client.get(ADDRESS)

    def gone(*_args: object) -> None:
        raise DatabaseError

    told = client_of(lambda _environ: HttpResponse("as Django says"))
    with connection.execute_wrapper(gone):
        assert told.get(ADDRESS).content == b"as Django says"


def test_memory_lets_the_least_used_go():
    memory = Memory(octets=2 * (OVERHEAD + 10))
    for name in "ab":
        memory.put(name, name, octets=10)
    assert memory.get("a") == "a"
    memory.put("c", "c", octets=10)
    assert (memory.get("a"), memory.get("b"), memory.get("c")) == ("a", None, "c")
    memory.put("a", "larger", octets=10 + OVERHEAD)
    assert memory.get("c") is None
    memory.put("d", "too large", octets=3 * OVERHEAD)
    assert (memory.get("d"), memory.taken) == (None, 0)
