"""The OpenAPI file is valid, complete, and says exactly what the API answers."""

import copy
import json
import re
from datetime import datetime
from typing import Any

import pytest
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker

from cica_portal.api_urls import RESOURCES, urlpatterns
from cica_portal.common.api.reference import openapi_file
from tests.api.bearers import bearer
from tests.api.conftest import PORTAL
from tests.cast import ROLES

FORMATS = FormatChecker(formats=["date"])


NOT_PUBLIC = {"holidays", "silence-procedures", "event-links", "proposals"}
OTHER_OPERATIONS = [
    "list_resources", "list_changes", "export_events", "enter_event", "change_event", "act_on_event", "write_events",
    "offer_event", "reply_to_event", "change_proposal", "act_on_proposal",
]  # fmt: skip


@FORMATS.checks("date-time", raises=ValueError)
def is_instant(value):
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("uri")
def is_address(value):
    return not isinstance(value, str) or value.startswith((f"{PORTAL}/", "https://example.org/"))


@pytest.fixture
def document():
    return json.loads(openapi_file("en"))


@pytest.fixture
def check(document):
    """check(address template, status, answer): it has what the file says, and nothing else."""
    closed = close(copy.deepcopy(document))

    def validate(path, response):
        operation = document["paths"][path]["get"]
        answer = operation["responses"][str(response.status_code)]
        (media_type,) = answer["content"]
        assert response["Content-Type"] == media_type
        assert set(answer.get("headers", ())) <= set(response.headers)
        schema = closed["paths"][path]["get"]["responses"][str(response.status_code)]["content"][media_type]["schema"]
        whole = {**schema, "components": closed["components"]}
        Draft202012Validator(whole, format_checker=FORMATS).validate(json.loads(response.content))

    return validate


def close(value):
    """No property beyond those named."""
    if isinstance(value, dict):
        if "properties" in value and "additionalProperties" not in value:
            value["additionalProperties"] = False
        for item in value.values():
            close(item)
    elif isinstance(value, list):
        for item in value:
            close(item)
    return value


def test_file_is_valid_openapi_3_1(document):
    validate_schema(document)
    assert (document["openapi"], document["servers"]) == ("3.1.0", [{"url": PORTAL}])
    Draft202012Validator.check_schema({"components": document["components"]})


def test_file_has_every_address_and_no_other(document):
    expected = {
        re.sub(r"<\w+:(\w+)>", r"{\1}", f"/api/v1/{pattern.pattern}"): methods_of(pattern.callback)
        for pattern in urlpatterns[:-3]
    }
    assert {path: set(methods) for path, methods in document["paths"].items()} == expected


def methods_of(view: Any) -> set[str]:
    return set(view.cls.http_method_names) - {"head", "options"}


def test_token_is_described_and_may_be_left_out(document):
    (name, scheme), *others = document["components"]["securitySchemes"].items()
    assert (name, scheme["type"], scheme["scheme"], others) == ("token", "http", "bearer", [])
    wanted = {
        (method, *(name for way in operation["security"] for name in way or ("nothing",)))
        for methods in document["paths"].values()
        for method, operation in methods.items()
    }
    assert wanted == {("get", "token", "nothing"), ("post", "token"), ("patch", "token")}


def test_refusal_of_a_token_is_what_the_file_says(db, check):
    client = bearer("cica_x")
    for resource in RESOURCES:
        check(resource.path, client.get(resource.path))
        check(f"{resource.path}{{key}}/", client.get(f"{resource.path}nothingher/"))


def test_names_of_operations_and_values_are_steady(document):
    operations = [said["operationId"] for methods in document["paths"].values() for said in methods.values()]
    names = [resource.name.replace("-", "_") for resource in RESOURCES]
    assert sorted(operations) == sorted(
        [*(f"{verb}_{name}" for name in names for verb in ("list", "get")), *OTHER_OPERATIONS]
    )
    assert [name for name in document["components"]["schemas"] if name.endswith("Enum")] == ["NullEnum"]


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_what_the_file_says(ask, results, filled, cast, check, role):
    check("/api/v1/", ask("", role))
    for resource in RESOURCES:
        check(resource.path, ask(resource.path, role))
        entries = results(resource.path, role)
        assert entries or resource.name in NOT_PUBLIC
        for entry in entries:
            check(f"{resource.path}{{key}}/", ask(entry["url"].removeprefix(PORTAL), role))


def test_every_error_is_what_the_file_says(ask, db, check):
    for resource in RESOURCES:
        check(resource.path, ask(resource.path, limit=0))
        check(resource.path, ask(resource.path, colour="x", lang="ru"))
        check(f"{resource.path}{{key}}/", ask(f"{resource.path}nothingher/"))
        check(f"{resource.path}{{key}}/", ask(f"{resource.path}nothingher/", colour="x"))


def test_check_notices_what_is_too_much_and_what_is_missing(ask, filled, check):
    response = ask("events/")
    changes: list[dict[str, Any]] = [{"secret": 1}, {"title": None}, {"period": {}}]
    for change in changes:
        page = json.loads(response.content)
        page["results"][0] |= change
        response.content = json.dumps(page)
        with pytest.raises(Exception, match=r"secret|None|required"):
            check("/api/v1/events/", response)


def test_parameters_of_the_file_are_those_that_are_taken(ask, world, document):
    for resource in RESOURCES:
        parameters = document["paths"][resource.path]["get"]["parameters"]
        named = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
        detail = ask(resource.path, x="y").json()["errors"][0]["detail"]
        assert detail == f"There is no such parameter here. Use: {', '.join(sorted(named))}."


def test_every_value_that_the_file_lists_is_taken(ask, world, document):
    for resource in RESOURCES:
        for parameter in document["paths"][resource.path]["get"]["parameters"]:
            schema = parameter["schema"].get("items", parameter["schema"])
            values = [*schema.get("enum", ()), *(schema[end] for end in ("minimum", "maximum") if end in schema)]
            assert [ask(resource.path, **{parameter["name"]: v}).status_code for v in values] == [200] * len(values)


def test_file_is_served_in_both_languages_with_a_tag(ask, db):
    english, russian = ask("schema/"), ask("schema/", lang="ru")
    assert [answer["Content-Language"] for answer in (english, russian)] == ["en", "ru"]
    assert [answer["Content-Type"] for answer in (english, russian)] == ["application/json"] * 2
    assert ask("schema/", headers={"If-None-Match": english["ETag"]}).status_code == 304
    assert ask("schema/", colour="x").status_code == 400


def test_file_is_made_without_the_database():
    openapi_file.cache_clear()
    assert json.loads(openapi_file("ru"))["openapi"] == "3.1.0"
