"""Guessing at one account from anywhere is slowed down, and the account is never shut for long.

allauth's limits count one address, and one account as tried from one address. This counts one account
as tried by browsers that have not signed in to it before, wherever they are. An attempt that is refused
here is not counted, so nobody can prolong the wait of others by knocking on.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache

Failures = tuple[int, float]


def must_wait(email: str, *, at: datetime) -> bool:
    count, last = _failures(email)
    return at.timestamp() < last + wait_after(count).total_seconds()


def wait_after(count: int) -> timedelta:
    """Nothing at first, then twice as long with each failure, up to the longest wait."""
    if count < settings.SLOW_AFTER:
        return timedelta(0)
    doublings = min(count - settings.SLOW_AFTER, 20)
    return min(settings.SLOW_FIRST * 2**doublings, settings.SLOW_LONGEST)


def count_failure(email: str, *, at: datetime) -> None:
    count, _last = _failures(email)
    cache.set(_key(email), [count + 1, at.timestamp()], settings.SLOW_WINDOW.total_seconds())


def _failures(email: str) -> Failures:
    count, last = cache.get(_key(email)) or (0, 0.0)
    return int(count), float(last)


def _key(email: str) -> str:
    return f"sign-in-failures:{hashlib.sha256(email.lower().encode()).hexdigest()}"
