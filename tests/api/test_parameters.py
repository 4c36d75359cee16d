"""Whatever is not quite right is refused, with the name of the parameter and what to write instead."""

import json
from urllib.parse import quote

import pytest

from cica_portal.api_urls import RESOURCES
from tests.api.conftest import LISTS, problem_of

NASTY = ["\x00", "a\x00b", "\x1f", "x\x7f", "a" * 501, "\u2028\x0b"]
NUMBERS = [
    "0", "-1", "+1", "201", "1e2", "1.0", " 5", "0x10", "NaN", "1_0", str(2**31), str(2**63), str(10**400), "٥", "²",
]  # fmt: skip
DAYS = [
    "2026-02-31",
    "2026-2-3",
    "31.05.2026",
    "05/31/2026",
    "20260531",
    "2026-W01-1",
    "today",
    "0000-01-01",
    "٢٠٢٦-01-01",
]
FILTERS = {
    "areas/": {"dimension": "XX", "status": "gone"},
    "observers/": {"nature": "person", "standing": "friend"},
    "coordinations/": {"state": "ZZZ", "role": "chief", "dimension": "NT", "area": "XX-YY", "as_of": "soon"},
    "chairmanships/": {"state": "kaz", "as_of": "2026-13-01"},
    "councils/": {"kind": "secret", "status": "x", "dimension": "x", "state": "x"},
    "decisions/": {"council": "X", "method": "vote", "adopted_from": "x", "adopted_to": "x"},
    "silence-procedures/": {"council": "X", "stage": "running", "deadline_from": "x", "deadline_to": "x"},
    "events/": {
        "year": "1991", "dimension": "NT", "area": "ECO", "state": "kz", "council": "x", "status": "now",
        "kind": "party", "mode": "tv", "since": "now", "until": "2026-05",
    },
    "holidays/": {"state": "kaz", "since": "now", "until": "2026-05"},
    "seats/": {"council": "X", "state": "kaz", "role": "chief", "as_of": "soon"},
    "event-links/": {"relation": "x"},
    "documents/": {"kind": "x"},
    "outcomes/": {"verb": "x", "adopted_from": "x", "adopted_to": "x"},
    "plans/": {"year": "1991", "stage": "x"},
    "plan-versions/": {"year": "1991", "kind": "x"},
    "summaries/": {"year": "2101", "audience": "all"},
}  # fmt: skip
UNKNOWN = ["colour", "ordering", "order", "format", "page", "offset", "state__code", "id"]
# Any text may stand in these.
FREE = {
    "events/": {"q"}, "event-links/": {"main"}, "documents/": {"event"}, "outcomes/": {"event"},
    "plan-versions/": {"plan"},
}  # fmt: skip


def wrong_parameters(response):
    assert response.status_code == 400, response.content
    problem = problem_of(response)
    assert problem["status"] == 400
    assert all(error["detail"] for error in problem["errors"])
    return [error["parameter"] for error in problem["errors"]]


def test_days_that_are_confused_are_said(ask, world):
    """An event of the whole year would be found by both."""
    answer = ask("events/", since="2026-06-01", until="2026-05-31")
    assert wrong_parameters(answer) == ["until"]
    assert problem_of(answer)["errors"][0]["detail"] == "The last day is before the first day."
    assert ask("events/", since="2026-06-01", until="2026-06-01").status_code == 200


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("holidays/", "since", "until"),
        ("decisions/", "adopted_from", "adopted_to"),
        ("outcomes/", "adopted_from", "adopted_to"),
        ("silence-procedures/", "deadline_from", "deadline_to"),
    ],
)
def test_days_that_are_confused_are_said_by_every_list(ask, world, path, first, last):
    """Nothing would be found between them, as if there were nothing."""
    answer = ask(path, **{first: "2026-06-01", last: "2026-05-31"})
    assert wrong_parameters(answer) == [last]
    assert problem_of(answer)["errors"][0]["detail"] == "The last day is before the first day."
    assert ask(path, **{first: "2026-06-01", last: "2026-06-01"}).status_code == 200


def test_unknown_parameter_is_named(ask, world):
    for path in LISTS:
        assert [wrong_parameters(ask(path, **{name: "x"})) for name in UNKNOWN] == [[name] for name in UNKNOWN]


def test_unknown_parameter_of_one_entry_is_named(ask, filled):
    assert wrong_parameters(ask(f"events/{filled.public.public_id}/", year=2026)) == ["year"]
    assert wrong_parameters(ask("states/KAZ/", cursor="x")) == ["cursor"]


def test_all_that_is_wrong_is_said_at_once(ask, db):
    assert wrong_parameters(ask("events/", colour="x", size="y", lang="kk")) == ["colour", "size", "lang"]
    assert wrong_parameters(ask("events/", kind="x", status="y")) == ["status", "kind"]


