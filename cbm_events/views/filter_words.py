"""A filter in words: what a subscription is called, and what a page says that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from cbm_events.filters import EventFilter
from cica_portal.common.date_words import day_words, page_language


def chosen_words(shown: EventFilter) -> list[str]:
    """ "Economic", "Kazakhstan", "from 1 May 2026": the values of a valid filter, in the language that is active."""
    return [
        words
        for name, value in shown.form.cleaned_data.items()
        if value
        for words in value_words(name, value, shown.form.fields[name])
    ]


def value_words(name: str, value: Any, field: forms.Field) -> Iterator[str]:
    match name:
        case "since":
            yield _("from %(day)s") % {"day": day_words(value, page_language())}
        case "until":
            yield _("until %(day)s") % {"day": day_words(value, page_language())}
        case "q":
            yield f"“{value}”"
        case _other:
            several = [value] if isinstance(value, str | int | Model) else value
            yield from (label_of(item, field) for item in several)


def label_of(item: Any, field: forms.Field) -> str:
    if isinstance(item, Model) or not isinstance(field, forms.ChoiceField):
        return str(item)
    return str(dict(field.choices).get(item, item))  # type: ignore[arg-type]
