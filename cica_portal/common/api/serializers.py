"""Shapes of the API, declared as serializers: for the OpenAPI file, and for writing rows quickly.

A row is a dictionary from `values()`. Each declared field names its columns, so only these are selected and nothing
else can reach an answer. The fields are turned into plain functions once; no field object runs for a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cica_portal.common.models import Confidence

Row = Mapping[str, Any]
Read = Callable[[Row], Any]
API_PATH = "/api/v1/"


@dataclass(frozen=True)
class Reading:
    """The columns that something needs, and how it is made of them."""

    columns: tuple[str, ...]
    read: Read
    names: tuple[str, ...] = ()


class OwnReading:
    """A field that says itself from which columns it is made."""

    def reading(self) -> Reading:
        raise NotImplementedError


class RowSerializer(serializers.Serializer):
    """A shape whose nested serializers read the same row, and whose lists hold rows that are already written."""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(readings_of(cls))

    @classmethod
    def reading(cls, names: tuple[str, ...] | None = None) -> Reading:
        """How it is made, or these of its fields only."""
        readings = readings_of(cls)
        return joined(readings if names is None else {name: readings[name] for name in names})


class Bilingual(serializers.Serializer):
    """A text in both languages; null where it is not known in one."""

    en = serializers.CharField(allow_null=True)
    ru = serializers.CharField(allow_null=True)


@extend_schema_field(Bilingual)
class BilingualField(OwnReading, serializers.Field):
    """From the columns that end in _en and _ru."""

    def reading(self) -> Reading:
        english, russian = f"{column_of(self)}_en", f"{column_of(self)}_ru"
        return Reading((english, russian), lambda row: {"en": row[english] or None, "ru": row[russian] or None})


class AddressField(OwnReading, serializers.URLField):
    """The absolute address of the row in this API."""

    def __init__(self, *, resource: str, key: str = "public_id", **kwargs: Any) -> None:
        super().__init__(help_text=_("Address of this entry"), source=key, **kwargs)
        self.path = f"{API_PATH}{resource}/"

    def reading(self) -> Reading:
        key, path = column_of(self), self.path
        return Reading((key,), lambda row: f"{settings.PORTAL_URL}{path}{row[key]}/")


class LocalTimeField(OwnReading, serializers.DateTimeField):
    """An instant as the clock on the wall of its zone shows it, with the offset from UTC."""

    def __init__(self, *, zone: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.zone = zone

    def reading(self) -> Reading:
        column, zone = column_of(self), self.zone

        def read(row: Row) -> Any:
            return row[column].astimezone(ZoneInfo(row[zone])) if row[column] else None

        return Reading((column, zone), read)


def source_field(*, is_known: bool = False) -> Any:
    return serializers.CharField(allow_null=not is_known, help_text=_("Where this is known from"))


def confidence_field() -> Any:
    return serializers.ChoiceField(choices=Confidence.choices, allow_null=True, help_text=_("How sure the source is"))


def basis_field() -> Any:
    about = _("Fields that are inferred or computed; what is not named is stated by the source")
    return serializers.DictField(child=serializers.CharField(), help_text=about)


def column_of(field: Any) -> str:
    return str(field.source).replace(".", "__")


@cache
def readings_of(shape: type[RowSerializer]) -> dict[str, Reading]:
    return {name: read_field(name, field) for name, field in shape().fields.items()}


def joined(readings: Mapping[str, Reading]) -> Reading:
    readers = [(name, reading.read) for name, reading in readings.items()]
    columns = dict.fromkeys(column for reading in readings.values() for column in reading.columns)
    return Reading(tuple(columns), lambda row: {name: read(row) for name, read in readers}, tuple(readings))


def read_field(name: str, field: serializers.Field) -> Reading:
    if isinstance(field, serializers.ListSerializer):
        return Reading((), itemgetter(name))
    if isinstance(field, RowSerializer | OwnReading):
        return field.reading()
    column = column_of(field)
    if field.allow_null and isinstance(field, serializers.CharField | serializers.ChoiceField):
        return Reading((column,), lambda row: row[column] or None)
    return Reading((column,), itemgetter(column))
