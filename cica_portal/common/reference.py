"""Brings records of the project's data files into the database and leaves alone what people edited since.

A record is found again by its code, or by a public identifier derived from its `key`, so that a second run
changes nothing, a changed file updates its rows, and a row that somebody removed stays removed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cica_portal.common import history
from cica_portal.common.models import Change, Door, Recorded
from cica_portal.common.models.recorded import json_ready
from cica_portal.common.text import PUBLIC_ID_ALPHABET, PUBLIC_ID_LENGTH

ModelType = type[Recorded]
Record = Mapping[str, Any]
Values = dict[str, Any]

LOADING_DOORS = (Door.COMMAND, Door.IMPORT)
NO_FIELDS = frozenset({"key", "roles", "reason", "earlier"})


class Removed(LookupError):
    """A record points to a row that is not there: somebody removed it."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of the records of one file."""

    label: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return self.created + self.updated + self.unchanged + len(self.kept)

    @property
    def changed_something(self) -> bool:
        return bool(self.created or self.updated)


@dataclass
class Rows:
    """The rows that records point to, found by what the files call them; each model is read once."""

    _found: dict[ModelType, dict[str, Recorded]] = field(default_factory=dict)

    def get(self, model: ModelType, name: str) -> Recorded:
        if model not in self._found:
            self._found[model] = {row.subject_id: row for row in model._default_manager.all()}
        subject_id = name if model.subject_field() != "public_id" else public_id_of(model.record_kind, name)
        if subject_id not in self._found[model]:
            raise Removed(f"{model.record_kind} {name}")
        return self._found[model][subject_id]


def read(path: Path) -> list[Values]:
    records: list[Values] = json.loads(path.read_text(encoding="utf-8"))
    return records


def public_id_of(kind: str, key: str) -> str:
    """The public identifier of a record, the same on every installation."""
    number = int.from_bytes(hashlib.sha256(f"{kind}:{key}".encode()).digest(), "big")
    letters = []
    for _position in range(PUBLIC_ID_LENGTH):
        number, index = divmod(number, len(PUBLIC_ID_ALPHABET))
        letters.append(PUBLIC_ID_ALPHABET[index])
    return "".join(letters)


def subject_id_of(model: ModelType, record: Record) -> str:
    name = model.subject_field()
    return str(record[name]) if name != "public_id" else public_id_of(model.record_kind, record["key"])


def values_of(model: ModelType, record: Record, rows: Rows) -> Values:
    """Every tracked field: as the record says, or empty. Raises ValueError for a field that there is not."""
    unknown = {*record} - {*model.tracked} - NO_FIELDS
    if unknown:
        raise ValueError(f"{model.record_kind} {record.get('key', '')}: unknown fields {sorted(unknown)}")
    return {name: _value(model._meta.get_field(name), record, rows) for name in model.tracked}


def _value(column: Any, record: Record, rows: Rows) -> Any:
    if column.name not in record:
        return None if column.is_relation else column.get_default()
    said = record[column.name]
    if column.is_relation:
        return rows.get(column.related_model, said) if said else None
    return column.to_python(said)


def rows_of(model: ModelType, subject_ids: Collection[str]) -> dict[str, Recorded]:
    found = model._default_manager.filter(**{f"{model.subject_field()}__in": subject_ids}).values_list("pk", flat=True)
    return {row.subject_id: row for row in model.for_history(list(found))}


def edited_by_people(model: ModelType, subject_ids: Collection[str]) -> set[str]:
    """The rows that somebody wrote otherwise than by loading, removed ones too."""
    changes = Change.objects.filter(kind=model.record_kind, subject_id__in=subject_ids)
    by_people = changes.exclude(door__in=LOADING_DOORS, actor=None)
    return set(by_people.values_list("subject_id", flat=True))


def is_as_wanted(row: Recorded, values: Values, record: Record) -> bool:
    stored = row.recorded_values()
    return all(stored[name] == json_ready(value) for name, value in values.items())


def set_values(row: Recorded, values: Values) -> None:
    for name, value in values.items():
        setattr(row, name, value)


@dataclass
class SortedOut:
    """Which records make new rows, which change rows, and which rows are left."""

    model: ModelType
    new: list[tuple[Recorded, Values, Record]] = field(default_factory=list)
    changed: list[tuple[Recorded, Values, Record]] = field(default_factory=list)
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)

    def outcome(self) -> Outcome:
        return Outcome(
            label=str(self.model._meta.verbose_name_plural),
            created=len(self.new),
            updated=len(self.changed),
            unchanged=self.unchanged,
            kept=tuple(self.kept),
        )


def sort_out(
    model: ModelType,
    records: Sequence[Record],
    rows: Rows,
    same: Callable[[Any, Values, Record], bool] = is_as_wanted,
) -> SortedOut:
    """Compare records with rows. The rows are not yet given their new values."""
    by_id = {subject_id_of(model, record): record for record in records}
    found, edited = rows_of(model, by_id), edited_by_people(model, by_id)
    result = SortedOut(model)
    for subject_id, record in by_id.items():
        row, label = found.get(subject_id), f"{model._meta.verbose_name} {record.get('key', subject_id)}"
        try:
            values = values_of(model, record, rows)
        except Removed as missing:
            result.kept.append(f"{label} (without {missing})")
            continue
        if row is None and subject_id in edited:
            result.kept.append(f"{label} (removed)")
        elif row is None:
            result.new.append((model(**{model.subject_field(): subject_id}), values, record))
        elif same(row, values, record):
            result.unchanged += 1
        elif subject_id in edited:
            result.kept.append(f"{label} ({row})")
        else:
            result.changed.append((row, values, record))
    return result


def bring(model: ModelType, records: Sequence[Record], *, batch: history.Batch, rows: Rows) -> Outcome:
    """Insert and update the rows of one file, in bulk."""
    found = sort_out(model, records, rows)
    relations = [column.name for column in model._meta.fields if column.is_relation]
    for row, values, _record in [*found.new, *found.changed]:
        set_values(row, values)
        row.clean_fields(exclude=relations)
    batch.create(*[row for row, _values, _record in found.new])
    changed = [row for row, _values, _record in found.changed]
    if changed:
        batch.edit(*changed)
        model._default_manager.bulk_update(changed, model.tracked)
    return found.outcome()
