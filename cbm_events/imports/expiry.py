"""How long files are kept: a sweep takes away what has become old."""

from __future__ import annotations

from datetime import datetime, timedelta

from cbm_events.models import ImportRow, ImportRun

# So long the rows of an imported file can be compared with what came of them; the line in the list stays.
ROWS_KEPT = timedelta(days=90)


def forget_old_imports(*, now: datetime) -> int:
    """Discard previews that nobody imported in time, and remove the rows of files; returns how many rows went."""
    State = ImportRun.State
    ImportRun.objects.filter(state=State.OPEN, expires_at__lte=now).update(state=State.DISCARDED)
    over = ImportRow.objects.filter(run__state=State.DISCARDED)
    old = ImportRow.objects.filter(run__state=State.DONE, run__done_at__lte=now - ROWS_KEPT)
    return sum(rows.delete()[0] for rows in (over, old))
