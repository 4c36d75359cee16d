"""Entity tags that tell a reader nothing but what its own audience may know.

A tag hangs on the number of the last change that the audience could see, so an unchanged list is answered without
reading it, and an edit behind the scenes changes no tag. A state's own rows have no number: there the tag is made
of the answer itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.http import http_date, parse_http_date_safe

from cica_portal.common.audiences import Audience
from cica_portal.common.viewer import Viewer

# Raise it whenever the same rows are to be written in another way.
RENDERER_VERSION = 2
SALT = "api.etag"


@dataclass(frozen=True)
class LastChange:
    """The last change that an audience could see. Read before the rows: an answer may be newer than it, never older."""

    number: int
    at: datetime | None

    @property
    def last_modified(self) -> str:
        return http_date(self.at.timestamp()) if self.at else ""


def last_change(audience: Audience) -> LastChange:
    """In plain SQL, since every answer begins with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT s.last, (
                SELECT c.at FROM common_audiencechange c WHERE c.audience = s.audience AND c.number >= s.last
                ORDER BY c.number DESC LIMIT 1
            )
            FROM common_audiencesequence s WHERE s.audience = %s
            """,
            [audience.value],
        )
        number, at = cursor.fetchone() or (0, None)
    # SQLite has no zones; what it keeps is UTC.
    return LastChange(number, at.replace(tzinfo=UTC) if at and at.tzinfo is None else at)


def numbered_tag(viewer: Viewer, number: int, path: str, query: str) -> str:
    parts = (RENDERER_VERSION, settings.PORTAL_URL, viewer.audience.value, number, path, query)
    return quoted("\n".join(map(str, parts)))


def content_tag(body: bytes) -> str:
    return quoted(body)


def quoted(value: str | bytes) -> str:
    return f'"{salted_hmac(SALT, value, algorithm="sha256").hexdigest()[:32]}"'


def is_known(request: HttpRequest, tag: str) -> bool:
    return is_among(tag, if_none_match(request))


def is_among(tag: str, none_match: str) -> bool:
    """Whether If-None-Match names the tag. The comparison is weak, as RFC 9110 says for GET."""
    return tag in {part.strip().removeprefix("W/") for part in none_match.split(",")}


def knows_any(request: HttpRequest) -> bool:
    """Whether the client wants to know only if there is anything at all."""
    return if_none_match(request).strip() == "*"


def is_unchanged(request: HttpRequest, *, tag: str, last_modified: str = "") -> bool:
    since = request.headers.get("If-Modified-Since", "")
    return is_same(tag, last_modified, none_match=if_none_match(request), modified_since=since)


def is_same(tag: str, last_modified: str, *, none_match: str, modified_since: str) -> bool:
    """Whether the client has this answer already. A time counts only for a client that names no tag."""
    if none_match:
        return is_among(tag.removeprefix("W/"), none_match) or none_match.strip() == "*"
    since, changed = parse_http_date_safe(modified_since), parse_http_date_safe(last_modified)
    return since is not None and changed is not None and changed <= since


def if_none_match(request: HttpRequest) -> str:
    return request.headers.get("If-None-Match", "")
