"""Pages for what went wrong. The API answers in its own words."""

import sys

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import override

from cica_portal.common.api.parameters import language_of
from cica_portal.common.api.problems import DATABASE_AWAY, RETRY_AFTER, no_such_address, problem

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the request: whoever is signed in may be just what could not be found out.

    A database that does not answer is no mistake of the portal: programs may ask again.
    """
    is_database_away = isinstance(sys.exc_info()[1], DATABASE_AWAY)
    status = 503 if is_database_away else 500
    if request.path.startswith(API):
        response = in_its_own_words(request, status)
    else:
        number = structlog.contextvars.get_contextvars().get("request_id", "")
        response = HttpResponse(render_to_string("errors/500.html", {"number": number}), status=status)
    if is_database_away:
        response["Retry-After"] = RETRY_AFTER
    return response


def answer(request: HttpRequest, status: int) -> HttpResponse:
    if request.path.startswith(API):
        return in_its_own_words(request, status)
    return render(request, f"errors/{status}.html", status=status)


def in_its_own_words(request: HttpRequest, status: int) -> HttpResponse:
    with override(language_of(request)):
        return problem(404, detail=no_such_address()) if status == 404 else problem(status)
