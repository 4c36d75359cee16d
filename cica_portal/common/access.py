"""How a table of predicates is asked: one table an app, used by views, API and templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied

from cica_portal.common.viewer import Viewer

Predicate = Callable[[Viewer, Any], bool]
Rules = Mapping[str, Predicate]


def is_administrator(viewer: Viewer, row: Any = None) -> bool:
    """An administrator of the Secretariat."""
    return viewer.user is not None and viewer.user.role == "administrator"


def is_editor(viewer: Viewer, row: Any = None) -> bool:
    """An editor or an administrator of the Secretariat."""
    return viewer.user is not None and viewer.user.role in {"administrator", "editor"}


def is_secretariat(viewer: Viewer, row: Any = None) -> bool:
    """Anybody of the Secretariat."""
    return viewer.is_secretariat


def require(allowed: bool) -> None:
    """Raise PermissionDenied (403) for something that is seen but may not be done."""
    if not allowed:
        raise PermissionDenied
