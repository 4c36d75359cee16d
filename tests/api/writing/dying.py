"""A request that is killed at a chosen point: python -m tests.api.writing.dying POINT TIME REQUEST (in JSON).

A point may name at which call it is: "acting 2" is the second row of several.
"""

import json
import sys
from datetime import datetime
from typing import Any

import time_machine

from tests.killed import die, enter_world, then_die


def main(point: str, asked: dict[str, Any]) -> None:
    from django.test import Client  # noqa: PLC0415 (after enter_world)

    from cica_portal.common.api import writing  # noqa: PLC0415
    from cica_portal.common.api.once import Once, begin  # noqa: PLC0415

    name, _space, call = point.partition(" ")
    points = {
        "claimed": (writing, "begin", then_die(begin)),
        "acting": (Once, "note", then_die(Once.note, call=int(call or 1))),
        "stored": (Once, "keep", die),
        "kept": (Once, "keep", then_die(Once.keep)),
    }
    setattr(*points[name])
    client = Client(headers=asked["headers"])
    client.generic(asked["method"], asked["path"], json.dumps(asked["body"]), content_type="application/json")


if __name__ == "__main__":
    enter_world()
    with time_machine.travel(datetime.fromisoformat(sys.argv[2]), tick=False):
        main(sys.argv[1], json.loads(sys.argv[3]))
