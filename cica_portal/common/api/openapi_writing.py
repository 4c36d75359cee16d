"""The OpenAPI file of the addresses at which something is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from cica_portal.common.api import problems
from cica_portal.common.api.openapi import LANG, LIMIT_HEADERS, PortalSchema, Problem, response_shape
from cica_portal.common.api.problems import WORDS
from cica_portal.common.api.views import KEY, DetailView

HEADER: Any = OpenApiParameter.HEADER
IF_MATCH = OpenApiParameter(
    "If-Match", location=HEADER, required=True, description=_("The ETag of the entry that you have seen")
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    location=HEADER,
    description=_("Any name for this request, a UUID say: sent again with it within two days, it is done once"),
)
CHALLENGE = OpenApiParameter(
    "WWW-Authenticate", location=HEADER, response=[401], required=True, description=_("Says that a token is expected")
)
WAIT = OpenApiParameter("Retry-After", location=HEADER, response=[409], description=_("Seconds to wait"))
ALWAYS = (400, 401, 403, 409, 413, 415, 422, 429)


class BodyFault(serializers.Serializer):
    """What is wrong at one place of the body."""

    pointer = serializers.CharField(help_text=_("JSON pointer, as a fragment: #/title/en"))
    detail = serializers.CharField(help_text=_("What to write instead"))


class BodyProblem(Problem):
    """An error of the body, with all its places."""

    errors: Any = BodyFault(many=True, required=False)


class RowResult(serializers.Serializer):
    """What has become of one row."""

    row = serializers.IntegerField(help_text=_("Its place in the list, from 0"))
    status = serializers.IntegerField(help_text=_("As if the row had been sent by itself"))
    id = serializers.CharField(required=False)
    url = serializers.URLField(required=False)
    etag = serializers.CharField(required=False, allow_null=True)
    errors: Any = BodyFault(many=True, required=False)


class BulkResult(serializers.Serializer):
    """One result a row, in their order."""

    results = RowResult(many=True)


@dataclass(frozen=True, kw_only=True)
class Writing:
    """How one method of a view is told of. `status` is that of success; the answer is an entry, or of this `shape`."""

    name: str
    title: str | Promise
    about: str | Promise
    status: int = 200
    needs_match: bool = True
    shape: Any = None


class WritingSchema(PortalSchema):
    """`view.writings` names the methods that write."""

    view: Any

    @property
    def writing(self) -> Writing | None:
        found: Mapping[str, Writing] = self.view.writings
        return found.get(self.method)

    def get_operation_id(self) -> str:
        return self.writing.name if self.writing else super().get_operation_id()

    def get_summary(self) -> str:
        return str(self.writing.title) if self.writing else super().get_summary()

    def get_description(self) -> str:  # type: ignore[override]
        return str(self.writing.about) if self.writing else super().get_description()

    def get_auth(self) -> list[Any]:
        return [{"token": []}] if self.writing else super().get_auth()

    def get_request_serializer(self) -> Any:
        return self.view.body_shape if self.writing else None

    def get_override_parameters(self) -> list[Any]:
        writing = self.writing
        if writing is None:
            return super().get_override_parameters()
        found = [LANG, IDEMPOTENCY_KEY, CHALLENGE, WAIT, *LIMIT_HEADERS]
        if writing.needs_match:
            found += [IF_MATCH, OpenApiParameter("ETag", location=HEADER, required=True, response=[412])]
        names = ("ETag",) if writing.status == 200 else ("ETag", "Location")
        if writing.shape is None:
            found += [
                OpenApiParameter(name, location=HEADER, required=True, response=[writing.status]) for name in names
            ]
        if "{key}" in self.path:
            about = _("Code or identifier of the entry")
            pattern = f"^{KEY.pattern}$"
            found.append(OpenApiParameter("key", location=OpenApiParameter.PATH, pattern=pattern, description=about))
        if "{action}" in self.path:
            acts = list(self.view.actions.values)
            found.append(OpenApiParameter("action", enum=acts, location=OpenApiParameter.PATH))
        return found

    def get_response_serializers(self) -> Any:
        writing = self.writing
        if writing is None:
            return super().get_response_serializers()
        statuses = [*ALWAYS, *((404,) if "{key}" in self.path else ()), *((412, 428) if writing.needs_match else ())]
        shape = writing.shape or self.entry_shape()
        answers: dict[Any, Any] = {writing.status: OpenApiResponse(shape, description=_("The answer"))}
        for status in sorted(statuses):
            told = BodyProblem if status == 422 else Problem
            answers[status, problems.CONTENT_TYPE] = OpenApiResponse(told, description=WORDS[status][0])
        return answers

    def entry_shape(self) -> Any:
        detail = DetailView()
        detail.resource = self.view.resource
        return response_shape(detail)
