"""Browsers in which somebody has signed in before: guessing elsewhere must not keep this person out."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

MOST_MARKS = 5


def mark_of(email: str) -> str:
    return salted_hmac("members.known-browser", email.lower(), algorithm="sha256").hexdigest()


def marks_in(request: HttpRequest) -> list[str]:
    return request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, "").split(".")


def is_known(request: HttpRequest, email: str) -> bool:
    mark = mark_of(email)
    return any(constant_time_compare(mark, other) for other in marks_in(request)[:MOST_MARKS])


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """The mark says nothing about the person and opens nothing: it only spares the wait for strangers."""
    mark = mark_of(email)
    others = [other for other in marks_in(request) if other and other != mark]
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        ".".join([mark, *others][:MOST_MARKS]),
        max_age=settings.KNOWN_BROWSER_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
