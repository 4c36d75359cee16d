"""The one edit of history that there is: a person's name and address, at that person's request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from cica_portal.common.models import Change, Recorded

logger = structlog.get_logger(__name__)


def replace_in_history(row: Recorded, values: Mapping[str, str]) -> int:
    """Put these values in place of whatever the changes of this row say in these fields.

    Every change stays, with its number, time, actor, door and reason; returns how many were touched.
    """
    touched = [change for change in Change.objects.of(row.record_kind, row.subject_id) if _replaces(change, values)]
    Change.objects.bulk_update(touched, ["before", "after"])
    logger.warning("history_pseudonymised", kind=row.record_kind, subject=row.subject_id, changes=len(touched))
    return len(touched)


def _replaces(change: Change, values: Mapping[str, str]) -> bool:
    before, after = (_replaced(side, values) for side in (change.before, change.after))
    is_touched = (before, after) != (change.before, change.after)
    change.before, change.after = before, after
    return is_touched


def _replaced(side: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    return {name: values[name] if name in values and value else value for name, value in side.items()}
