"""A worker that is killed at a chosen point: python -m tests.mail.dying POINT TIME."""

import sys
from datetime import datetime

from django.conf import settings

from tests.killed import die, enter_world, then_die


def main(point: str, at: datetime) -> None:
    from cbm_events.reminders import gathering  # noqa: PLC0415 (after enter_world)
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
    enter_world()
    main(sys.argv[1], datetime.fromisoformat(sys.argv[2]))
