"""Lists of events as files: which there are, and how a program fetches them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.request import Request

from cbm_events.api.entries import texts_of
from cbm_events.api.resources import EVENTS
from cbm_events.exports.calendar import ics_of
from cbm_events.exports.papers import docx_of, pdf_of
from cbm_events.exports.tables import Order, csv_of, xlsx_of
from cbm_events.exports.walking import portions
from cbm_events.feeds import calendars
from cbm_events.filters import EventFilter
from cbm_events.models import Event
from cica_portal.common.api import problems
from cica_portal.common.api.etags import LastChange, knows_any, last_change, numbered_tag
from cica_portal.common.api.openapi import (
    CHALLENGE,
    IF_NONE_MATCH,
    LANG,
    LIMIT_HEADERS,
    PortalSchema,
    Problem,
    filter_parameters,
)
from cica_portal.common.api.parameters import (
    COMMON_PARAMETERS,
    check_filters,
    language_of,
    one_of,
    takes_several,
    without,
)
from cica_portal.common.api.problems import ApiProblem, BadParameters
from cica_portal.common.api.views import ApiView
from cica_portal.common.files import BY_EXTENSION
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

TAG = OpenApiParameter(
    "ETag",
    location=OpenApiParameter.HEADER,
    response=[200, 304],
    description=_("Changes when the answer may have changed; not where rows of one state may be in it"),
)
HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}


@dataclass(frozen=True)
class Format:
    """`most` bounds what is made at once; a list that is written in portions has no bound."""

    content_type: str
    label: str
    write: Callable[[Order], Iterator[bytes] | bytes]
    most: int | None = None


def json_lines(order: Order) -> Iterator[bytes]:
    """The entries of the API's list, one a line."""
    for pks in portions(order.events):
        yield b"".join(text + b"\n" for text in texts_of(pks, order.viewer))


def office(extension: str) -> str:
    return BY_EXTENSION[extension].content_type


FORMATS = {
    "csv": Format(office("csv"), "CSV", csv_of),
    "xlsx": Format(office("xlsx"), "XLSX", xlsx_of, most=20_000),
    "docx": Format(office("docx"), "DOCX", docx_of, most=2_000),
    "pdf": Format(office("pdf"), "PDF", pdf_of, most=2_000),
    "ics": Format(calendars.CONTENT_TYPE, "ICS", ics_of),
    "jsonl": Format("application/jsonl; charset=utf-8", "JSON Lines", json_lines),
}


def is_too_long(order: Order, extension: str) -> int:
    """The bound that the list exceeds, or 0."""
    most = FORMATS[extension].most
    return most if most is not None and order.events.order_by()[: most + 1].count() > most else 0


def too_long_words(most: int) -> str:
    return _("There are more than %(most)s events: choose fewer, or another kind of file.") % {"most": most}


def answer(order: Order, extension: str) -> HttpResponseBase:
    kind = FORMATS[extension]
    name = f"cica-events-{today_in(SECRETARIAT_ZONE, order.now)}.{extension}"
    headers = HEADERS | {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    written = kind.write(order)
    if isinstance(written, bytes):
        return HttpResponse(written, content_type=kind.content_type, headers=headers)
    return StreamingHttpResponse(written, content_type=kind.content_type, headers=headers)


class ExportSchema(PortalSchema):
    """The files in the OpenAPI file."""

    def get_operation_id(self) -> str:
        return "export_events"

    def get_tags(self) -> list[str]:
        return [EVENTS.name]

    def get_summary(self) -> str:
        return str(_("Events as a file"))

    def get_description(self) -> str:  # type: ignore[override]
        return str(
            _(
                "The events that the list gives with these filters, in its order. CSV and XLSX have one row an event "
                "under headings in the language asked for; “jsonl” has one entry of the list a line."
            )
        )

    def get_override_parameters(self) -> list[Any]:
        extension = OpenApiParameter(
            "extension", enum=list(FORMATS), location=OpenApiParameter.PATH, description=_("Kind of file")
        )
        return [LANG, IF_NONE_MATCH, TAG, CHALLENGE, *LIMIT_HEADERS, extension, *filter_parameters(EVENTS)]

    def get_response_serializers(self) -> Any:
        files = {
            (200, kind.content_type): OpenApiResponse(OpenApiTypes.BINARY, kind.label) for kind in FORMATS.values()
        }
        return files | {
            304: OpenApiResponse(description=_("You have this answer already.")),
            (400, problems.CONTENT_TYPE): OpenApiResponse(Problem, description=_("A parameter is not right.")),
            (401, problems.CONTENT_TYPE): OpenApiResponse(Problem, description=_("The token is not accepted.")),
            (429, problems.CONTENT_TYPE): OpenApiResponse(Problem, description=problems.WORDS[429][0]),
            (404, problems.CONTENT_TYPE): OpenApiResponse(Problem, description=_("There is no such kind of file.")),
        }


class ExportView(ApiView):
    """The same events and filters as the list, as one file."""

    schema = ExportSchema()

    def known_parameters(self) -> Collection[str]:
        return {*COMMON_PARAMETERS, *EventFilter.base_filters}

    def repeatable_parameters(self) -> Collection[str]:
        return {name for name, item in EventFilter.base_filters.items() if takes_several(item)}

    def get(self, request: Request, extension: str) -> HttpResponseBase:
        if extension not in FORMATS:
            raise ApiProblem(404, detail=one_of(FORMATS))
        language, change = language_of(request), self.change_before_reading()
        if change and self.is_unchanged(self.tag(change, language), change):
            return self.file(HttpResponse(status=304, headers=HEADERS), language, change)
        filterset = EventFilter(request.GET, queryset=Event.objects.visible_to(self.viewer))
        check_filters(filterset)
        order = Order(events=filterset.qs, viewer=self.viewer, language=language, now=timezone.now())
        if most := is_too_long(order, extension):
            raise BadParameters({"year": [too_long_words(most)]})
        if knows_any(request):
            return self.file(HttpResponse(status=304, headers=HEADERS), language, change)
        return self.file(answer(order, extension), language, change)

    def change_before_reading(self) -> LastChange | None:
        """What a file hangs on; nothing where rows of one state, which have no number, may stand in it."""
        return None if self.viewer.state else last_change(self.viewer.audience)

    def tag(self, change: LastChange, language: str) -> str:
        query = without(self.request.GET, COMMON_PARAMETERS)
        return numbered_tag(self.viewer, change.number, f"{self.request.path} {language}", query)

    def file(self, response: HttpResponseBase, language: str, change: LastChange | None) -> HttpResponseBase:
        """The tag is weak: files that say the same may differ in the moment at which they were made."""
        response["Content-Language"] = language
        if change:
            response["ETag"] = f"W/{self.tag(change, language)}"
        if change and change.at:
            response["Last-Modified"] = change.last_modified
        return response
