"""Undoing what one act did, whole or to one row: a new change that restores the values before.

It is done only while each field still holds what that act gave it; else it is refused, and says what
changed since. A row that the act entered is removed if nothing points to it, one that it removed is
entered again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cica_portal.common import history
from cica_portal.common.audit.acts import by_subject, merged, subjects_of
from cica_portal.common.audit.kinds import kind_of
from cica_portal.common.audit.subjects import Key, Subject, Subjects
from cica_portal.common.audit.undoers import ModelType, Undoer, height, undoer_of, words_of
from cica_portal.common.audit.wording import Line, field_label, lines_of, value_words
from cica_portal.common.date_words import moment_words, page_language
from cica_portal.common.models import Change, Recorded

Values = dict[str, Any]


@dataclass
class Step:
    """One row that an act wrote, and what undoing does to it; `obstacles` say why it cannot."""

    kind: str
    subject: Subject
    action: Change.Action
    before: Values
    after: Values
    since: int
    undoer: Undoer | None
    subjects: Subjects
    row: Recorded | None = None
    obstacles: list[str] = field(default_factory=list)

    @property
    def model(self) -> ModelType:
        assert self.undoer is not None
        return self.undoer.model

    @cached_property
    def lines(self) -> list[Line]:
        """Put into words only where they are shown: an act may have written thousands of rows."""
        return lines_of(self.kind, self.after, self.before, self.subjects)

    @property
    def effect(self) -> str:
        effects = {
            Change.Action.CREATED: _("is removed"),
            Change.Action.UPDATED: _("gets its earlier values"),
            Change.Action.REMOVED: _("is entered again"),
        }
        return effects[self.action]


class UndoRefusedError(Exception):
    """Nothing was written; the steps say why."""

    def __init__(self, steps: Sequence[Step]) -> None:
        super().__init__("; ".join(reason for step in steps for reason in step.obstacles))
        self.steps = list(steps)


def undo(*, changes: Iterable[Change], act: history.Act) -> history.Batch:
    """Restore what these changes replaced, all or nothing.

    Raises UndoRefusedError, and history.StaleVersion when somebody saves one of the rows at this moment.
    """
    with history.batch(act) as batch:
        steps = plan_undo(changes)
        _refuse(steps)
        for (action, _kind), group in groupby(in_order(steps), key=lambda step: (step.action, step.kind)):
            _perform(action, list(group), batch)
        _refuse(steps)
    return batch


def plan_undo(changes: Iterable[Change]) -> list[Step]:
    """What undoing would do now, and what stands in its way."""
    changes = sorted(changes, key=lambda change: change.pk)
    subjects = subjects_of(changes)
    undoers = {kind: undoer_of(kind) for kind in {change.kind for change in changes}}
    steps = [_step(rows, subjects, undoers[rows[0].kind]) for rows in by_subject(changes).values()]
    _find_rows(steps)
    returning = {(step.kind, step.subject.id) for step in steps if step.action == Change.Action.REMOVED}
    for step in steps:
        step.obstacles += _obstacles(step, returning, subjects)
    _find_what_points(steps)
    return steps


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Removals first, from the top down; then changes; then rows entered again, from the ground up."""
    place = {Change.Action.CREATED: 0, Change.Action.UPDATED: 1, Change.Action.REMOVED: 2}
    up = {Change.Action.CREATED: -1, Change.Action.UPDATED: 1, Change.Action.REMOVED: 1}
    return sorted(steps, key=lambda step: (place[step.action], up[step.action] * height(step.model), step.kind))


def _step(changes: Sequence[Change], subjects: Subjects, undoer: Undoer | None) -> Step:
    first = changes[0]
    before, after = merged(changes)
    return Step(
        kind=first.kind,
        subject=subjects.subject(first.kind, first.subject_id, before | after),
        action=Change.Action(first.action),
        before=before,
        after=after,
        since=changes[-1].pk,
        undoer=undoer,
        subjects=subjects,
    )


