"""Errors as application/problem+json (RFC 9457): what is wrong, where, and what to do, in the reader's language."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException

from cica_portal.common.api.serializers import API_PATH

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
BAD_PARAMETERS = "/api/#errors"
START_AGAIN = "/api/#changes"
NOT_ACCEPTED = "/api/#writing"
WORDS = {
    400: (_("Bad request"), _("The request cannot be read.")),
    401: (
        _("Token not accepted"),
        _(
            "This token is not known, out of date or revoked. Ask the Secretariat for a new one, "
            "or leave the Authorization header out to read what is public."
        ),
    ),
    403: (_("Forbidden"), _("This is not open to you.")),
    404: (_("Not found"), _("There is nothing at this address, or it is not open to you.")),
    405: (_("Method not allowed"), _("This cannot be done here. The Allow header says what can.")),
    409: (_("Not now"), _("This cannot be done as things stand.")),
    410: (
        _("Start again"),
        _("This cursor is too old or belongs to another view of the data. Leave “since” out and copy everything anew."),
    ),
    412: (
        _("Changed meanwhile"),
        _("If-Match does not name the present state of the entry. Read it again, then send what you want of it."),
    ),
    413: (_("Too long"), _("Send less at once.")),
    415: (_("Not JSON"), _("Send the body as application/json, in UTF-8.")),
    422: (_("Not accepted"), _("Put right what “errors” names, then send it again.")),
    428: (_("If-Match is missing"), _("Say with If-Match which state you have seen: the ETag of the entry.")),
    429: (_("Too many requests"), _("Wait as many seconds as Retry-After says, then go on.")),
    500: (_("Error on our side"), _("The portal could not answer. The error is recorded; try again later.")),
    503: (_("Away for a moment"), _("The database does not answer. Try again in some seconds.")),
}
DATABASE_AWAY = (OperationalError, InterfaceError)
# Seconds after which a database that restarts mostly answers again.
RETRY_AFTER = "10"


class CursorExpired(Exception):
    """The changes after this point are not kept any more, or belong to another reader's view."""


class ApiProblem(Exception):
    """Any other error: its status, members beside or in place of the usual words, and headers."""

    def __init__(self, status: int, *, headers: Mapping[str, str] | None = None, **members: Any) -> None:
        super().__init__(str(status))
        self.status, self.headers, self.members = status, dict(headers or {}), members


class NotAccepted(ApiProblem):
    """What is wrong with the body: JSON pointers with what to do about each."""

    def __init__(self, errors: Sequence[Mapping[str, Any]], **members: Any) -> None:
        super().__init__(422, type=settings.PORTAL_URL + NOT_ACCEPTED, errors=list(errors), **members)


class BadParameters(Exception):
    """What is wrong with the query: for each parameter its messages."""

    def __init__(self, errors: Mapping[str, Sequence[Any]]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def handle_exception(exc: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """Turns every exception of a view into an answer; what nobody expected is recorded first."""
    if isinstance(exc, BadParameters):
        return bad_parameters(exc.errors)
    if isinstance(exc, CursorExpired):
        return problem(410, type=settings.PORTAL_URL + START_AGAIN)
    if isinstance(exc, ApiProblem):
        return with_headers(problem(exc.status, **exc.members), exc.headers)
    status = status_of(exc)
    if status >= 500:
        record(exc, context["request"])
    response = problem(status)
    if status == 503:
        response["Retry-After"] = RETRY_AFTER
    if challenge := getattr(exc, "auth_header", ""):
        response["WWW-Authenticate"] = challenge
    return response


def with_headers(response: HttpResponse, headers: Mapping[str, str]) -> HttpResponse:
    for name, value in headers.items():
        response[name] = value
    return response


def status_of(exc: Exception) -> int:
    if isinstance(exc, Http404):
        return 404
    if isinstance(exc, PermissionDenied):
        return 403
    if isinstance(exc, SuspiciousOperation):
        return 400
    if isinstance(exc, DATABASE_AWAY):
        return 503
    return exc.status_code if isinstance(exc, APIException) and exc.status_code in WORDS else 500


def record(exc: Exception, request: HttpRequest) -> None:
    logger.error("api_error", exc_info=exc, extra={"path": request.path})
    got_request_exception.send(sender=None, request=request)


def problem(status: int, **members: Any) -> HttpResponse:
    title, detail = WORDS[status]
    body = {"type": "about:blank", "title": str(title), "status": status, "detail": str(detail)} | members
    return HttpResponse(
        orjson.dumps(body),
        status=status,
        content_type=CONTENT_TYPE,
        headers={"Cache-Control": "no-store", "Content-Language": get_language() or "en"},
    )


def no_such_address() -> str:
    """What is said where there is neither a list nor an entry."""
    said = _("There is nothing at this address. Begin at %(address)s, which names every list.")
    return str(said) % {"address": f"{settings.PORTAL_URL}{API_PATH}"}


def bad_parameters(errors: Mapping[str, Sequence[Any]]) -> HttpResponse:
    found = [{"parameter": name, "detail": str(said)} for name, messages in errors.items() for said in messages]
    detail = " ".join(f"{error['parameter']}: {error['detail']}" for error in found)
    return problem(400, type=settings.PORTAL_URL + BAD_PARAMETERS, detail=detail, errors=found)
