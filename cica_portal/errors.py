"""Pages for what went wrong. The API answers in its own words."""

import sys

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cica_portal.common.api.problems import DATABASE_AWAY, RETRY_AFTER


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 400, _("Bad request"))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 403, _("Not allowed"))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 404, _("Not found"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the request: whoever is signed in may be just what could not be found out.

    A database that does not answer is no mistake of the portal: programs may ask again.
    """
    is_database_away = isinstance(sys.exc_info()[1], DATABASE_AWAY)
    status = 503 if is_database_away else 500
    if request.path.startswith("/api/"):
        response: HttpResponse = problem(status, _("Server error"))
    else:
        number = structlog.contextvars.get_contextvars().get("request_id", "")
        response = HttpResponse(render_to_string("errors/500.html", {"number": number}), status=status)
    if is_database_away:
        response["Retry-After"] = RETRY_AFTER
    return response


def answer(request: HttpRequest, status: int, title: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(status, title)
    return render(request, f"errors/{status}.html", status=status)


def problem(status: int, title: str) -> JsonResponse:
    body = {"type": "about:blank", "title": title, "status": status}
    return JsonResponse(body, status=status, content_type="application/problem+json")
