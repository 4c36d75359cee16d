"""No secret reaches a log, whatever it is called and wherever it stands."""

import json
import logging

import pytest

from cica_portal.settings.logs import hide_in_text, hide_secrets
from tests.platform.production import PRODUCTION, run_python


@pytest.mark.parametrize("name", ["password", "new_password1", "token", "Authorization", "csrf_cookie", "api_key"])
def test_a_value_with_a_secret_name_is_hidden(name: str):
    assert hide_secrets(logging.getLogger(), "info", {name: "canary", "year": 2026}) == {name: "[hidden]", "year": 2026}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("GET /feeds/Qm9Ckz81Lw0a.ics", "GET /feeds/[hidden]"),
        ("GET /ru/feed/Qm9Ckz81Lw0a/", "GET /ru/feed/[hidden]/"),
        ("GET /reset/Mg-cabc12-0123456789abcdef/", "GET /reset/[hidden]/"),
        ("GET /reminders/by-mail/confirm/eyJhZGRy:1w23ns:g19nEFAa/", "GET /reminders/by-mail/confirm/[hidden]/"),
        ("GET /reminders/by-mail/end/bb2an76ntd:KcQgJKR8fcMH/", "GET /reminders/by-mail/end/[hidden]/"),
        ("Bearer cica_ab23cd45ef_0123456789abcdef", "Bearer cica_ab23cd45ef_[hidden]"),
        ("GET /events/?token=canary&year=2026", "GET /events/?[hidden]"),
        ("connecting to postgres://portal:canary@db/portal", "connecting to postgres://[hidden]@db/portal"),
        ("GET /events/2026-10-conference/", "GET /events/2026-10-conference/"),
        ("Is it so?", "Is it so?"),
    ],
)
def test_secrets_inside_a_text_are_hidden(text: str, shown: str):
    assert hide_in_text(text) == shown


def test_production_writes_one_json_object_a_line():
    code = (
        "import django, logging; django.setup();"
        "logging.getLogger('portal').warning('GET /feeds/%s', 'Qm9Ckz81Lw0a');"
        "import structlog; structlog.get_logger('portal').error('failed', password='canary')"
    )
    done = run_python("-c", code, env=PRODUCTION)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["level"], line["event"]) for line in lines] == [
        ("warning", "GET /feeds/[hidden]"),
        ("error", "failed"),
    ]
    assert lines[1]["password"] == "[hidden]"
