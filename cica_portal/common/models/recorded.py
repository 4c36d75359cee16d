"""What a model needs so that history.batch can write it: a version, a snapshot, its audiences."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from cica_portal.common.audiences import EVERYBODY, STAFF_ONLY, Audience

JSON_ENCODER = DjangoJSONEncoder()
# The columns under which history may know a row: the model's own code if it has one.
IDENTIFIERS = ("code", "public_id", "zone")


@dataclass(frozen=True)
class Snapshot:
    """One row as history keeps it: JSON-ready values and the audiences that see it."""

    subject_id: str
    values: dict[str, Any]
    audiences: frozenset[Audience]


class Recorded(models.Model):
    """A row that people edit: every write is a Change, the second saver is told."""

    record_kind: ClassVar[str]
    tracked: ClassVar[tuple[str, ...]]
    internal: ClassVar[frozenset[str]] = frozenset()

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def subject_id(self) -> str:
        """The stable public identifier under which history and feeds know the row."""
        return str(getattr(self, "public_id", self.pk))

    @classmethod
    def subject_field(cls) -> str:
        """The column that holds the identifier."""
        names = {column.name for column in cls._meta.concrete_fields}
        return next(name for name in IDENTIFIERS if name in names)

    def audiences(self) -> frozenset[Audience]:
        return EVERYBODY

    def recorded_values(self) -> dict[str, Any]:
        """Values of the tracked fields, JSON-ready; a foreign key is its row's public identifier."""
        return {name: json_ready(getattr(self, name)) for name in self.tracked}

    @classmethod
    def for_history(cls, pks: Collection[int]) -> models.QuerySet[Any]:
        """Fresh rows with everything that recorded_values reads, in a fixed number of queries."""
        relations = [name for name in cls.tracked if _is_relation(cls, name)]
        return cls._default_manager.filter(pk__in=pks).select_related(*relations)

    @classmethod
    def snapshots(cls, pks: Collection[int]) -> dict[int, Snapshot]:
        return {
            row.pk: Snapshot(row.subject_id, row.recorded_values(), row.audiences()) for row in cls.for_history(pks)
        }

    @classmethod
    def audiences_of_change(cls, fields: Collection[str], seen_by: frozenset[Audience]) -> frozenset[Audience]:
        """Who could notice a change of these fields: internal ones show to the secretariat only."""
        if fields and set(fields) <= cls.internal:
            return seen_by & STAFF_ONLY
        return seen_by


def json_ready(value: Any) -> Any:
    if isinstance(value, Recorded):
        return value.subject_id
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    if isinstance(value, models.Model):
        return value.pk
    return JSON_ENCODER.default(value)


def _is_relation(model: type[models.Model], name: str) -> bool:
    field = model._meta.get_field(name)
    return bool(field.many_to_one or field.one_to_one)
