"""What every address has in common at which something is written: who may, what was seen, and that it is done once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from cica_portal.common import history
from cica_portal.common.access import require
from cica_portal.common.api.bodies import Fault, Faults
from cica_portal.common.api.etags import content_tag
from cica_portal.common.api.once import Once, Outcomes, begin, fingerprint_of, key_in
from cica_portal.common.api.problems import ApiProblem
from cica_portal.common.api.renderers import CONTENT_TYPE, to_json
from cica_portal.common.api.views import KEY, ResourceView
from cica_portal.common.models import Door

Work = Callable[[Once], HttpResponse]


class WritingView(ResourceView):
    """`scope` is what a token needs; a person who has signed in needs none."""

    scope = ""

    # Who ------------------------------------------------------------------------------------------------------------

    def require_somebody(self) -> None:
        if not self.viewer.is_signed_in:
            detail = _("Writing needs a token, or a browser in which you have signed in.")
            raise ApiProblem(401, title=_("Who are you?"), detail=detail, headers={"WWW-Authenticate": "Bearer"})

    def require_writer(self) -> None:
        """Raises ApiProblem for nobody, and for a token that may not write this."""
        self.require_somebody()
        token: Any = self.request.auth
        if token is not None and self.scope not in token.scopes:
            detail = _("This token may not do this: it lacks %(scope)s.") % {"scope": self.scope}
            challenge = f'Bearer error="insufficient_scope", scope="{self.scope}"'
            raise ApiProblem(403, detail=detail, headers={"WWW-Authenticate": challenge})

    def require(self, allowed: bool) -> None:
        """Of a row: unseen is 404 before this, seen but not to be edited 403."""
        require(allowed)
        self.require_writer()

    def require_key(self, key: str) -> None:
        """Nobody who has not said who he is learns whether there is such an entry."""
        self.require_somebody()
        if not KEY.fullmatch(key):
            raise Http404

    @property
    def owner(self) -> str:
        """Whose key it is that a request comes with."""
        token: Any = self.request.auth
        user: Any = self.viewer.user
        return f"token:{token.public_id}" if token is not None else f"user:{user.public_id}"

    def act(self, once: Once, outcomes: Outcomes, told: Mapping[str, Any] | None = None) -> history.Act:
        """`told` may hold the reason and the note."""
        told = told or {}
        return history.Act(
            door=Door.API, at=timezone.now(), actor=self.viewer.user, reason=told.get("reason") or "",
            note=told.get("note") or "", alongside=once.noting(outcomes),
        )  # fmt: skip

    # Once -----------------------------------------------------------------------------------------------------------

    def once(self, work: Work) -> HttpResponse:
        asked, viewer = self.request, self.viewer
        path, match = asked._request.get_full_path(), asked.headers.get("If-Match", "")
        who = f"{viewer.user and viewer.user.role} {viewer.state and viewer.state.code}"
        fingerprint = fingerprint_of(str(asked.method), path, match, who, asked._request.body)
        key = key_in(asked.headers.get("Idempotency-Key"))
        once = begin(owner=self.owner, key=key, fingerprint=fingerprint, at=timezone.now())
        if isinstance(once, HttpResponse):
            return once
        try:
            response = work(once)
        except BaseException:
            once.give_up()
            raise
        once.keep(response, at=timezone.now())
        return response

    # What was seen --------------------------------------------------------------------------------------------------

    def tag_of(self, key: str, entry: Any) -> str:
        """A strong validator: other for each version of the row, and for each other answer to this address."""
        version = self.resource.rows(self.viewer).filter(**{self.resource.key: key}).values_list("version", flat=True)
        return tag_for(version.get(), entry)

    def tags_of(self, keys: Collection[str]) -> dict[str, str]:
        """Of many entries, as their own addresses would give them."""
        rows = self.resource.rows(self.viewer).filter(**{f"{self.resource.key}__in": keys})
        versions = dict(rows.values_list(self.resource.key, "version"))
        if self.resource.detail_shape or self.resource.detail_related:
            return {key: tag_for(version, self.entry(key)) for key, version in versions.items()}
        found, entries = self.resource.write_list(rows, self.viewer, {}, self.selection)
        keys_found = [row[self.resource.key] for row in found]
        return {
            key: tag_for(versions[key], entry)
            for key, entry in zip(keys_found, entries, strict=True)
            if key in versions
        }

    def require_match(self, key: str) -> None:
        """Raises ApiProblem where the client has not seen the entry as it is."""
        asked = tags_in(self.request.headers.get("If-Match", ""))
        if not asked:
            raise ApiProblem(428)
        self.refuse_stale(key, asked)

    def refuse_stale(self, key: str, asked: Iterable[str] = ()) -> None:
        current = self.tag_of(key, self.entry(key))
        if current not in asked:
            raise ApiProblem(412, headers={"ETag": current})

    # Answers --------------------------------------------------------------------------------------------------------

    def entry(self, key: str) -> Any:
        """The entry as this address would give it. Raises Http404."""
        if not KEY.fullmatch(key):
            raise Http404
        rows = self.resource.rows(self.viewer).filter(**{self.resource.key: key})
        entry = self.resource.write_one(rows, self.viewer, self.selection)
        if entry is None:
            raise Http404
        return entry

    def written(self, key: str, status: int = 200) -> HttpResponse:
        entry = self.entry(key)
        body = HttpResponse(to_json(entry), status=status, content_type=CONTENT_TYPE)
        response = self.with_headers(body, self.tag_of(key, entry))
        if status == 201:
            response["Location"] = self.address_of(key)
        return response

    def address_of(self, key: str) -> str:
        return f"{settings.PORTAL_URL}{self.resource.path}{key}/"


def tag_for(version: int, entry: Any) -> str:
    return content_tag(b"%d %s" % (version, to_json(entry)))


def tags_in(header: str) -> set[str]:
    """The tags that If-Match names; any state at all is not a state that somebody has seen.

    Compression on the way makes a tag weak (W/); it still names the same entry.
    """
    return {part.strip().removeprefix("W/") for part in header.split(",")} - {"", "*"}


def refuse(faults: Iterable[Fault]) -> None:
    Faults(list(faults)).raise_if_any()
