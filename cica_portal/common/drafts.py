"""What somebody is typing: kept for its author alone, offered on return, forgotten when it is saved or grows old.

A draft never touches the row or its version; it is no record and leaves no history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal.common.models import Draft

KEPT_FOR = timedelta(days=30)
MOST_DRAFTS = 30
MOST_CHARACTERS = 100_000
TOO_LONG = _("This is too long to be kept as a draft. Save it.")

Payload = Mapping[str, list[str]]


def keep_draft(
    *, author: Any, kind: str, subject_id: str, payload: Payload, based_on_version: int | None, at: datetime
) -> Draft:
    """Replace what this author had typed into this form. Raises ValidationError for what is too long."""
    if sum(len(name) + sum(map(len, values)) for name, values in payload.items()) > MOST_CHARACTERS:
        raise ValidationError(TOO_LONG, code="too_long")
    draft, is_new = Draft.objects.update_or_create(
        author_id=author.pk,
        kind=kind,
        subject_id=subject_id,
        defaults={"payload": dict(payload), "based_on_version": based_on_version, "saved_at": at},
    )
    if is_new:
        _forget_beyond_the_limit(author)
    return draft


def drafts_of(author: Any, kind: str, subject_ids: Iterable[str] | None = None) -> QuerySet[Draft]:
    """Of one author only, the newest first."""
    drafts = Draft.objects.filter(author_id=author.pk, kind=kind).order_by("-saved_at", "-pk")
    return drafts if subject_ids is None else drafts.filter(subject_id__in=subject_ids)


def forget_draft(*, author: Any, kind: str, subject_id: str) -> None:
    drafts_of(author, kind, [subject_id]).delete()


def forget_old_drafts(*, now: datetime) -> int:
    """Remove what nobody came back to; returns how many."""
    return Draft.objects.filter(saved_at__lt=now - KEPT_FOR).delete()[0]


def _forget_beyond_the_limit(author: Any) -> None:
    kept = Draft.objects.filter(author_id=author.pk).order_by("-saved_at", "-pk").values_list("pk", flat=True)
    Draft.objects.filter(pk__in=list(kept[MOST_DRAFTS : MOST_DRAFTS * 2])).delete()