@pytest.mark.parametrize("path", FILTERS)
def test_unknown_value_of_a_filter_is_named(ask, world, path):
    for name, value in FILTERS[path].items():
        assert wrong_parameters(ask(path, **{name: value})) == [name]
        assert wrong_parameters(ask(path, **{name: ""})) == [name]
        assert wrong_parameters(ask(path, **{name: " "})) == [name]


def test_every_filter_is_tried():
    tried = {path: set(values) for path, values in FILTERS.items()}
    filters = {
        resource.name + "/": set(resource.filterset.base_filters) for resource in RESOURCES if resource.filterset
    }
    assert tried == {path: names - FREE.get(path, set()) for path, names in filters.items()}


@pytest.mark.both
@pytest.mark.parametrize("value", NASTY)
def test_value_that_no_list_has_is_refused(ask, world, value):
    for name in ("q", "state", "year", "kind", "cursor", "limit", "lang"):
        assert wrong_parameters(ask("events/", **{name: value}))[0] == name


@pytest.mark.parametrize("raw", ["q=%ff", "q=%ed%a0%80", "q=%c0%80", "state=%00", "%00=1", "%ff=1", "q=%", "&&=&="])
def test_query_that_is_not_text_is_refused(ask, world, client_as, raw):
    assert client_as("visitor").get(f"/api/v1/events/?{raw}").status_code == (200 if raw == "q=%" else 400)


def test_limit_is_a_plain_number(ask, db):
    for value in NUMBERS:
        assert wrong_parameters(ask("events/", limit=value)) == ["limit"]


def test_year_is_a_plain_number(ask, db):
    for value in NUMBERS:
        assert wrong_parameters(ask("events/", year=value)) == ["year"]


def test_day_is_written_in_one_way(ask, db):
    for value in DAYS:
        assert wrong_parameters(ask("coordinations/", as_of=value)) == ["as_of"]


def test_parameter_given_twice_is_refused_unless_it_may_have_several_values(client_as, world):
    get = client_as("visitor").get
    assert wrong_parameters(get("/api/v1/events/?state=KAZ&state=THA")) == ["state"]
    assert wrong_parameters(get("/api/v1/events/?limit=1&limit=2")) == ["limit"]
    assert get("/api/v1/events/?kind=forum&kind=seminar&dimension=ECO&dimension=GB").status_code == 200
    assert wrong_parameters(get("/api/v1/events/?kind=forum&kind=x")) == ["kind"]


def test_thousands_of_parameters_are_refused(client_as, db):
    response = client_as("visitor").get("/api/v1/events/?" + "a&" * 1100)
    assert (response.status_code, problem_of(response)["status"]) == (400, 400)


def test_messages_say_what_to_write(ask, world):
    said = {name: detail(ask("events/", **{name: "x"})) for name in ("mode", "year", "state", "limit")}
    assert said == {
        "mode": "Use one of: in_person, online, hybrid.",
        "year": "Write a whole number from 1992 to 2099.",
        "state": "No entry of “member states” has this code.",
        "limit": "Write a whole number from 1 to 200.",
    }
    assert detail(ask("coordinations/", as_of="x")) == "Write the day as YYYY-MM-DD, for example 2026-05-31."
    assert detail(ask("states/", x="y")) == "There is no such parameter here. Use: cursor, fields, lang, limit."


def detail(response):
    (error,) = problem_of(response)["errors"]
    return error["detail"]


def test_problem_says_where_it_is_explained(ask, db):
    problem = problem_of(ask("states/", limit=0))
    assert problem == {
        "type": "http://127.0.0.1:8000/api/#errors",
        "title": "Bad request",
        "status": 400,
        "detail": "limit: Write a whole number from 1 to 200.",
        "errors": [{"parameter": "limit", "detail": "Write a whole number from 1 to 200."}],
    }


KEYS = ["x" * 41, "a b", "a%00b", "..", "%2e%2e", "a%0a", "é", "KAZ;", "-"]


def test_key_that_no_entry_has_is_not_found(client_as, world):
    for key in KEYS:
        response = client_as("visitor").get(f"/api/v1/states/{key}/")
        assert (response.status_code, problem_of(response)["status"]) == (404, 404)


def test_code_is_taken_exactly(ask, world):
    assert [ask(f"states/{key}/").status_code for key in ("KAZ", "kaz", "KZ")] == [200, 404, 404]


def test_language_of_errors(ask, db, settings):
    def language(**request):
        return ask("states/", limit=0, **request)["Content-Language"]

    assert language() == "en"
    assert language(headers={"Accept-Language": "ru-RU,ru;q=0.9"}) == "ru"
    assert language(headers={"Accept-Language": "ru"}, lang="en") == "en"
    assert language(lang="ru") == "ru"
    assert language(headers={"Accept-Language": "th"}) == "en"


def test_quotes_in_a_name_stay_data(client_as, db):
    name = '"><script>alert(1)</script>'
    response = client_as("visitor").get(f"/api/v1/states/?{quote(name)}=1")
    assert json.loads(response.content)["errors"][0]["parameter"] == name
    assert response["X-Content-Type-Options"] == "nosniff"
