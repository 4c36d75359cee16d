"""Who may keep a copy of a page, and public answers that are given again while nothing public has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control

from cica_portal.common.api.etags import is_unchanged
from cica_portal.common.audiences import Audience
from cica_portal.common.memory import answers
from cica_portal.common.models import AudienceSequence
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

Handler = Callable[[HttpRequest], HttpResponseBase]
# With one of these an answer may be for one reader alone; by the others it may differ.
CREDENTIALS = ("HTTP_COOKIE", "HTTP_AUTHORIZATION")
VARYING = ("PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_ORIGIN")
OF_A_BODY = ("Content-Length", "Content-Encoding")
# What is left of one caller's allowance is told to nobody else; an answer that is given again counts for nobody.
OF_ONE_CALLER = {"RateLimit", "RateLimit-Policy"}


class PrivatePagesMiddleware:
    """What a signed-in person sees is kept by nobody: it may hold rows of the own state."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response


@dataclass(frozen=True)
class Moment:
    """The public's last number, and the day in Astana: an answer may hang on either."""

    number: int
    today: date


@dataclass(frozen=True)
class Given:
    """An answer as it left. Without a body it was 304, and only another 304 can be made of it."""

    moment: Moment
    headers: dict[str, str]
    body: bytes | None

    def again(self, request: HttpRequest) -> HttpResponse | None:
        if is_unchanged(request, tag=self.headers["ETag"], last_modified=self.headers.get("Last-Modified", "")):
            kept = {name: value for name, value in self.headers.items() if name not in OF_A_BODY}
            return HttpResponse(status=304, headers=kept)
        return None if self.body is None else HttpResponse(self.body, headers=self.headers)


class RepeatedAnswersMiddleware:
    """Gives an answer again that everybody gets, before anything else is gone through.

    Only what a view has marked by `repeat_while` is kept.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "GET" or any(map(request.META.get, CREDENTIALS)):
            return self.get_response(request)
        key, today = key_of(request), today_in(SECRETARIAT_ZONE, timezone.now())
        given: Given | None = answers.get(key)
        if given and given.moment == Moment(AudienceSequence.last_of(Audience.PUBLIC), today):
            request.get_host()  # Refuses a host that is not the portal's.
            if repeated := given.again(request):
                return repeated
        response = self.get_response(request)
        number = getattr(response, "repeatable_while", None)
        if isinstance(response, HttpResponse) and number is not None and not response.cookies:
            keep(key, Moment(number, today), response)
        return response


def repeat_while(response: HttpResponse, *, number: int) -> HttpResponse:
    """Marks a public answer with an ETag that hangs on nothing but its address, the day and what is public.

    `number` is the public's last one, read before the rows of the answer were.
    """
    response.repeatable_while = number  # type: ignore[attr-defined]
    return response


def key_of(request: HttpRequest) -> Hashable:
    return request.scheme, *(request.META.get(name, "") for name in VARYING)


def keep(key: Hashable, moment: Moment, response: HttpResponse) -> None:
    body = response.content if response.status_code == 200 else None
    given = Given(moment, {name: said for name, said in response.items() if name not in OF_ONE_CALLER}, body)
    answers.put(key, given, octets=len(body or b""))
