"""Who is looking: the only type that `visible_to` takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest

from cica_portal.common.audiences import Audience


class SpokenFor(Protocol):
    """What the ground needs to know of a member state."""

    pk: int
    code: str


class SignedIn(Protocol):
    """What the ground needs to know of a user."""

    pk: int
    role: str
    language: str
    zone: str


@dataclass(frozen=True)
class Viewer:
    """A reader: its audience, the member state it speaks for and the signed-in user, if any."""

    audience: Audience = Audience.PUBLIC
    state: SpokenFor | None = None
    user: SignedIn | None = None

    @property
    def is_secretariat(self) -> bool:
        return self.audience == Audience.SECRETARIAT

    @property
    def is_signed_in(self) -> bool:
        return self.user is not None


ANONYMOUS = Viewer()


class ViewerRequest(HttpRequest):
    """A request as the middleware hands it to views (a type only)."""

    viewer: Viewer
