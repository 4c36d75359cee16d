"""Public answers that are given again while nothing public has changed, before Django is asked at all."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import Error
from django.http import HttpResponse
from django.utils import timezone

from cica_portal.common.api.etags import is_same
from cica_portal.common.audiences import Audience
from cica_portal.common.memory import answers
from cica_portal.common.models import AudienceSequence
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

Environ = dict[str, Any]
Header = tuple[str, str]
# With one of these an answer may be for one reader alone; by the others it may differ.
CREDENTIALS = ("HTTP_COOKIE", "HTTP_AUTHORIZATION")
VARYING = (
    "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST", "HTTP_X_FORWARDED_HOST", "SERVER_PORT",
    "PATH_INFO", "QUERY_STRING",
    "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_ORIGIN",
)  # fmt: skip
OF_A_BODY = {"Content-Length", "Content-Encoding"}
# What is left of one caller's allowance is told to nobody else; an answer that is given again counts for nobody.
OF_ONE_CALLER = {"RateLimit", "RateLimit-Policy"}


@dataclass(frozen=True)
class Given:
    """An answer as it left. Without a body it was 304, and only another 304 can be made of it.

    It may hang on the public's last number and on the day in Astana.
    """

    number: int
    today: date
    headers: list[Header]
    headers_unchanged: list[Header]
    body: bytes | None
    tag: str
    last_modified: str

    def is_known(self, environ: Environ) -> bool:
        return is_same(
            self.tag,
            self.last_modified,
            none_match=environ.get("HTTP_IF_NONE_MATCH", ""),
            modified_since=environ.get("HTTP_IF_MODIFIED_SINCE", ""),
        )


class RepeatedAnswers:
    """Stands before the application. Only what a view has marked by `repeat_while` is kept."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or any(map(environ.get, CREDENTIALS)):
            return self.answer_anew(environ, start_response)
        key, today = key_of(environ), today_in(SECRETARIAT_ZONE, timezone.now())
        given: Given | None = answers.get(key)
        if given and given.today == today and given.number == public_number():
            if given.is_known(environ):
                start_response("304 Not Modified", given.headers_unchanged.copy())
                return []
            if given.body is not None:
                start_response("200 OK", given.headers.copy())
                return [given.body]
        response = self.answer_anew(environ, start_response)
        number = getattr(response, "repeatable_while", None)
        if isinstance(response, HttpResponse) and number is not None and not response.cookies:
            keep(key, response, number, today)
        return response

    def answer_anew(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        answer: Iterable[bytes] = self.application(environ, start_response)
        return answer


def repeat_while(response: HttpResponse, *, number: int) -> HttpResponse:
    """Marks a public answer with an ETag that hangs on nothing but its address, the day and what is public.

    `number` is the public's last one, read before the rows of the answer were.
    """
    response.repeatable_while = number  # type: ignore[attr-defined]
    return response


def public_number() -> int | None:
    """Nothing where the database does not answer: Django tries again, with another connection."""
    try:
        return AudienceSequence.last_of(Audience.PUBLIC)
    except Error:
        return None


def key_of(environ: Environ) -> Hashable:
    """All by which the answer may differ. The host is among it, so what one host was given no other is."""
    return tuple(environ.get(name, "") for name in VARYING)


def keep(key: Hashable, response: HttpResponse, number: int, today: date) -> None:
    body = response.content if response.status_code == 200 else None
    headers = [item for item in response.items() if item[0] not in OF_ONE_CALLER]
    unchanged = [item for item in headers if item[0] not in OF_A_BODY]
    given = Given(number, today, headers, unchanged, body, response["ETag"], response.get("Last-Modified", ""))
    answers.put(key, given, octets=len(body or b""))
