"""What a mail says, or why it has nothing to say any more."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.module_loading import import_string

from cica_portal.common.mailing.registry import kind_of
from cica_portal.common.models import Delivery, Mail

LeftOut = Mapping[int, tuple[Delivery.State, str]]
Words = Callable[[str], Mapping[str, Any]]


def nothing_of_its_own(language: str) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """What a mail says to the reader's calendar (RFC 6047): the method and the file."""

    method: str
    content: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a mail says: the words of its templates in a language, asked for while that language is active.

    `headers` go with the message as they are; what they hold is made by the portal, never typed by people.
    `left_out` names deliveries of the mail that no longer hold, each with its new state and the reason.
    Letters read together that have the same `key` say the same but for `own`, plain words of this mail alone:
    they are rendered once.
    """

    words: Words
    own: Callable[[str], Mapping[str, str]] = nothing_of_its_own
    key: Hashable = None
    headers: Mapping[str, str] = field(default_factory=dict)
    left_out: LeftOut = field(default_factory=dict)
    calendar: Calendar | None = None


class Withdrawn(Exception):
    """The mail has lost its purpose since it was queued."""

    def __init__(self, reason: str, left_out: LeftOut | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.left_out: LeftOut = left_out or {}


Writer = Callable[[Mail], Letter]


def writer_for(template: str, mails: Sequence[Mail], *, at: datetime) -> Writer:
    """How to write these mails, which are of one kind, from the rows as they are now.

    The writer raises Withdrawn for a mail that has nothing to say any more.
    """
    kind = kind_of(template)
    if kind.reader:
        writer: Writer = import_string(kind.reader)(mails, at=at)
        return writer
    return partial(import_string(kind.builder), at=at)


def build_letter(mail: Mail, *, at: datetime) -> Letter:
    """One mail by itself. Raises Withdrawn when there is nothing to say any more."""
    return writer_for(mail.template, [mail], at=at)(mail)
