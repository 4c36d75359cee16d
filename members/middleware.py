"""Puts the viewer on each request, and leads staff to the second factor that they lack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from members.models import User
from members.viewers import viewer_for


class ViewerMiddleware:
    """Sets `request.viewer`, looked up only when it is first asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_for(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)


class SecondFactorMiddleware:
    """Somebody of the Secretariat without a second factor sees the pages to set one up, and nothing else.

    The API shows such a person what it shows to everybody: the viewer is the public one.
    """

    OPEN = frozenset(
        {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "members:sign_out"}
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name in self.OPEN or "api" in match.namespaces:
            return None
        is_led = isinstance(request.user, User) and request.user.lacks_second_factor
        return redirect("mfa_index") if is_led else None
