"""What must happen later is a row that a sweep finds; a broker would lose or double a delayed message."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

APPS = ("cica_portal", "members", "councils", "cbm_events")
DELAYED = {"eta", "countdown", "autoretry_for", "default_retry_delay", "retry_backoff"}


def sources():
    return [path for app in APPS for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py"))]


def delayed_calls(text):
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    named = [word.arg for call in calls for word in call.keywords if word.arg in DELAYED]
    retries = [
        call.func.attr
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "retry" and "self" in ast.dump(call.func.value)
    ]
    return named + retries


def test_no_task_is_delayed_or_retried_by_the_broker():
    found = {path.name: calls for path in sources() if (calls := delayed_calls(path.read_text(encoding="utf-8")))}
    assert found == {}


@pytest.mark.parametrize(
    "text", ["task.apply_async(countdown=7200)", "task.apply_async(eta=noon)", "self.retry()", "task(retry_backoff=9)"]
)
def test_the_check_itself_finds_delays(text):
    assert len(delayed_calls(text)) == 1
