"""Entries of a list that were written before, each for an audience, and the rest written now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cica_portal.common.api.renderers import to_json
from cica_portal.common.api.resources import Resource
from cica_portal.common.viewer import Viewer


@dataclass(frozen=True, kw_only=True)
class Kept:
    """`rows` gives those that the viewer sees with `kept_text`: null where it is not that of the row's last change.

    It is told the number after which nothing had changed for the viewer's audience.
    """

    audiences: frozenset[str]
    rows: Callable[[Viewer, int], QuerySet[Any]]

    def serves(self, viewer: Viewer) -> bool:
        """Rows of one state alone have no number, so nothing is kept of them."""
        return viewer.state is None and viewer.audience in self.audiences

    def write_list(
        self, resource: Resource, rows: QuerySet[Any], viewer: Viewer
    ) -> tuple[list[dict[str, Any]], list[bytes]]:
        """The places of the rows in their list, and the rows as JSON; nothing for one that has gone meanwhile."""
        found = list(rows.values("pk", resource.order, resource.key, "kept_text"))
        stale = [row["pk"] for row in found if row["kept_text"] is None]
        written = written_now(resource, stale, viewer) if stale else dict[int, bytes]()
        return found, [(row["kept_text"] or "").encode() or written.get(row["pk"], b"") for row in found]


def written_now(resource: Resource, pks: list[int], viewer: Viewer) -> dict[int, bytes]:
    rows = resource.rows(viewer).filter(pk__in=pks)
    found, entries = resource.write_list(rows, viewer, {})
    return {row["pk"]: to_json(entry) for row, entry in zip(found, entries, strict=True)}
