"""In the OpenAPI file: an entry as it is, or with those of its fields only that a client has asked for."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from drf_spectacular.extensions import OpenApiSerializerExtension
from rest_framework import serializers

from cica_portal.common.api.serializers import RowSerializer


class WholeOrPart(serializers.Serializer):
    """The first of the two that fits."""

    whole: ClassVar[type[RowSerializer]]
    part: ClassVar[type[serializers.Serializer]]


class WholeOrPartExtension(OpenApiSerializerExtension):
    target_class = WholeOrPart
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        shapes = (self.target.whole, self.target.part)
        return {"anyOf": [auto_schema.resolve_serializer(shape, direction).ref for shape in shapes]}


def name_of(shape: type[serializers.Serializer]) -> str:
    return shape.__name__.removesuffix("Serializer")


@cache
def whole_or_part(shape: type[RowSerializer]) -> type[WholeOrPart]:
    name = name_of(shape)
    part = type(f"{name}PartSerializer", (PartOf, shape), {"__doc__": "The fields that were asked for."})
    return type(f"{name}EntrySerializer", (WholeOrPart,), {"whole": shape, "part": part})


class PartOf(serializers.Serializer):
    """A shape of which every field may be left out."""

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields
