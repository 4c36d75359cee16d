"""The one way to write: rows, their changes and the audience numbers in one transaction.

    with history.batch(act) as batch:
        batch.edit(event, version=3)       # compare-and-swap, or StaleVersion
        event.title_en = "New title"
        event.save()

What differs at the end becomes Change rows. As its last act before commit the transaction takes one
number from each audience that saw a changed row before or sees it after.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from cica_portal.common import echoes
from cica_portal.common.audiences import AUDIENCE_ORDER, STAFF_ONLY, Audience, widest
from cica_portal.common.models import AudienceChange, AudienceSequence, Change, Door, Recorded, Snapshot


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who does something, through which door, when (UTC) and why.

    `reason` is published and neutral, and may be empty; `note` stays inside the Secretariat. `alongside` writes in the
    same transaction what is no part of the history.
    """

    door: Door
    at: datetime
    actor: Any = None
    reason: str = ""
    note: str = ""
    alongside: Callable[[], None] | None = None


class StaleVersion(Exception):
    """Somebody else saved these rows first; nothing was written."""

    def __init__(self, rows: Collection[Recorded]) -> None:
        super().__init__(", ".join(f"{row.record_kind} {row.subject_id}" for row in rows))
        self.rows = list(rows)


ModelType = type[Recorded]
Subject = tuple[str, str]
Snapshots = Mapping[ModelType, Mapping[int, Snapshot]]


@dataclass
class Batch:
    """One act under way. Rows are announced to it before (edit, remove) or after (created) the write."""

    act: Act
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    _before: dict[ModelType, dict[int, Snapshot]] = field(default_factory=lambda: defaultdict(dict))
    _touched: dict[ModelType, set[int]] = field(default_factory=lambda: defaultdict(set))

    def create(self, *rows: Recorded) -> None:
        """Insert rows of one model, in bulk."""
        if not rows:
            return
        model = type(rows[0])
        model._default_manager.bulk_create(rows)
        self.created(*rows)

    def created(self, *rows: Recorded) -> None:
        """Announce rows that the caller has inserted."""
        for row in rows:
            self._touched[type(row)].add(row.pk)

    def edit(self, *rows: Recorded, version: int | None = None) -> None:
        """Claim rows for writing: their version must still be the one read, and rises by one.

        `version` is what the person saw, for a single row; else each row's own. Raises StaleVersion.
        """
        by_model: dict[ModelType, list[Recorded]] = defaultdict(list)
        for row in rows:
            by_model[type(row)].append(row)
        for model, group in by_model.items():
            fresh = [row for row in group if row.pk not in self._touched[model]]
            self._remember(model, {row.pk for row in fresh})
            swap_versions(model, {row.pk: version or row.version for row in fresh}, fresh)
            for row in fresh:
                row.version = (version or row.version) + 1

    def remove(self, *rows: Recorded) -> None:
        """Delete rows; their last values stay in history and their audiences get a tombstone."""
        by_model: dict[ModelType, set[int]] = defaultdict(set)
        for row in rows:
            by_model[type(row)].add(row.pk)
        for model, pks in by_model.items():
            self._remember(model, pks - self._touched[model])
            model._default_manager.filter(pk__in=pks).delete()

    def _remember(self, model: ModelType, pks: set[int]) -> None:
        known = self._before[model]
        known.update(model.snapshots(pks - known.keys()))
        self._touched[model].update(pks)

    def close(self) -> None:
        """Write the changes, then take the audience numbers: the last act before commit."""
        changes: list[Change] = []
        notices: dict[Audience, dict[Subject, bool]] = defaultdict(dict)
        now = {model: model.snapshots(pks) for model, pks in self._touched.items()}
        for model, after in now.items():
            for pk in sorted(self._touched[model]):
                found, gone_for = self._compare(model, self._before[model].get(pk), after.get(pk))
                changes += found
                for audience, gone in gone_for.items():
                    notices[audience][found[0].kind, found[0].subject_id] = gone
        self._echo(notices, now)
        self._tell_dependents(notices, now)
        Change.objects.bulk_create(changes)
        _take_numbers(notices, self.act.at)

    def _echo(self, notices: Mapping[Audience, dict[Subject, bool]], now: Snapshots) -> None:
        """Whoever notices a row that stands inside others' answers notices these too."""
        noticed = {audience: {kind for kind, _subject in told} for audience, told in notices.items()}
        for model, after in now.items():
            found = echoes.echoes().get(model.record_kind, ())
            if not any(model.record_kind in kinds for kinds in noticed.values()):
                continue
            snapshots = [*self._before[model].values(), *after.values()]
            for subject, audiences in (told for echo in found for told in echo(snapshots)):
                for audience in audiences:
                    if model.record_kind in noticed.get(audience, ()):
                        notices[audience].setdefault(subject, False)

    def _tell_dependents(self, notices: Mapping[Audience, dict[Subject, bool]], now: Snapshots) -> None:
        """Rows that are seen by those only who see another one come and go with it."""
        for model, after in now.items():
            find = echoes.dependents().get(model.record_kind)
            before = {pk: row for pk, row in self._before[model].items() if pk in after}
            seen = {row.subject_id: (row.audiences, after[pk].audiences) for pk, row in before.items()}
            moved = {key: (saw, sees) for key, (saw, sees) in seen.items() if saw != sees}
            for subject, (saw, sees) in find(moved) if find and moved else ():
                for audience in saw ^ sees:
                    notices[audience].setdefault(subject, audience not in sees)

    def look(self, *rows: Recorded) -> None:
        """Read how rows of one model are stored, to find out whether they are to be claimed at all."""
        for model in {type(row) for row in rows}:
            known = self._before[model]
            known.update(model.snapshots({row.pk for row in rows} - self._touched[model] - known.keys()))

    def before(self, row: Recorded) -> Snapshot | None:
        """The row as it was before this act, if it has been looked at or claimed."""
        return self._before[type(row)].get(row.pk)

    def has_written(self, row: Recorded) -> bool:
        return row.pk in self._touched[type(row)]

    def _compare(
        self, model: ModelType, before: Snapshot | None, after: Snapshot | None
    ) -> tuple[list[Change], dict[Audience, bool]]:
        """The changes between two snapshots, and for each audience that notices them whether the row is gone."""
        old, new = (before.values if before else {}), (after.values if after else {})
        names = {name for name in {*old, *new} if old.get(name) != new.get(name)}
        saw, sees = (snapshot.audiences if snapshot else frozenset() for snapshot in (before, after))
        both = saw & sees if before and after else saw | sees
        # Internal fields stand in a change of their own, which only the Secretariat sees.
        hidden = {name for name in names & model.internal if old.get(name) or new.get(name)}
        parts = ((names - model.internal, both), (hidden, both & STAFF_ONLY))
        changes = [self._change(model, before, after, part, widest(seen_by)) for part, seen_by in parts if part]
        if not changes:
            return [], {}
        noticed = model.audiences_of_change(names, saw | sees) | (saw ^ sees)
        return changes, {audience: audience not in sees for audience in noticed}

    def _change(
        self, model: ModelType, before: Snapshot | None, after: Snapshot | None, names: set[str], seen_by: Audience
    ) -> Change:
        some = after or before
        assert some is not None
        action = Change.Action.UPDATED if before else Change.Action.CREATED
        return Change(
            batch=self.id,
            at=self.act.at,
            actor=self.act.actor,
            door=self.act.door,
            kind=model.record_kind,
            subject_id=some.subject_id,
            action=action if after else Change.Action.REMOVED,
            before={name: before.values.get(name) for name in sorted(names)} if before else {},
            after={name: after.values.get(name) for name in sorted(names)} if after else {},
            reason=self.act.reason,
            note=self.act.note,
            visibility=seen_by,
        )


