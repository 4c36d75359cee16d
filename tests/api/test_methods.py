"""The API reads but where it says that it writes, and tells nothing by other methods."""

import json

import pytest

from tests.api.conftest import LISTS, problem_of
from tests.cast import ROLES

WRITING = ["post", "put", "patch", "delete", "trace"]


@pytest.mark.parametrize("role", ROLES)
def test_nothing_can_be_written(client_as, filled, cast, role):
    client = client_as(role, enforce_csrf_checks=True)
    for path in ("/api/v1/", "/api/v1/states/", "/api/v1/states/KAZ/"):
        for method in WRITING:
            response = getattr(client, method)(path)
            assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
            assert problem_of(response)["title"] == "Method not allowed"


def test_what_writes_says_so(client_as, filled):
    client, entry = client_as("visitor"), f"/api/v1/events/{filled.public.public_id}/"
    allowed = {
        "/api/v1/events/": "GET, HEAD, OPTIONS, POST", entry: "GET, HEAD, OPTIONS, PATCH",
        f"{entry}cancel/": "OPTIONS, POST", "/api/v1/events/bulk/": "OPTIONS, POST",
    }  # fmt: skip
    assert {path: client.delete(path)["Allow"] for path in allowed} == allowed
    assert {client.delete(path).status_code for path in allowed} == {405}


def test_method_is_refused_before_the_entry_is_looked_for(client_as, filled):
    client = client_as("visitor")
    answers = [client.delete(f"/api/v1/events/{key}/") for key in (filled.secret.public_id, "nothingher")]
    assert answers[0].content == answers[1].content


def test_options_tell_methods_only_and_read_nothing(client_as, filled, django_assert_num_queries):
    client = client_as("visitor")
    with django_assert_num_queries(0):
        answers = [client.options(f"/api/v1/events/{key}/") for key in (filled.secret.public_id, "nothingher")]
        answers += [client.options(path) for path in (*LISTS, "/api/v1/", "/api/v1/schema/")]
    assert {(answer.status_code, answer.content) for answer in answers} == {(204, b"")}
    assert answers[0]["Allow"] == answers[1]["Allow"] == "GET, HEAD, OPTIONS, PATCH"


def test_head_has_the_headers_of_get(client_as, filled):
    client = client_as("visitor")
    for path in (*LISTS, f"/api/v1/events/{filled.public.public_id}/", f"/api/v1/events/{filled.secret.public_id}/"):
        head, get = client.head(path), client.get(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert {**head.headers, "Content-Length": ""} == {**get.headers, "Content-Length": ""}


def test_other_sites_may_read_but_without_the_cookie(client_as, filled):
    client, origin = client_as("visitor"), {"Origin": "https://ministry.example"}
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
    before = client.options("/api/v1/events/", headers=origin | asked)
    assert before["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "if-none-match" in before["Access-Control-Allow-Headers"].split(", ")
    answer = client.get("/api/v1/events/", headers=origin)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Expose-Headers"] == "ETag, RateLimit, RateLimit-Policy, Retry-After"
    assert [name for response in (before, answer) for name in response.headers if "Credentials" in name] == []


def test_missing_slash_is_added(client_as, db):
    response = client_as("visitor").get("/api/v1/events?year=2026")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/events/?year=2026")


def test_missing_slash_makes_no_reader_of_a_writer(client_as, db):
    """A program that follows 301 would send a GET, be told 200, and have written nothing."""
    client = client_as("visitor")
    response = client.post("/api/v1/events", {}, content_type="application/json")
    assert (response.status_code, response["Location"]) == (308, "/api/v1/events/")
    followed = client.post("/api/v1/events", {}, content_type="application/json", follow=True)
    assert followed.status_code == 401, "it has come as the POST that it was"


@pytest.mark.parametrize("path", ["nothing/", "events/a/b/c/", "schema/x/", "events//", "%0a/", "\u043d\u0435\u0442/"])
def test_every_other_address_is_a_problem_too(client_as, db, path):
    for method in ("get", "post"):
        response = getattr(client_as("visitor"), method)(f"/api/v1/{path}", headers={"Accept-Language": "ru"})
        assert (response.status_code, response["Content-Language"]) == (404, "ru")
        assert problem_of(response)["status"] == 404


@pytest.mark.parametrize(
    "accepted", ["text/html", "application/xml", "nonsense", "*/*;q=0", "application/json; version=9"]
)
def test_answer_is_json_whatever_the_client_accepts(ask, filled, accepted):
    response = ask("events/", headers={"Accept": accepted})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert json.loads(response.content)


def test_unexpected_error_is_a_problem_and_recorded(client_as, db, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise ZeroDivisionError("canary")

    monkeypatch.setattr("cica_portal.common.api.views.limit_of", fail)
    response = client_as("visitor", raise_request_exception=False).get("/api/v1/states/")
    assert (response.status_code, problem_of(response)["title"]) == (500, "Error on our side")
    assert "canary" not in response.content.decode()
    assert [record.exc_info[0] for record in caplog.records if record.getMessage() == "api_error"] == [
        ZeroDivisionError
    ]
