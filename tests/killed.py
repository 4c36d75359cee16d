"""Processes like the portal's own that are killed (kill -9) at a chosen point, on the database of the test.

The test calls `run_until_killed`; the module that it names begins with `enter_world`.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection

WORLD = "DYING_WORLD"


def run_until_killed(module: str, *arguments: object, **world: Any) -> None:
    """`world` are settings that the test has changed."""
    names = {"DATABASE": connection.settings_dict["NAME"], **world}
    connection.close()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", WORLD: json.dumps(names, default=str)}
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, check=False, timeout=120
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def enter_world() -> None:
    for name, value in json.loads(os.environ[WORLD]).items():
        if name == "DATABASE":
            settings.DATABASES["default"]["NAME"] = value
        else:
            setattr(settings, name, Path(value) if value and name.endswith("_DIR") else value)
    django.setup()


def die(*arguments: Any, **named: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def then_die(function: Callable[..., Any], *, call: int = 1) -> Callable[..., Any]:
    """The function, after whose so-manyth call the process dies."""
    calls = count(1)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        result = function(*arguments, **named)
        if next(calls) == call:
            die()
        return result

    return wrapped
