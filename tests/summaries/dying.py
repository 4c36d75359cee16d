"""A worker that is killed while it builds an edition: python -m tests.summaries.dying POINT TIME."""

import sys
from datetime import datetime

from tests.killed import die, enter_world, then_die


def main(point: str, at: datetime) -> None:
    from cbm_events.summaries import editions  # noqa: PLC0415 (after enter_world)

    job, note = editions.Job, editions.Job.note

    def note_and_die(self: editions.Job, **values: object) -> None:
        """When more than half has been read."""
        note(self, **values)
        self.summary.refresh_from_db()
        if self.summary.total and self.summary.progress >= 0.6 * self.summary.total:
            die()

    points = {
        "reading": ("note", note_and_die),
        "storing": ("store", then_die(job.store)),
        "finishing": ("finish", then_die(job.finish)),
        "built": ("build", then_die(job.build)),
    }
    setattr(editions, "CHUNK", 1)  # noqa: B010
    setattr(job, *points[point])
    editions.run_waiting_summaries(now=at)


if __name__ == "__main__":
    enter_world()
    main(sys.argv[1], datetime.fromisoformat(sys.argv[2]))
