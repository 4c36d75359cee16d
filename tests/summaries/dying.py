"""A worker that is killed when it has built so much: python -m tests.summaries.dying PERCENT TIME."""

import json
import os
import signal
import sys
from datetime import datetime

import django
from django.conf import settings


def main(percent: int, at: datetime) -> None:
    from cbm_events.summaries import editions  # noqa: PLC0415 (after django.setup)

    note = editions.Job.note

    def note_and_die(self: editions.Job, **values: object) -> None:
        note(self, **values)
        self.summary.refresh_from_db()
        if self.summary.total and self.summary.progress * 100 >= percent * self.summary.total:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(editions, "CHUNK", 1)  # noqa: B010
    setattr(editions.Job, "note", note_and_die)  # noqa: B010
    editions.run_waiting_summaries(now=at)


if __name__ == "__main__":
    settings.DATABASES["default"]["NAME"] = json.loads(os.environ["DYING_WORLD"])["DATABASE"]
    django.setup()
    main(int(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
