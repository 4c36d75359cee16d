"""Rows that stand inside another row's answer: their change is told to an audience as one of the row that holds them.

Apps announce tables from a kind to a function that names those rows, with the audiences that see them. A second table
names the rows that are seen by those only who see a row of the kind: they come and go with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

from cica_portal.common.audiences import Audience

if TYPE_CHECKING:
    # Apps announce their tables before any model is loaded.
    from cica_portal.common.models import Snapshot

Subject = tuple[str, str]
Echo = Callable[["Sequence[Snapshot]"], Iterable[tuple[Subject, frozenset[Audience]]]]
# Who saw a row and who sees it; by identifier, of the rows where the two differ.
Seen = tuple[frozenset[Audience], frozenset[Audience]]
Dependents = Callable[[Mapping[str, Seen]], Iterable[tuple[Subject, Seen]]]
announced: list[str] = []
announced_dependents: list[str] = []


def announce(path: str) -> None:
    """`path` names a mapping from a kind to its Echo, beside those of other apps; it is read when first needed."""
    if path not in announced:
        announced.append(path)


def announce_dependents(path: str) -> None:
    if path not in announced_dependents:
        announced_dependents.append(path)


@cache
def echoes() -> Mapping[str, Sequence[Echo]]:
    """Rows of one kind may stand in answers of several apps."""
    found: dict[str, list[Echo]] = defaultdict(list)
    for path in announced:
        for kind, echo in import_string(path).items():
            found[kind].append(echo)
    return dict(found)


@cache
def dependents() -> Mapping[str, Dependents]:
    return {kind: find for path in announced_dependents for kind, find in import_string(path).items()}


def to_owner(kind: str, name: str) -> Echo:
    """For rows that name their owner in one field and are seen by nobody who does not see it."""

    def echo(snapshots: Sequence[Snapshot]) -> Iterable[tuple[Subject, frozenset[Audience]]]:
        return [((kind, row.values[name]), row.audiences) for row in snapshots if row.values.get(name)]

    return echo
