"""Who asks the API: a program with a token, or a person who has signed in."""

from __future__ import annotations

from typing import Any

import structlog
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from members.accounts.tokens import find_token, mark_used
from members.models import ApiToken, User
from members.viewers import viewer_for_token

SCHEME = "bearer"
# Whoever sends a token under another scheme, or under none, means to be known by it.
START = "cica_"
logger = structlog.get_logger(__name__)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`: the answer is that of the token's audience, whatever cookie comes with it."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        header = request.headers.get("Authorization", "")
        scheme, _space, text = header.strip().partition(" ")
        is_bearer = scheme.lower() == SCHEME
        if not is_bearer and START not in header:
            return None
        now = timezone.now()
        token = find_token(text.strip(), at=now) if is_bearer else None
        if token is None:
            logger.info("bearer_refused")
            raise AuthenticationFailed
        mark_used(token, at=now)
        django_request: Any = request._request
        django_request.viewer = viewer_for_token(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer error="invalid_token"'
