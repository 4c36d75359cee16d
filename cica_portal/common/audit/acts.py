"""Changes as the log shows them: what one person did at one moment is one act, the newest first."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from cica_portal.common.audit.kinds import hidden_from, names_of
from cica_portal.common.audit.subjects import Key, Subject, Subjects
from cica_portal.common.audit.wording import Line, action_words, lines_of, references
from cica_portal.common.models import Change
from cica_portal.common.querysets import ChangeQuerySet
from cica_portal.common.viewer import Viewer

SHOWN_ROWS = 20
OPEN_ENTRIES = 3


@dataclass(frozen=True)
class Entry:
    """What one act did to one row; history may keep it in two changes, one of them internal."""

    pk: int
    subject: Subject
    action: str
    lines: list[Line]

    @property
    def is_update(self) -> bool:
        return self.action == Change.Action.UPDATED

    @property
    def action_words(self) -> str:
        return action_words(self.action)


@dataclass(frozen=True)
class Group:
    """How many rows of one kind an act entered, changed or removed."""

    kind: str
    action: str
    count: int

    @property
    def words(self) -> str:
        one, many = names_of(self.kind)
        return _("%(count)s %(kind)s %(action)s") % {
            "count": self.count,
            "kind": one if self.count == 1 else many,
            "action": action_words(self.action),
        }


@dataclass(frozen=True)
class Act:
    batch: uuid.UUID
    at: datetime
    actor: Any
    door: str
    reason: str
    note: str
    groups: list[Group]
    entries: list[Entry]

    @property
    def by(self) -> str:
        return self.actor.name if self.actor else self.door

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def is_folded(self) -> bool:
        return self.count > OPEN_ENTRIES

    @property
    def has_more(self) -> bool:
        return self.count > len(self.entries)


@dataclass(frozen=True)
class Page:
    """`newer` and `older` are the numbers at its ends, or 0."""

    acts: list[Act] = field(default_factory=list)
    newer: int = 0
    older: int = 0


def changes_for(viewer: Viewer) -> ChangeQuerySet:
    """Every change that the viewer may read in the log."""
    return Change.objects.visible_to(viewer).exclude(kind__in=hidden_from(viewer))


def page_of(changes: ChangeQuerySet, *, size: int, before: int = 0, after: int = 0) -> Page:
    """The acts older than one number, or newer than one. An act stands where its last change stands."""
    if after:
        return _page_after(changes, after, size)
    heads = _heads(changes)
    rows = list((heads.filter(last__lt=before) if before else heads).order_by("-last")[: size + 1])
    shown = rows[:size]
    return Page(
        acts_of(changes, shown),
        newer=shown[0]["last"] if before and shown else 0,
        older=shown[-1]["last"] if len(rows) > size else 0,
    )


def _page_after(changes: ChangeQuerySet, after: int, size: int) -> Page:
    rows = list(_heads(changes).filter(last__gt=after).order_by("last")[: size + 1])
    shown = rows[:size][::-1]
    if not shown:
        return page_of(changes, size=size)
    return Page(acts_of(changes, shown), newer=shown[0]["last"] if len(rows) > size else 0, older=shown[-1]["last"])


def _heads(changes: ChangeQuerySet) -> Any:
    return changes.order_by().values("batch").annotate(last=Max("id"))


def act_of(changes: ChangeQuerySet, batch: uuid.UUID) -> Act | None:
    """One act alone."""
    found = acts_of(changes, list(_heads(changes.filter(batch=batch))))
    return found[0] if found else None


def acts_of(changes: ChangeQuerySet, heads: Sequence[dict[str, Any]]) -> list[Act]:
    batches = [head["batch"] for head in heads]
    within = changes.filter(batch__in=batches)
    numbered = within.annotate(place=Window(RowNumber(), partition_by="batch", order_by=F("id").asc()))
    rows: dict[uuid.UUID, list[Change]] = defaultdict(list)
    for change in numbered.filter(place__lte=SHOWN_ROWS).select_related("actor").order_by("id"):
        rows[change.batch].append(change)
    groups = _groups(within)
    subjects = subjects_of(change for found in rows.values() for change in found)
    return [_act(rows[batch], groups[batch], subjects) for batch in batches]


def _groups(within: ChangeQuerySet) -> dict[uuid.UUID, list[Group]]:
    counted = within.order_by("batch", "kind", "action").values_list("batch", "kind", "action")
    groups: dict[uuid.UUID, list[Group]] = defaultdict(list)
    for batch, kind, action, count in counted.annotate(count=Count("subject_id", distinct=True)):
        groups[batch].append(Group(kind, action, count))
    return groups


def _act(changes: Sequence[Change], groups: list[Group], subjects: Subjects) -> Act:
    first = changes[0]
    return Act(
        batch=first.batch,
        at=first.at,
        actor=first.actor,
        door=str(first.get_door_display()),
        reason=first.reason,
        note=first.note,
        groups=sorted(groups, key=lambda group: -group.count),
        entries=entries_of(changes, subjects),
    )


def subjects_of(changes: Iterable[Change]) -> Subjects:
    """The rows that changes are about and those that their values point to."""
    wanted: set[Key] = set()
    for change in changes:
        wanted.add((change.kind, change.subject_id))
        wanted.update(references(change.kind, change.before, change.after))
    return Subjects(wanted)


def entries_of(changes: Iterable[Change], subjects: Subjects) -> list[Entry]:
    return [_entry(rows, subjects) for rows in by_subject(changes).values()]


def by_subject(changes: Iterable[Change]) -> dict[tuple[uuid.UUID, str, str], list[Change]]:
    """What one act did to one row, together."""
    found: dict[tuple[uuid.UUID, str, str], list[Change]] = defaultdict(list)
    for change in changes:
        found[change.batch, change.kind, change.subject_id].append(change)
    return found


def _entry(changes: Sequence[Change], subjects: Subjects) -> Entry:
    first = changes[0]
    before, after = merged(changes)
    subject = subjects.subject(first.kind, first.subject_id, before | after)
    return Entry(first.pk, subject, first.action, lines_of(first.kind, before, after, subjects))


def merged(changes: Iterable[Change]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values before and after, of the public and the internal part together."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for change in changes:
        before |= change.before
        after |= change.after
    return before, after
