"""The body of a request: JSON whose names and kinds of values are those of its shape. What they say, forms judge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from cica_portal.common.api.problems import ApiProblem, NotAccepted

MEDIA_TYPES = {"application/json", "application/merge-patch+json"}
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
Body = Mapping[str, Any]
Shape = serializers.BaseSerializer


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of the body."""

    pointer: str
    detail: str

    def under(self, prefix: str) -> Fault:
        return Fault(f"{prefix}{self.pointer}", self.detail)

    def written(self) -> dict[str, str]:
        return {"pointer": f"#{self.pointer}", "detail": self.detail}


@dataclass
class Faults:
    """All that is wrong, in the order in which it was found."""

    found: list[Fault] = field(default_factory=list)

    def raise_if_any(self) -> None:
        if self.found:
            raise NotAccepted([fault.written() for fault in self.found])


def read_body(request: Request, shape: Shape) -> Body:
    """An empty body is an empty object. Raises ApiProblem."""
    try:
        content = request._request.body
    except RequestDataTooBig:
        raise ApiProblem(413) from None
    if not content:
        return {}
    if request._request.content_type not in MEDIA_TYPES:
        raise ApiProblem(415, headers={"Accept-Post": "application/json", "Accept-Patch": "application/json"})
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        detail = _("This is no JSON: line %(line)s, column %(column)s.")
        raise ApiProblem(400, detail=detail % {"line": error.lineno, "column": error.colno}) from None
    Faults(list(faults_in(body, shape))).raise_if_any()
    return dict(body)


def faults_in(value: Any, shape: Any, pointer: str = "") -> Iterator[Fault]:
    """Null empties a field, of whichever kind it is; only the body itself must be there."""
    if value is None and pointer:
        return
    if isinstance(shape, serializers.ListSerializer):
        yield from faults_in_list(value, shape, pointer)
    elif isinstance(shape, serializers.Serializer):
        yield from faults_in_object(value, shape, pointer)
    elif said := fault_of(value, shape):
        yield Fault(pointer, said)


def faults_in_list(value: Any, shape: serializers.ListSerializer, pointer: str) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault(pointer, _("Give a list."))
        return
    most: int | None = getattr(shape, "max_length", None)
    if most is not None and len(value) > most:
        yield Fault(pointer, _("Give at most %(count)s entries.") % {"count": most})
        return
    for index, item in enumerate(value):
        place = f"{pointer}/{index}"
        if item is None:
            yield Fault(place, _("Give an object."))
        yield from faults_in(item, shape.child, place)


def faults_in_object(value: Any, shape: serializers.Serializer, pointer: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault(pointer, _("Give an object."))
        return
    known = shape.fields
    for name, item in value.items():
        place = f"{pointer}/{escaped(name)}"
        if name not in known:
            yield Fault(place, _("There is no such field here. Use: %(names)s.") % {"names": ", ".join(known)})
        else:
            yield from faults_in(item, known[name], place)


def fault_of(value: Any, shape: Any) -> str:
    """What to write in place of a value of the wrong kind, or nothing."""
    if isinstance(shape, serializers.BooleanField):
        return "" if isinstance(value, bool) else _("Give true or false.")
    if isinstance(shape, serializers.IntegerField):
        return "" if isinstance(value, int) and not isinstance(value, bool) else _("Give a whole number.")
    if not isinstance(value, str):
        return _("Give a text.")
    if isinstance(shape, serializers.DateField) and not is_day(value):
        return _("Write the day as YYYY-MM-DD, for example 2026-05-31.")
    if isinstance(shape, serializers.TimeField) and not CLOCK.fullmatch(value):
        return _("Write the time as HH:MM, for example 09:30.")
    return ""


def is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def escaped(name: str) -> str:
    """As RFC 6901 writes it in a pointer; long made-up names are not repeated."""
    return name[:40].replace("~", "~0").replace("/", "~1")


def leaves(body: Any, shape: serializers.Serializer, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that the body gives, by its pointer. An object that is null empties all that it could hold."""
    for name, inner in shape.fields.items():
        if name not in (body or {}) and body is not None:
            continue
        value, place = (body[name] if body is not None else None), f"{pointer}/{name}"
        if isinstance(inner, serializers.Serializer):
            yield from leaves(value, inner, place)
        else:
            yield place, value
