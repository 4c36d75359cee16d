"""A worker that is killed at a chosen point: python -m tests.mail.dying POINT TIME.

It works on the database, outbox and mail server that DYING_WORLD names, so it is a process like the portal's own.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import django
from django.conf import settings


def die(*arguments: Any, **named: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def then_die(function: Callable[..., Any]) -> Callable[..., None]:
    def wrapped(*arguments: Any, **named: Any) -> None:
        function(*arguments, **named)
        die()

    return wrapped


def main(point: str, at: datetime) -> None:
    from cbm_events.reminders import gathering  # noqa: PLC0415 (after django.setup)
    from cica_portal.common.mailing import claims, ledger, registry, sweep  # noqa: PLC0415
    from cica_portal.common.mailing.desk import Desk  # noqa: PLC0415
    from cica_portal.common.mailing.smtp import SmtpTransport  # noqa: PLC0415
    from cica_portal.common.mailing.transports import OutboxTransport  # noqa: PLC0415

    registry.register("note", builder="tests.mail.notes.build", repeat_when_unknown=True)
    transport = OutboxTransport if settings.PORTAL_OUTBOX_DIR else SmtpTransport
    points = {
        "claimed": (Desk, "write", die),
        "handed over": (transport, "begin", die),
        "on its way": (transport, "begin", then_die(transport.begin)),
        "answered": (transport, "finish", then_die(transport.finish)),
        "settled": (claims, "settle_sent", then_die(claims.settle_sent)),
        "queued": (gathering, "queue_mails", then_die(ledger.queue_mails)),
    }
    owner, name, replacement = points[point]
    setattr(owner, name, replacement)
    gathering.send_due_deliveries(now=at)
    sweep.send_due_mail(now=at)


if __name__ == "__main__":
    for name, value in json.loads(os.environ["DYING_WORLD"]).items():
        if name == "DATABASE":
            settings.DATABASES["default"]["NAME"] = value
        else:
            setattr(settings, name, Path(value) if value and name.endswith("_DIR") else value)
    django.setup()
    main(sys.argv[1], datetime.fromisoformat(sys.argv[2]))
