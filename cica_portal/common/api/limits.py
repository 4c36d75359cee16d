"""How many requests a minute: by token, by person who has signed in, else by address.

Counted in the cache, in windows of a minute. A counter that is lost stops nobody. The address is the one that
ClientAddressMiddleware found, whatever a client says of itself.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponseBase
from rest_framework.request import Request

from cica_portal.common.api.problems import ApiProblem

WINDOW = 60
# One household or office has so many addresses of the new kind.
NETWORK_BITS = 64


@dataclass(frozen=True)
class Allowance:
    """What is left of a window, as draft-ietf-httpapi-ratelimit-headers tells it."""

    policy: str
    limit: int
    used: int
    resets_in: int

    @property
    def headers(self) -> dict[str, str]:
        left = max(0, self.limit - self.used)
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.limit};w={WINDOW}',
            "RateLimit": f'"{self.policy}";r={left};t={self.resets_in}',
        }


def take_one(request: Request, *, now: float, is_known: bool = True) -> Allowance | None:
    """Count this request; None where nothing is counted. Raises ApiProblem with 429 when there are too many.

    A request whose token is refused is not known: it counts by its address.
    """
    policy, who = caller(request) if is_known else ("address", address_of(request))
    limit = settings.API_LIMITS[policy]
    if not limit:
        return None
    window = int(now) // WINDOW
    used = count(f"api-requests:{policy}:{who}:{window}")
    allowance = Allowance(policy, limit, used, (window + 1) * WINDOW - int(now))
    if used > limit:
        raise ApiProblem(429, headers={"Retry-After": str(allowance.resets_in), **allowance.headers})
    return allowance


def caller(request: Request) -> tuple[str, str]:
    token: Any = request.auth
    if token is not None:
        return "token", str(token.public_id)
    viewer: Any = request._request.viewer  # type: ignore[attr-defined]
    return ("person", str(viewer.user.pk)) if viewer.is_signed_in else ("address", address_of(request))


def address_of(request: Request) -> str:
    address = ipaddress.ip_address(request.META["REMOTE_ADDR"])
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, NETWORK_BITS), strict=False).network_address)


def count(key: str) -> int:
    cache.add(key, 0, WINDOW * 2)
    try:
        return cache.incr(key)
    except ValueError:
        return 0


def tell(response: HttpResponseBase, allowance: Allowance | None) -> None:
    for name, value in (allowance.headers if allowance else {}).items():
        response.headers.setdefault(name, value)