@contextmanager
def batch(act: Act) -> Iterator[Batch]:
    """One act in one transaction: all of it is stored, with its history, or nothing."""
    with transaction.atomic():
        current = Batch(act)
        yield current
        if act.alongside is not None:
            act.alongside()
        current.close()


def save(row: Recorded, *, act: Act, version: int | None = None) -> None:
    """Insert or update one plain row. `version` is the one that its editor saw. Raises StaleVersion."""
    with batch(act) as current:
        if row._state.adding:
            row.save(force_insert=True)
            current.created(row)
            return
        current.edit(row, version=version)
        row.save(force_update=True)


def swap_versions(model: ModelType, versions: Mapping[int, int], rows: Collection[Recorded]) -> None:
    """Compare-and-swap of many rows in one statement a version. Raises StaleVersion."""
    by_version: dict[int, list[int]] = defaultdict(list)
    for pk, version in versions.items():
        by_version[version].append(pk)
    for version, pks in sorted(by_version.items()):
        matching = model._default_manager.filter(pk__in=pks, version=version)
        if matching.update(version=models.F("version") + 1) != len(pks):
            raise StaleVersion(rows)


def _take_numbers(notices: Mapping[Audience, Mapping[Subject, bool]], at: datetime) -> None:
    """Give each audience its next number. The sequence row stays locked until commit, so no gap opens."""
    entries = []
    for audience in AUDIENCE_ORDER:
        if not notices.get(audience):
            continue
        number = _next_number(audience)
        for (kind, subject_id), gone in sorted(notices[audience].items()):
            entries.append(
                AudienceChange(audience=audience, number=number, kind=kind, subject_id=subject_id, gone=gone, at=at)
            )
    AudienceChange.objects.bulk_create(entries)


def _next_number(audience: Audience) -> int:
    sequence = AudienceSequence.objects.filter(audience=audience)
    if not sequence.update(last=models.F("last") + 1):
        AudienceSequence.objects.bulk_create([AudienceSequence(audience=audience)], ignore_conflicts=True)
        sequence.update(last=models.F("last") + 1)
    return sequence.values_list("last", flat=True).get()
