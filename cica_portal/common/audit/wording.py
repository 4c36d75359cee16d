"""Stored values as people read them: labels, choices, dates, names of the rows that they point to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cica_portal.common.audit.kinds import kind_of, recorded_models
from cica_portal.common.audit.subjects import Key, Subjects
from cica_portal.common.date_words import day_words, moment_words, page_language
from cica_portal.common.models import Recorded

EMPTY: tuple[Any, ...] = (None, "", [], {})
NOTHING = "–"
CLOCK = len("09:00")
# What history keeps beside the fields, and fields that no form shows.
LABELS = {
    "parties": gettext_lazy("organisers and other parties"),
    "uid": gettext_lazy("identifier in calendars"),
    "subject_kind": gettext_lazy("kind of what it is about"),
    "subject_key": gettext_lazy("identifier of what it is about"),
}
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One field that differs; `before` or `after` is empty for a row that was entered or removed."""

    name: str
    label: str
    before: str
    after: str


def lines_of(kind: str, before: Values, after: Values, subjects: Subjects) -> list[Line]:
    """The fields that differ, in the order of the model. Of a new or removed row, those that say something."""
    lines = []
    for name in in_order(kind, {*before, *after}):
        old, new = (value_words(kind, name, side.get(name), subjects) if side else "" for side in (before, after))
        if {old, new} - {"", NOTHING}:
            lines.append(Line(name, capfirst(field_label(kind, name)), old, new))
    return lines


def in_order(kind: str, names: Iterable[str]) -> list[str]:
    model = recorded_models().get(kind)
    known = list(model.tracked) if model else []
    return sorted(names, key=lambda name: (known.index(name) if name in known else len(known), name))


def field_label(kind: str, name: str) -> str:
    """The field's own label; of a pointer without one, what it points to."""
    field = field_of(kind, name)
    own = getattr(field, "verbose_name", None)
    if isinstance(own, Promise):
        return str(own)
    target = _target(field)
    return str(target._meta.verbose_name if target else LABELS.get(name, name))


def field_of(kind: str, name: str) -> Any:
    """The field of the model, or None for what history keeps beside the fields."""
    model = recorded_models().get(kind)
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def value_words(kind: str, name: str, value: Any, subjects: Subjects) -> str:
    if value in EMPTY:
        return NOTHING
    own = kind_of(kind).words
    special = own(name, value, subjects) if own else None
    return special if special is not None else _plain(kind, field_of(kind, name), value, subjects)


def _plain(kind: str, field: Any, value: Any, subjects: Subjects) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if target := _target(field):
        return subjects.title(target.record_kind, str(value))
    if isinstance(value, dict):
        return ", ".join(f"{field_label(kind, name)}: {_(str(item))}" for name, item in sorted(value.items()))
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    choices = dict(getattr(field, "flatchoices", ()))
    return str(choices[value]) if value in choices else _moment(field, str(value))


def _moment(field: Any, text: str) -> str:
    try:
        if isinstance(field, models.DateTimeField):
            return moment_words(datetime.fromisoformat(text), page_language())
        if isinstance(field, models.DateField):
            return day_words(date.fromisoformat(text), page_language())
    except ValueError:
        return text
    return text[:CLOCK] if isinstance(field, models.TimeField) else text


def references(kind: str, *sides: Values) -> Iterator[Key]:
    """The rows that the values point to."""
    for side in sides:
        for name, value in side.items():
            target = _target(field_of(kind, name))
            if target and value:
                yield target.record_kind, str(value)


def _target(field: Any) -> type[Recorded] | None:
    target = getattr(field, "related_model", None)
    return target if isinstance(target, type) and issubclass(target, Recorded) else None


def action_words(action: str) -> str:
    words = {
        "created": pgettext("log", "entered"),
        "updated": pgettext("log", "changed"),
        "removed": pgettext("log", "removed"),
    }
    return words[action]
