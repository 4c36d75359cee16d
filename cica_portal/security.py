"""Transport and session limits that Django's own middleware leaves open."""

import ipaddress
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.security import SecurityMiddleware
from django.utils import timezone

SEEN_EVERY = timedelta(minutes=15)


class TransportSecurityMiddleware(SecurityMiddleware):
    """A page on plain http is sent to https.

    The API and private feeds refuse, since a redirect hides that a token went in clear.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:  # type: ignore[override]
        if self.redirect and not request.is_secure() and request.path.startswith(("/api/", "/feed/")):
            problem = {"type": "about:blank", "title": "Use https", "status": 403}
            return JsonResponse(problem, status=403, content_type="application/problem+json")
        return super().process_request(request)


class ClientAddressMiddleware:
    """Makes REMOTE_ADDR the client's address: what the outermost of the named proxies saw, never what a client says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chain = request.META.pop("HTTP_X_FORWARDED_FOR", "").split(",")
        proxies = settings.TRUSTED_PROXIES
        if 0 < proxies <= len(chain) and is_address(claimed := chain[-proxies].strip()):
            request.META["REMOTE_ADDR"] = claimed
        return self.get_response(request)


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class NoCookiesMiddleware:
    """A feed is the same in every program: the cookies of a browser change nothing there, and none is set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(("/feeds/", "/feed/")):
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)


class SessionLimitsMiddleware:
    """Signs a person out after a time without requests, and in any case some hours after signing in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.apply_limits(request, now=timezone.now())
        return self.get_response(request)

    def apply_limits(self, request: HttpRequest, *, now: datetime) -> None:
        since = self.time_of(request, "signed_in_at", now=now)
        seen = self.time_of(request, "seen_at", now=now)
        if now - since > settings.SESSION_ABSOLUTE_LIMIT or now - seen > settings.SESSION_IDLE_LIMIT:
            logout(request)
        elif now - seen > SEEN_EVERY:
            request.session["seen_at"] = now.isoformat()

    def time_of(self, request: HttpRequest, name: str, *, now: datetime) -> datetime:
        stored = request.session.setdefault(name, now.isoformat())
        return datetime.fromisoformat(stored)
