"""An import that is killed when it has written so much: python -m tests.imports.dying POINT RUN TIME."""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django
from django.conf import settings


def then_die(function: Callable[..., Any]) -> Callable[..., None]:
    def wrapped(*arguments: Any, **named: Any) -> None:
        function(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return wrapped


def main(point: str, public_id: str, at: datetime) -> None:
    from cbm_events.imports import committing  # noqa: PLC0415 (after django.setup)
    from cbm_events.models import ImportRun  # noqa: PLC0415
    from cica_portal.common import history  # noqa: PLC0415
    from cica_portal.common.models import Door  # noqa: PLC0415
    from members.viewers import viewer_for  # noqa: PLC0415

    owner: Any = {"claimed": committing, "written": committing, "closed": history.Batch}[point]
    name = {"claimed": "_claim", "written": "write_entries", "closed": "close"}[point]
    setattr(owner, name, then_die(getattr(owner, name)))
    run = ImportRun.objects.select_related("author").get(public_id=public_id)
    act = history.Act(door=Door.IMPORT, at=at, actor=run.author)
    committing.commit_run(run=run, revision=run.revision, viewer=viewer_for(run.author), act=act)


if __name__ == "__main__":
    settings.DATABASES["default"]["NAME"] = json.loads(os.environ["DYING_WORLD"])["DATABASE"]
    django.setup()
    main(sys.argv[1], sys.argv[2], datetime.fromisoformat(sys.argv[3]))
