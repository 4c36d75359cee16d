"""What every page knows: who is looking, where it can go, in which language, at what time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cica_portal.common.date_words import clock_words
from cica_portal.common.permissions import may
from cica_portal.common.viewer import ANONYMOUS, Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE

Entry = tuple[str | Promise, str]

CALENDAR: Entry = (_("Calendar"), "cbm_events:calendar")
EVENTS: Entry = (_("Events"), "cbm_events:list")
PLANS: Entry = (pgettext_lazy("navigation", "Plans"), "cbm_events:plans")
COUNCILS: Entry = (_("Councils"), "councils:list")
REPORTS: Entry = (_("Reports"), "cbm_events:summary_list")
VISITOR: tuple[Entry, ...] = (
    CALENDAR,
    EVENTS,
    PLANS,
    (_("States"), "members:state_list"),
    (pgettext_lazy("navigation", "Areas"), "members:area_list"),
    COUNCILS,
    REPORTS,
    (_("API"), "api_guide"),
)
LIAISON: tuple[Entry, ...] = ((_("Home"), "home"), *VISITOR)
STAFF: tuple[Entry, ...] = (
    (_("Today"), "home"),
    CALENDAR,
    EVENTS,
    PLANS,
    (pgettext_lazy("navigation", "Import"), "cbm_events:imports"),
    (_("Reminders"), "cbm_events:reminders"),
    (_("Letters"), "cbm_events:letters"),
    COUNCILS,
    REPORTS,
)
OUTBOX: Entry = (_("Outbox"), "common:outbox")

LANGUAGE_NAMES = {"en": ("EN", "English"), "ru": ("РУ", "Русский")}


@dataclass(frozen=True)
class NavLink:
    label: str | Promise
    url: str
    current: str


@dataclass(frozen=True)
class LanguageLink:
    code: str
    short: str
    name: str
    url: str
    is_current: bool


def portal(request: HttpRequest) -> dict[str, Any]:
    """Context processor of every template."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    now = timezone.now().astimezone(ZoneInfo(SECRETARIAT_ZONE))
    return {
        "viewer": viewer,
        "nav": list(nav_links(viewer, request.path)),
        "language_links": list(language_links(request.get_full_path())),
        "now": now,
        "clock": clock_words(now),
        "today": now.date(),
    }


def entries_for(viewer: Viewer) -> tuple[Entry, ...]:
    if not viewer.is_signed_in:
        return VISITOR
    if not viewer.is_secretariat:
        return LIAISON
    return (*STAFF, OUTBOX) if settings.EMBEDDED and may(viewer, "see_outbox") else STAFF


def nav_links(viewer: Viewer, path: str) -> Iterator[NavLink]:
    home = reverse("home")
    for label, name in entries_for(viewer):
        url = reverse(name)
        is_under = path == url or (url != home and path.startswith(url))
        yield NavLink(label, url, ("page" if path == url else "true") if is_under else "")


def language_links(full_path: str) -> Iterator[LanguageLink]:
    """The same page in each language; an address that has no other language leads to the start page."""
    for code, (short, name) in LANGUAGE_NAMES.items():
        is_current = code == get_language()
        url = full_path if is_current else in_language(full_path, code)
        yield LanguageLink(code, short, name, url, is_current)


def in_language(full_path: str, code: str) -> str:
    translated = translate_url(full_path, code)
    if translated != full_path:
        return translated
    with override(code):
        return reverse("home")
