"""The rows that changes are about, found in bulk and named for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from cica_portal.common.audit.kinds import kind_of, label_of, recorded_models
from cica_portal.common.date_words import page_language
from cica_portal.common.models import Recorded
from cica_portal.common.text import pick

Key = tuple[str, str]
# What a row that is gone may still be called by, in its last values.
NAMING = ("title", "name", "label")


@dataclass(frozen=True)
class Subject:
    """A row in words; without an address it has no page, or is gone."""

    kind: str
    id: str
    label: str
    title: str
    url: str = ""


class Subjects:
    """Rows by kind and identifier, each kind read in one query; what is asked for later is read then."""

    def __init__(self, wanted: Iterable[Key] = ()) -> None:
        self._rows: dict[Key, Recorded | None] = {}
        self.load(wanted)

    def load(self, wanted: Iterable[Key]) -> None:
        by_kind: dict[str, set[str]] = defaultdict(set)
        for kind, subject_id in wanted:
            if (kind, subject_id) not in self._rows:
                by_kind[kind].add(subject_id)
        for kind, ids in by_kind.items():
            self._rows |= {(kind, subject_id): None for subject_id in ids}
            self._rows |= {(kind, row.subject_id): row for row in _rows_of(kind, ids)}

    def row(self, kind: str, subject_id: str) -> Recorded | None:
        self.load([(kind, subject_id)])
        return self._rows[kind, subject_id]

    def title(self, kind: str, subject_id: str) -> str:
        row = self.row(kind, subject_id)
        return str(row) if row else subject_id

    def subject(self, kind: str, subject_id: str, values: Mapping[str, Any]) -> Subject:
        """`values` are those of the change: they name a row that is gone."""
        row = self.row(kind, subject_id)
        title = str(row) if row else _title_in(values) or subject_id
        return Subject(kind, subject_id, label_of(kind), title, _address(kind, subject_id) if row else "")


def _rows_of(kind: str, ids: set[str]) -> Iterable[Recorded]:
    model = recorded_models().get(kind)
    if model is None:
        return []
    found = model._default_manager.filter(**{f"{model.subject_field()}__in": ids})
    related = kind_of(kind).related
    return found.select_related(*related) if related else found


def _title_in(values: Mapping[str, Any]) -> str:
    for name in NAMING:
        english, russian = (str(values.get(f"{name}_{code}") or "") for code in ("en", "ru"))
        if found := pick(page_language(), english, russian)[0] or str(values.get(name) or ""):
            return found
    return ""


def _address(kind: str, subject_id: str) -> str:
    page = kind_of(kind).page
    try:
        return reverse(page, args=[subject_id]) if page else ""
    except NoReverseMatch:
        return ""
