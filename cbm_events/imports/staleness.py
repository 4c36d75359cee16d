"""What has been changed in the portal since a file was exported, and what the file said before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from cbm_events.imports.drafts import Draft
from cbm_events.imports.matching import Known
from cbm_events.models import Event
from cica_portal.common.models import Change

Values = dict[str, Any]


def changes_behind(rows: Sequence[tuple[Draft, Known | None]]) -> dict[int, Values]:
    """Of each row whose event has a later version: the values that were replaced since, as they were in the file."""
    behind = {
        draft.number: (known.public_id, known.version - draft.version)
        for draft, known in rows
        if known and draft.key and draft.version and draft.version < known.version
    }
    changes: dict[str, list[Change]] = defaultdict(list)
    ids = {public_id for public_id, _gap in behind.values()}
    for change in Change.objects.filter(kind=Event.record_kind, subject_id__in=ids).order_by("-id"):
        changes[change.subject_id].append(change)
    return {number: _earlier(changes[public_id], gap) for number, (public_id, gap) in behind.items()}


def _earlier(changes: Sequence[Change], gap: int) -> Values:
    """Each act raised the version by one; it may stand in two changes, one of them internal."""
    values: Values = {}
    acts: set[UUID] = set()
    for change in changes:
        acts.add(change.batch)
        if len(acts) > gap:
            break
        values |= change.before
    return values
