"""Pages for what went wrong."""

import json
import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.test.html import parse_html

from cbm_events.querysets import EventQuerySet
from cica_portal import errors
from cica_portal.common.viewer import ANONYMOUS
from members.viewers import viewer_for
from tests.pages.reading import elements, lines, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def title(html: str) -> str:
    return words(next(elements(parse_html(html), "h1")))


def test_unknown_address(client: Client):
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert title(response.content.decode()) == "There is no page at this address"


def test_unknown_address_in_russian_stays_russian(client: Client):
    response = client.get("/ru/nothing/")
    assert (response.status_code, '<html lang="ru">' in response.content.decode()) == (404, True)


@pytest.mark.parametrize(
    ("signed_in", "said"),
    [
        (False, "You are not signed in. Sign in with an account that may open this page."),
        (True, "You are signed in as Member-state liaison. If you need this page, write to the Secretariat."),
    ],
)
def test_not_allowed(liaison, signed_in: bool, said: str):
    request = RequestFactory().get("/events/new/")
    vars(request)["viewer"] = viewer_for(liaison) if signed_in else ANONYMOUS
    response = errors.permission_denied(request, PermissionDenied())
    page = parse_html(response.content.decode())
    assert response.status_code == 403
    assert said in lines(page, "p")
    assert lines(page, "a", class_="primary") == ["To the calendar" if signed_in else "Sign in"]


def test_bad_request():
    response = errors.bad_request(RequestFactory().get("/"), SuspiciousOperation())
    assert (response.status_code, title(response.content.decode())) == (400, "This request could not be read")


def test_server_error_needs_no_database_and_names_nobody(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = errors.server_error(RequestFactory().get("/calendar/"))
    assert response.status_code == 500
    assert title(response.content.decode()) == "Something went wrong here, not with you"
    assert lines(parse_html(response.content.decode()), "nav") == []


@pytest.mark.parametrize("path", ["/events/", "/api/v1/events/"])
def test_database_that_does_not_answer_is_said_to_be_away_for_a_while(client: Client, monkeypatch, path: str):
    def refuse(*arguments: object, **named: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    client.raise_request_exception = False
    monkeypatch.setattr(EventQuerySet, "visible_to", refuse)
    response = client.get(path)
    assert (response.status_code, response["Retry-After"]) == (503, "10")


def test_form_that_is_too_old(liaison):
    client = Client(enforce_csrf_checks=True)
    client.force_login(liaison)
    response = client.post("/sign-out/")
    assert (response.status_code, title(response.content.decode())) == (403, "This form is too old to be sent")


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda request: errors.bad_request(request, SuspiciousOperation()), 400),
        (lambda request: errors.permission_denied(request, PermissionDenied()), 403),
        (lambda request: errors.page_not_found(request, Exception()), 404),
        (errors.server_error, 500),
    ],
)
def test_the_api_answers_in_its_own_words(answer, status: int):
    response = answer(RequestFactory().get("/api/v1/nothing/", {"lang": "ru"}))
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    said = json.loads(response.content)
    assert (said["status"], response["Content-Language"]) == (status, "ru")
    assert re.search("[а-я]", said["title"])
    assert re.search("[а-я]", said["detail"])


@pytest.mark.parametrize("path", ["/api/v2/", "/api/v2/events/", "/api/v2", "/api/nothing/", "/api/v1/nothing/"])
def test_address_that_the_api_does_not_have_says_where_it_begins(client: Client, path: str):
    for method in ("get", "post"):
        response = getattr(client, method)(path)
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
        assert json.loads(response.content)["detail"] == (
            "There is nothing at this address. Begin at http://127.0.0.1:8000/api/v1/, which names every list."
        )
    assert json.loads(client.get(path, {"lang": "ru"}).content)["detail"].startswith("По этому адресу ничего нет")
