"""Pages by key, not by offset: a cursor says after which row a page begins. It is signed, and bound to its list."""

from __future__ import annotations

from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cica_portal.common.api.problems import BadParameters

Position = tuple[Any, str]


def write_cursor(position: Position, *, scope: str) -> str:
    value, key = position
    return signer(scope).sign_object([str(value), key])


def read_cursor(cursor: str, *, scope: str) -> Position:
    """`scope` names the list with its filters: a cursor of another list is refused like a made-up one."""
    try:
        value, key = signer(scope).unsign_object(cursor)
    except BadSignature:
        raise BadParameters({"cursor": [_("Take the cursor from “next” of the same list, or leave it out.")]}) from None
    return value, key


def signer(scope: str) -> Signer:
    return Signer(salt=f"api.cursor:{scope}", sep=".")


def after(rows: QuerySet[Any], position: Position, *, order: str, key: str) -> QuerySet[Any]:
    """Rows that stand after the position in the order of `order`, then `key`, which is unique."""
    value, last_key = position
    if order == key:
        return rows.filter(**{f"{key}__gt": last_key})
    later = Q(**{f"{order}__gt": value}) | Q(**{f"{key}__gt": last_key})
    return rows.filter(later, **{f"{order}__gte": value})
