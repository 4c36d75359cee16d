"""What a program makes up from the OpenAPI file: no error of the portal, and no answer that the file does not know.

A bounded walk: some requests to every address, as each person and as each kind of token.
"""

import json
from typing import Any

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cica_portal.common.api.reference import openapi_file
from tests.api.bearers import bearer, issue
from tests.cast import ROLES

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 5
# Said by the client itself, or not to be made up: who asks, and how the answer is written.
GIVEN = {"content-length", "content-type", "cookie", "authorization", "accept-encoding"}
TOKENS = ("public", "member_states")


@pytest.fixture(scope="module")
def schema():
    return schemathesis.openapi.from_dict(json.loads(openapi_file("en")))


@pytest.fixture(autouse=True)
def without_limits(settings):
    settings.API_LIMITS = dict.fromkeys(settings.API_LIMITS, 0)


@pytest.mark.parametrize("role", ROLES)
def test_requests_of_a_person(schema, filled, client_as, role):
    walk(schema, client_as(role), kept_by="public" if role in {"visitor", "partner"} else "private")


@pytest.mark.parametrize("grant", TOKENS)
def test_requests_of_a_program(schema, filled, cast, at_now, grant):
    walk(schema, bearer(issue(cast["partner"], cast["administrator"], grant=grant)), kept_by="private")


def walk(schema, client: Client, *, kept_by: str) -> None:
    client.raise_request_exception = False
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def ask(case):
            response = send(client, case)
            case.validate_response(response, checks=CHECKS)
            if response.status_code == 200 and case.method == "GET" and "." not in case.path:
                assert response.headers["cache-control"][0].startswith(kept_by)

        ask()


def send(client: Client, case: schemathesis.Case) -> Response:
    """The portal's answer, as if it had come over the network."""
    wanted = requests.Request(**case.as_transport_kwargs(base_url="http://localhost")).prepare()
    headers = {name: str(value) for name, value in wanted.headers.items() if name.lower() not in GIVEN}
    kind: Any = wanted.headers.get("Content-Type", "")
    answer = client.generic(str(wanted.method), wanted.path_url, wanted.body or b"", kind, headers=headers)
    said = {name: [value] for name, value in answer.headers.items()}
    return Response(answer.status_code, said, answer.getvalue(), wanted, elapsed=0.1, verify=True)
