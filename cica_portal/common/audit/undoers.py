"""How the rows of one kind are put back. An app registers its own where a plain row is not enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cica_portal.common import history
from cica_portal.common.audit.kinds import kind_of, recorded_models
from cica_portal.common.audit.subjects import Key
from cica_portal.common.audit.wording import field_label
from cica_portal.common.models import Delivery, Document, Recorded

Values = Mapping[str, Any]
ModelType = type[Recorded]
NOT_SENT = (Delivery.State.PLANNED, Delivery.State.SUPERSEDED, Delivery.State.EXPIRED)


class Undoer:
    """Plain rows: fields, foreign keys by the identifier of their row, and the model's own rules."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.model: ModelType = recorded_models()[kind]
        self._found: dict[tuple[ModelType, Any], Recorded] = {}

    def rows(self, subject_ids: Iterable[str]) -> dict[str, Recorded]:
        found = self.model._default_manager.filter(**{f"{self.model.subject_field()}__in": subject_ids})
        return {row.subject_id: row for row in self.model.for_history(list(found.values_list("pk", flat=True)))}

    def missing(self, values: Values, returning: Collection[Key]) -> list[str]:
        """What the values point to and is neither there nor returning with them, in words."""
        lost = []
        for name, value in values.items():
            target = self._target(name)
            if not target or not value or (target.record_kind, value) in returning or self._find(target, value):
                continue
            words = {"field": capfirst(field_label(self.kind, name)), "row": value}
            lost.append(_("%(field)s: %(row)s is no longer there.") % words)
        return lost

    def lacking(self, subject_id: str, values: Values) -> list[str]:
        """Why a removed row cannot be entered again: what history does not keep of it. Empty values are not kept."""
        absent = [name for name in self.model.tracked if name not in values and not self._may_be_empty(name)]
        labels = ", ".join(field_label(self.kind, name) for name in absent)
        return [_("The history does not keep all of it: %(fields)s.") % {"fields": labels}] if absent else []

    def _may_be_empty(self, name: str) -> bool:
        return name in self.model.internal or bool(self.model._meta.get_field(name).null)

    def holding(self, rows: Sequence[Recorded], removed: Mapping[ModelType, set[int]]) -> dict[int, list[str]]:
        """For each row what points to it, apart from the rows that are removed with it."""
        found: dict[int, list[str]] = defaultdict(list)
        for relation in self.model._meta.related_objects:
            for pk, count in self._pointing(relation, rows, removed).items():
                names = capfirst(str(relation.related_model._meta.verbose_name_plural))
                found[pk].append(_("%(names)s point to it (%(count)s).") % {"count": count, "names": names})
        pks = {row.subject_id: row.pk for row in rows}
        for subject_id, words in self.hanging_on(list(pks)):
            found[pks[subject_id]].append(words)
        return found

    def _pointing(
        self, relation: Any, rows: Sequence[Recorded], removed: Mapping[ModelType, set[int]]
    ) -> dict[int, int]:
        source = relation.related_model
        is_part = relation.on_delete is models.CASCADE and not issubclass(source, Recorded)
        if relation.many_to_many or is_part:
            return {}
        name = relation.field.name
        others = source._base_manager.filter(**{f"{name}__in": [row.pk for row in rows]})
        others = others.exclude(pk__in=removed.get(source, ()))
        return dict(others.order_by().values_list(name).annotate(count=models.Count("pk")))

    def hanging_on(self, ids: Collection[str]) -> Iterator[tuple[str, str]]:
        """What belongs to rows without a foreign key: the identifier of a row, and why it must stay."""
        documents = Document.objects.filter(subject_kind=self.kind, subject_key__in=ids)
        deliveries = Delivery.objects.filter(subject_kind=self.kind, subject_key__in=ids).exclude(state__in=NOT_SENT)
        for key in set(documents.values_list("subject_key", flat=True)):
            yield key, _("Documents belong to it.")
        for key in set(deliveries.values_list("subject_key", flat=True)):
            yield key, _("Reminders about it have been sent.")

    def change(self, row: Recorded, values: Values, batch: history.Batch) -> None:
        """Raises ValidationError when the row may not be so, StaleVersion when somebody is quicker."""
        self.fill(row, values)
        self.check(row)
        batch.edit(row)
        row.save(force_update=True)

    def change_all(self, wanted: Sequence[tuple[Recorded, Values]], batch: history.Batch) -> None:
        """Raises ValidationError when one of the rows may not be so, StaleVersion when somebody is quicker."""
        for row, values in wanted:
            self.change(row, values, batch)

    def create(self, subject_id: str, values: Values, batch: history.Batch) -> None:
        row = self.model(**{self.model.subject_field(): subject_id})
        self.fill(row, values)
        self.check(row)
        row.save(force_insert=True)
        batch.created(row)

    def remove(self, rows: Sequence[Recorded], batch: history.Batch) -> None:
        batch.edit(*rows)
        batch.remove(*rows)

    def check(self, row: Recorded) -> None:
        row.full_clean()

    def fill(self, row: Recorded, values: Values) -> None:
        for name, value in values.items():
            target = self._target(name)
            if target:
                setattr(row, name, self._find(target, value) if value else None)
            else:
                setattr(row, name, self.model._meta.get_field(name).to_python(value))  # type: ignore[union-attr]

    def _target(self, name: str) -> ModelType | None:
        if name not in self.model.tracked:
            return None
        target = self.model._meta.get_field(name).related_model
        return target if isinstance(target, type) and issubclass(target, Recorded) else None

    def _find(self, target: ModelType, subject_id: Any) -> Recorded | None:
        """Each row that thousands of changes point to is asked for once."""
        if (target, subject_id) not in self._found:
            found = target._default_manager.filter(**{target.subject_field(): subject_id}).first()
            if found is None:
                return None
            self._found[target, subject_id] = found
        return self._found[target, subject_id]


def undoer_of(kind: str) -> Undoer | None:
    """None for a kind whose changes are not undone from the log."""
    make = kind_of(kind).undoer
    if make is None or kind not in recorded_models():
        return None
    undoer: Undoer = make(kind)
    return undoer


def height(model: ModelType) -> int:
    """How far above the ground a model stands: what it points to is entered before it and removed after it."""
    targets = {field.related_model for field in model._meta.concrete_fields} - {model, None}
    below = [target for target in targets if isinstance(target, type) and issubclass(target, Recorded)]
    return 1 + max(map(height, below), default=0)


def words_of(error: ValidationError, kind: str) -> list[str]:
    """What a rule says, with the field that it is about."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    said = []
    for name, messages in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{capfirst(field_label(kind, name))}: "
        said += [label + message for message in messages]
    return said
