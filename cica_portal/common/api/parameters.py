"""The query of a request, checked before anything is read: names, values, language, size of a page."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _
from django_filters import Filter, FilterSet

from cica_portal.common.api.problems import BadParameters

LANGUAGES = ("en", "ru")
DEFAULT_LIMIT, MAX_LIMIT = 100, 200
MAX_LENGTH = 500
LONGEST_SHOWN = 40
UNREADABLE = {"Cc", "Cs"}
# What the portal's URL decoding puts in the place of bytes that are not UTF-8.
REPLACEMENT = "\ufffd"
PAGE_PARAMETERS = frozenset({"cursor", "limit"})
COMMON_PARAMETERS = frozenset({"lang"})
FIELDS, EXPAND = "fields", "expand"


def language_of(request: HttpRequest) -> str:
    """The language of error texts: the one asked for, else the one that the client accepts."""
    try:
        asked = request.GET.get("lang", "")
    except SuspiciousOperation:  # Too many parameters; the view says so.
        asked = ""
    return asked if asked in LANGUAGES else get_language_from_request(request)


def check_query(query: QueryDict, *, known: Collection[str], repeatable: Collection[str] = ()) -> None:
    """Raises BadParameters for a name that is not known here, a name given twice and a value that no list has."""
    errors: dict[str, list[str]] = defaultdict(list)
    for name, values in query.lists():
        if name not in known:
            errors[name[:LONGEST_SHOWN]].append(unknown_name(known))
        elif len(values) > 1 and name not in repeatable:
            errors[name].append(_("Give it once."))
        else:
            errors[name] += value_errors(values)
    if query.get("lang", "en") not in LANGUAGES:
        errors["lang"] = [one_of(LANGUAGES)]
    raise_if_any(errors)


def unknown_name(known: Collection[str]) -> str:
    return _("There is no such parameter here. Use: %(names)s.") % {"names": ", ".join(sorted(known))}


def value_errors(values: Iterable[str]) -> list[str]:
    return [said for said in map(value_error, values) if said][:1]


def value_error(value: str) -> str:
    if not value.strip():
        return _("Give it a value or leave it out.")
    if len(value) > MAX_LENGTH:
        return _("Write at most %(length)s characters.") % {"length": MAX_LENGTH}
    if any(unicodedata.category(char) in UNREADABLE or char == REPLACEMENT for char in value):
        return _("Write plain text in UTF-8, without control characters.")
    return ""


def raise_if_any(errors: dict[str, list[str]]) -> None:
    found = {name: messages for name, messages in errors.items() if messages}
    if found:
        raise BadParameters(found)


def limit_of(query: QueryDict) -> int:
    text = query.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_LIMIT)) and 1 <= int(text) <= MAX_LIMIT):
        raise BadParameters({"limit": [whole_number(1, MAX_LIMIT)]})
    return int(text)


def names_in(query: QueryDict, parameter: str, known: Collection[str]) -> frozenset[str]:
    """Names with commas between them, or each in a parameter of its own."""
    names = [name for text in query.getlist(parameter) for name in text.split(",")]
    if not set(names) <= set(known):
        raise BadParameters({parameter: [names_of(known)]})
    return frozenset(names)


def names_of(values: Iterable[str]) -> str:
    return _("Use one or more of: %(values)s, with commas between them.") % {"values": ", ".join(values)}


def without(query: QueryDict, names: Collection[str]) -> str:
    """The query in one fixed order, without these parameters."""
    return urlencode(sorted((name, sorted(values)) for name, values in query.lists() if name not in names), doseq=True)


def takes_several(item: Filter) -> bool:
    return isinstance(item.field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)


def check_filters(filterset: FilterSet) -> None:
    fields, errors = filterset.form.fields, filterset.form.errors.as_data()
    wrong = {name for name, field in fields.items() if not is_plain_number(field, filterset.data.get(name, "0"))}
    found = {name: [advice(fields[name], error) for error in errors[name]] for name in errors}
    raise_if_any({name: [advice(fields[name], ValidationError(""))] for name in wrong} | found)


def is_plain_number(field: forms.Field, text: str) -> bool:
    """Numbers are digits only; forms also take spaces, signs and digits of other scripts."""
    return not isinstance(field, forms.IntegerField) or (text.isascii() and text.isdigit())


def advice(field: forms.Field | None, error: ValidationError) -> str:
    """What to write instead, for the kinds of filter that there are; else the field's own words."""
    if isinstance(field, forms.ModelChoiceField):
        rows: Any = field.queryset
        return _("No entry of “%(list)s” has this code.") % {"list": rows.model._meta.verbose_name_plural}
    if isinstance(field, forms.ChoiceField):
        return one_of(codes_of(field))
    if isinstance(field, forms.DateField) and error.code != "order":
        return _("Write the day as YYYY-MM-DD, for example 2026-05-31.")
    if isinstance(field, forms.IntegerField):
        return whole_number(field.min_value, field.max_value)
    return " ".join(error.messages)


def codes_of(field: forms.ChoiceField) -> list[str]:
    """The values of a choice, without the empty one."""
    choices: Any = field.choices
    return [str(value) for value, _label in choices if value not in ("", None)]


def one_of(values: Iterable[str]) -> str:
    return _("Use one of: %(values)s.") % {"values": ", ".join(values)}


def whole_number(low: Any, high: Any) -> str:
    return _("Write a whole number from %(low)s to %(high)s.") % {"low": low, "high": high}
