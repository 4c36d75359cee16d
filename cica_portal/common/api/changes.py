"""What has changed since a client looked last: enough to keep an exact copy, deletions included.

An audience's numbers are given in commit order and without gaps, so a client that has read up to one misses nothing.
An entry says that a row is there, with its present content, or that it is gone from this reader's view. Between two
entries of one row only its present content can be read, and the later entry brings it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import TextChoices
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from cica_portal.common.api.etags import is_known, last_change, numbered_tag
from cica_portal.common.api.parameters import COMMON_PARAMETERS, limit_of
from cica_portal.common.api.problems import BadParameters, CursorExpired
from cica_portal.common.api.renderers import to_json
from cica_portal.common.api.resources import Resource
from cica_portal.common.api.views import ApiView
from cica_portal.common.audiences import Audience
from cica_portal.common.changes import RETENTION
from cica_portal.common.models import AudienceChange
from cica_portal.common.viewer import Viewer

Entry = Mapping[str, Any]


class Told(TextChoices):
    UPSERT = "upsert", _("is there, as the data say")
    GONE = "gone", _("is gone")


@dataclass(frozen=True, slots=True)
class Position:
    """Up to which entry a client has read. `began` is the day on which it last was up to date, or set out."""

    audience: Audience
    number: int
    kind: str
    subject_id: str
    began: date


class ChangesView(ApiView):
    resources: tuple[Resource, ...] = ()

    def known_parameters(self) -> Collection[str]:
        return {*COMMON_PARAMETERS, "since", "limit"}

    def get(self, request: Request) -> HttpResponse:
        today, viewer = timezone.now().date(), Viewer(self.viewer.audience, user=self.viewer.user)
        limit, position = limit_of(request.GET), self.position(viewer, today)
        # The day is part of the tag, because the next cursor bears it.
        change = last_change(viewer.audience)
        tag = numbered_tag(viewer, change.number, request.path, f"{today} {position} {limit}")
        if is_known(request, tag):
            return self.unchanged(tag, None)
        entries = list(entries_after(position)[: limit + 1])
        page, has_more = entries[:limit], len(entries) > limit
        return self.answer(to_json(self.content(page, has_more, position, viewer, today)), tag)

    def content(self, page: Sequence[Entry], has_more: bool, position: Position, viewer: Viewer, today: date) -> Any:
        began = position.began if has_more else today
        address = settings.PORTAL_URL + self.request.path
        since = write_position(
            replace(position, began=began, **({name: page[-1][name] for name in ORDER} if page else {}))
        )
        limit = f"&limit={limit_of(self.request.GET)}" if "limit" in self.request.GET else ""
        results = list(self.written(page, viewer))
        return {"next": f"{address}?since={since}{limit}", "has_more": has_more, "results": results}

    def position(self, viewer: Viewer, today: date) -> Position:
        since = self.request.GET.get("since")
        if since is None:
            return Position(viewer.audience, 0, "", "", today)
        position = read_position(since)
        if position.audience != viewer.audience or today - position.began > RETENTION:
            raise CursorExpired
        return position

    def written(self, page: Iterable[Entry], viewer: Viewer) -> Iterable[dict[str, Any]]:
        """A row that is not to be seen any more is left out here: its own entry, further on, says that it is gone."""
        by_kind = {resource.kind: resource for resource in self.resources}
        known = [entry for entry in page if entry["kind"] in by_kind]
        rows = rows_of(known, by_kind, viewer)
        for entry in known:
            resource, key = by_kind[entry["kind"]], entry["subject_id"]
            data = None if entry["gone"] else rows[resource.kind].get(key)
            if entry["gone"] or data is not None:
                yield {
                    "number": entry["number"],
                    "at": entry["at"],
                    "resource": resource.name,
                    "id": key,
                    "url": f"{settings.PORTAL_URL}{resource.path}{key}/",
                    "change": (Told.GONE if entry["gone"] else Told.UPSERT).value,
                    "data": data,
                }


ORDER = ("number", "kind", "subject_id")


def entries_after(position: Position) -> Any:
    rows = AudienceChange.objects.for_audience(position.audience)
    return rows.beyond(position.number, position.kind, position.subject_id).values(*ORDER, "gone", "at")


def rows_of(
    entries: Iterable[Entry], by_kind: Mapping[str, Resource], viewer: Viewer
) -> Mapping[str, Mapping[str, Any]]:
    """The rows that are there, as their lists give them: one reading for each kind."""
    keys: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if not entry["gone"]:
            keys[entry["kind"]].add(entry["subject_id"])
    written: dict[str, dict[str, Any]] = defaultdict(dict)
    for kind, wanted in keys.items():
        resource = by_kind[kind]
        rows = resource.rows(viewer).filter(**{f"{resource.key}__in": wanted})
        found, shapes = resource.write_list(rows, viewer, {})
        written[kind] = {row[resource.key]: shape for row, shape in zip(found, shapes, strict=True)}
    return written


def write_position(position: Position) -> str:
    parts = [position.audience, position.number, position.kind, position.subject_id, position.began.isoformat()]
    return signer().sign_object(parts)


def read_position(cursor: str) -> Position:
    try:
        audience, number, kind, subject_id, began = signer().unsign_object(cursor)
    except BadSignature:
        said = _("Take the address from “next” of the earlier answer, or leave “since” out to start again.")
        raise BadParameters({"since": [str(said)]}) from None
    return Position(Audience(audience), number, kind, subject_id, date.fromisoformat(began))


def signer() -> Signer:
    return Signer(salt="api.changes", sep=".")
