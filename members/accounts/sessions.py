"""The sessions of a person: listed, and ended at the server."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from allauth.account import app_settings
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from members.accounts.browser_names import browser_name
from members.models import User


@dataclass(frozen=True)
class OwnSession:
    """One browser in which the person has signed in; `network` is the address without its last part."""

    browser: str
    network: str
    since: datetime
    seen: datetime
    is_current: bool


def sessions_of(user: User, *, current_key: str | None, at: datetime) -> list[OwnSession]:
    """Those that are still good, the current one first, then the latest."""
    rows = UserSession.objects.filter(user_id=user.pk)
    found = [describe(row, stored, current_key) for row in rows if (stored := live_session(row, user, at=at))]
    return sorted(found, key=lambda session: (session.is_current, session.seen), reverse=True)


def describe(row: Any, stored: SessionBase, current_key: str | None) -> OwnSession:
    seen = stored.get("seen_at")
    return OwnSession(
        browser=browser_name(row.user_agent),
        network=network_of(row.ip),
        since=row.created_at,
        seen=datetime.fromisoformat(seen) if seen else row.created_at,
        is_current=row.session_key == current_key,
    )


def live_session(row: Any, user: User, *, at: datetime) -> SessionBase | None:
    """What is stored of a session, unless it has ended, by time or by a new password."""
    stored = session_store(row.session_key)
    if not constant_time_compare(stored.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return None
    seen = datetime.fromisoformat(stored.get("seen_at", at.isoformat()))
    since = datetime.fromisoformat(stored.get("signed_in_at", at.isoformat()))
    is_over = at - seen > settings.SESSION_IDLE_LIMIT or at - since > settings.SESSION_ABSOLUTE_LIMIT
    return None if is_over else stored


def end_sessions(user: User, *, except_key: str | None = None) -> int:
    """Sign the person out everywhere else; returns how many sessions there were."""
    rows = list(UserSession.objects.filter(user_id=user.pk).exclude(session_key=except_key or ""))
    for row in rows:
        session_store(row.session_key).delete()
    UserSession.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def forget_session(key: str | None) -> None:
    """The session ends by itself; what was noted of its browser goes with it."""
    UserSession.objects.filter(session_key=key or "").delete()


def signed_in_recently(request: HttpRequest, *, at: datetime) -> bool:
    since = request.session.get("signed_in_at")
    if since is None or not request.user.is_authenticated:
        return False
    return at - datetime.fromisoformat(since) < timedelta(seconds=app_settings.REAUTHENTICATION_TIMEOUT)


def forget_dead_sessions() -> int:
    """Remove what is stored of sessions that have expired, with the addresses and browsers they came from."""
    session_engine().SessionStore.clear_expired()
    dead = [row.pk for row in UserSession.objects.all() if not session_store().exists(row.session_key)]
    UserSession.objects.filter(pk__in=dead).delete()
    return len(dead)


def session_engine() -> Any:
    return import_module(settings.SESSION_ENGINE)


def session_store(key: str | None = None) -> SessionBase:
    store: SessionBase = session_engine().SessionStore(key)
    return store


def network_of(address: str) -> str:
    """Enough to tell an office from a hotel, not enough to tell one person from another."""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return f"{address.rpartition('.')[0]}.*"
    return f"{ipaddress.ip_network((address, 48), strict=False).network_address}*"
