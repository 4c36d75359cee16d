"""The OpenAPI file, made of the same tables that the views work with."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_filters import Filter
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema_field
from rest_framework import serializers

from cica_portal.common.api import problems
from cica_portal.common.api.changes import ChangesView, Told
from cica_portal.common.api.parameters import DEFAULT_LIMIT, LANGUAGES, MAX_LENGTH, MAX_LIMIT, codes_of, takes_several
from cica_portal.common.api.parts import name_of, whole_or_part
from cica_portal.common.api.resources import Resource
from cica_portal.common.api.serializers import RowSerializer
from cica_portal.common.api.views import KEY, DetailView, ListView, ResourceView

TEXT = {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH}
CODE = {"type": "string", "minLength": 1, "maxLength": 40}
ADDRESSES = {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}

LANG = OpenApiParameter("lang", enum=list(LANGUAGES), description=_("Language of error texts"))
LIMIT = OpenApiParameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
    description=_("Entries on a page"),
)
CURSOR = OpenApiParameter("cursor", TEXT, description=_("Where the page begins, as “next” gives it"))
SINCE = OpenApiParameter("since", TEXT, description=_("Where to go on, as “next” gives it; without it from the start"))
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", location=OpenApiParameter.HEADER, description=_("The ETag of the answer that you have")
)
HEADERS = [
    OpenApiParameter(name, location=OpenApiParameter.HEADER, required=True, response=[200, 304], description=about)
    for name, about in (
        ("ETag", _("Changes when the answer may have changed")),
        ("Cache-Control", _("Who may keep the answer, and for how long")),
    )
]
CHALLENGE = OpenApiParameter(
    "WWW-Authenticate",
    location=OpenApiParameter.HEADER,
    required=True,
    response=[401],
    description=_("Says that a token is expected"),
)

LIMIT_HEADERS = [
    OpenApiParameter("Retry-After", location=OpenApiParameter.HEADER, response=[429], description=_("Seconds to wait"))
]


class BadParameter(serializers.Serializer):
    """What is wrong with one parameter of the query."""

    parameter = serializers.CharField(help_text=_("Name of the parameter"))
    detail = serializers.CharField(help_text=_("What to write instead"))


class Problem(serializers.Serializer):
    """An error, as RFC 9457 says."""

    type = serializers.CharField(help_text=_("Address that explains the kind of error, or about:blank"))
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text=_("What is wrong and what to do, in the language of the request"))
    errors: Any = BadParameter(many=True, required=False)


class PortalSchema(AutoSchema):
    """One operation of the OpenAPI file."""

    def get_operation_id(self) -> str:
        if isinstance(self.view, ChangesView):
            return "list_changes"
        if not isinstance(self.view, ResourceView):
            return "list_resources"
        noun = self.view.resource.name.replace("-", "_")
        return f"list_{noun}" if isinstance(self.view, ListView) else f"get_{noun}"

    def get_tags(self) -> list[str]:
        if isinstance(self.view, ChangesView):
            return ["changes"]
        return [self.view.resource.name] if isinstance(self.view, ResourceView) else ["resources"]

    def get_summary(self) -> str:
        if isinstance(self.view, ChangesView):
            return str(_("Changes"))
        if not isinstance(self.view, ResourceView):
            return str(_("Resources"))
        title = str(self.view.resource.title)
        return title if isinstance(self.view, ListView) else str(_("%(list)s: one entry")) % {"list": title}

    def get_description(self) -> str:  # type: ignore[override]
        if isinstance(self.view, DetailView):
            return ""
        if isinstance(self.view, ChangesView):
            return str(
                _(
                    "What has changed, in the order in which it was stored, for an exact copy: each row as it is now, "
                    "or that it is gone. Follow “next” and keep it: it goes on where this answer ends, also after days."
                )
            )
        return str(self.view.resource.about if isinstance(self.view, ListView) else _("The address of each list."))

    def get_override_parameters(self) -> list[Any]:
        found = [LANG, IF_NONE_MATCH, *HEADERS, CHALLENGE, *LIMIT_HEADERS]
        if isinstance(self.view, DetailView):
            pattern = f"^{KEY.pattern}$"
            about = _("Code or identifier of the entry")
            found.append(OpenApiParameter("key", location=OpenApiParameter.PATH, pattern=pattern, description=about))
        if isinstance(self.view, ChangesView):
            found += [SINCE, LIMIT]
        if isinstance(self.view, ResourceView):
            found += selection_parameters(self.view.resource)
        if isinstance(self.view, ListView):
            found += [CURSOR, LIMIT, *filter_parameters(self.view.resource)]
        return found

    def get_response_serializers(self) -> Any:
        answers: dict[Any, Any] = {
            200: OpenApiResponse(response_shape(self.view), description=_("The answer")),
            304: OpenApiResponse(description=_("You have this answer already.")),
            (400, problems.CONTENT_TYPE): OpenApiResponse(Problem, description=_("A parameter is not right.")),
            (401, problems.CONTENT_TYPE): OpenApiResponse(Problem, description=_("The token is not accepted.")),
            (429, problems.CONTENT_TYPE): OpenApiResponse(Problem, description=problems.WORDS[429][0]),
        }
        if isinstance(self.view, ChangesView):
            about = _("The cursor is too old or belongs to another view: start again.")
            answers[410, problems.CONTENT_TYPE] = OpenApiResponse(Problem, description=about)
        if isinstance(self.view, DetailView):
            about = _("There is no such entry, or it is not open to you.")
            answers[404, problems.CONTENT_TYPE] = OpenApiResponse(Problem, description=about)
        return answers


def response_shape(view: Any) -> Any:
    if isinstance(view, ChangesView):
        return changes_of(tuple(resource.shape for resource in view.resources))
    if isinstance(view, DetailView):
        return whole_or_part(view.resource.detail_shape or view.resource.shape)
    return page_of(view.resource.shape) if isinstance(view, ListView) else ADDRESSES


@cache
def changes_of(shapes: tuple[type[RowSerializer], ...]) -> type[serializers.Serializer]:
    """A page of changes, whose data have the shape of one of the resources."""
    entry = {
        "__doc__": "That a row is there as the data say, or that it is gone.",
        "number": serializers.IntegerField(help_text=_("One transaction has one number; numbers rise without gaps")),
        "at": serializers.DateTimeField(),
        "resource": serializers.CharField(help_text=_("Name of the list")),
        "id": serializers.CharField(help_text=_("Code or identifier of the entry")),
        "url": serializers.URLField(help_text=_("Address of this entry")),
        "change": serializers.ChoiceField(choices=Told.choices),
        "data": changed_row(shapes)(allow_null=True, help_text=_("As the list of the resource gives it")),
    }
    page = {
        "__doc__": "One page of changes.",
        "next": serializers.URLField(help_text=_("Where to go on, now or later")),
        "has_more": serializers.BooleanField(help_text=_("Whether there is more to be had at once")),
        "results": type("ChangeSerializer", (serializers.Serializer,), entry)(many=True),
    }
    return type("ChangesPage", (serializers.Serializer,), page)


def changed_row(shapes: Iterable[type[RowSerializer]]) -> type[serializers.Field]:
    """The lists of the resources bring the components that are named here."""
    schema = {"anyOf": [{"$ref": f"#/components/schemas/{name_of(shape)}"} for shape in shapes]}
    return extend_schema_field(schema)(type("ChangedRowField", (serializers.Field,), {}))


@cache
def page_of(shape: type[RowSerializer]) -> type[serializers.Serializer]:
    """One page of a list."""
    fields = {
        "__doc__": "One page of a list.",
        "next": serializers.URLField(allow_null=True, help_text=_("Address of the next page, null on the last")),
        "results": whole_or_part(shape)(many=True),
    }
    return type(f"{name_of(shape)}Page", (serializers.Serializer,), fields)


def selection_parameters(resource: Resource) -> list[OpenApiParameter]:
    found = [names_parameter("fields", resource.fields, _("Only these fields of an entry"))]
    if resource.additions:
        found.append(names_parameter("expand", resource.additions, _("What belongs to an entry, written inside it")))
    return found


def names_parameter(name: str, names: Iterable[str], about: Any) -> OpenApiParameter:
    schema = {"type": "array", "items": {"type": "string", "enum": list(names)}, "minItems": 1}
    return OpenApiParameter(name, schema, description=about, style="form", explode=True)


def filter_parameters(resource: Resource) -> list[OpenApiParameter]:
    filterset = resource.filterset
    return [filter_parameter(name, item) for name, item in filterset.base_filters.items()] if filterset else []


def filter_parameter(name: str, item: Filter) -> OpenApiParameter:
    schema = CODE if callable(item.extra.get("choices")) else schema_of(item.field)
    if not takes_several(item):
        return OpenApiParameter(name, schema, description=capfirst(item.label))
    several = {"type": "array", "items": schema}
    return OpenApiParameter(name, several, description=capfirst(item.label), style="form", explode=True)


def schema_of(field: forms.Field) -> dict[str, Any]:
    if isinstance(field, forms.ModelChoiceField):
        return CODE
    if isinstance(field, forms.ChoiceField):
        return {"type": "string", "enum": codes_of(field)}
    if isinstance(field, forms.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, forms.IntegerField):
        return {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}
    return TEXT | {"maxLength": getattr(field, "max_length", None) or MAX_LENGTH}