def _find_rows(steps: Iterable[Step]) -> None:
    by_kind: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        by_kind[step.kind].append(step)
    for group in by_kind.values():
        rows = group[0].undoer.rows([step.subject.id for step in group]) if group[0].undoer else {}
        for step in group:
            step.row = rows.get(step.subject.id)


def _obstacles(step: Step, returning: Collection[Key], subjects: Subjects) -> list[str]:
    if step.undoer is None:
        return [str(kind_of(step.kind).own_way)]
    if step.action == Change.Action.REMOVED:
        if step.row is not None:
            return [_("It has been entered again since.")]
        return step.undoer.lacking(step.subject.id, step.before) or step.undoer.missing(step.before, returning)
    if step.row is None:
        return [_("It has been removed since.")]
    return _changed_since(step, step.row.recorded_values(), subjects) + step.undoer.missing(step.before, returning)


def _changed_since(step: Step, stored: Mapping[str, Any], subjects: Subjects) -> list[str]:
    """Each field that no longer holds what the act gave it, and who gave it its value."""
    return [
        _differs(step, name, stored.get(name), subjects)
        for name, value in step.after.items()
        if not is_same(stored.get(name), value)
    ]


def _differs(step: Step, name: str, value: Any, subjects: Subjects) -> str:
    later = Change.objects.of(step.kind, step.subject.id).filter(id__gt=step.since).select_related("actor")
    last = next((change for change in later if name in change.fields), None)
    words = {
        "field": capfirst(field_label(step.kind, name)),
        "value": value_words(step.kind, name, value, subjects),
    }
    if last is None:
        return _("%(field)s: now “%(value)s”.") % words
    by = last.actor.name if last.actor else str(last.get_door_display())
    words |= {"by": by, "moment": moment_words(last.at, page_language())}
    return _("%(field)s: now “%(value)s”, changed by %(by)s on %(moment)s.") % words


def is_same(stored: Any, recorded: Any) -> bool:
    """Whether two stored values say the same; lists are kept in no order."""
    if isinstance(stored, list) and isinstance(recorded, list):
        return _canonical(stored) == _canonical(recorded)
    return bool(stored == recorded)


def _canonical(items: list[Any]) -> list[str]:
    return sorted(json.dumps(item, sort_keys=True) for item in items)


def _find_what_points(steps: Iterable[Step]) -> None:
    """Rows that were entered go only if nothing hangs on them but what goes with them."""
    entered: dict[str, list[Step]] = defaultdict(list)
    removed: dict[ModelType, set[int]] = defaultdict(set)
    for step in steps:
        if step.action == Change.Action.CREATED and step.row is not None:
            entered[step.kind].append(step)
            removed[step.model].add(step.row.pk)
    for group in entered.values():
        undoer = group[0].undoer
        assert undoer is not None
        found = undoer.holding([step.row for step in group if step.row], removed)
        for step in group:
            step.obstacles += found.get(step.row.pk, []) if step.row else []


def _perform(action: Change.Action, steps: Sequence[Step], batch: history.Batch) -> None:
    """Write the rows of one kind."""
    undoer = steps[0].undoer
    assert undoer is not None
    if action == Change.Action.CREATED:
        undoer.remove([step.row for step in steps if step.row], batch)
        return
    changed = [(step.row, step.before) for step in steps if step.row]
    if len(changed) == len(steps):
        try:
            undoer.change_all(changed, batch)
            return
        except ValidationError:
            """One of them may not be so: asked one by one, it says why."""
    for step in steps:
        _put_back(step, undoer, batch)


def _put_back(step: Step, undoer: Undoer, batch: history.Batch) -> None:
    """What a rule says against it becomes an obstacle."""
    try:
        if step.row is None:
            undoer.create(step.subject.id, step.before, batch)
        else:
            undoer.change(step.row, step.before, batch)
    except ValidationError as error:
        step.obstacles += words_of(error, step.kind)


def _refuse(steps: Sequence[Step]) -> None:
    if any(step.obstacles for step in steps):
        raise UndoRefusedError(steps)
