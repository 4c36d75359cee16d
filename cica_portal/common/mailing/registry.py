"""The kinds of mail. An app above registers its own when it starts; the ground knows none of them.

The builder of a kind is named by its dotted path, takes the claimed Mail and the time, and returns a
Letter. It reads the rows as they are at that moment, so nothing in a mail is older than its sending.
A kind of which many leave at once names a reader instead: it takes all claimed mails of the kind and
the time, reads their rows together, and returns the function that writes the Letter of each.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`repeat_when_unknown`: one more try, with the same Message-ID, when the server did not answer at the end."""

    builder: str
    reader: str
    repeat_when_unknown: bool


kinds: dict[str, Kind] = {}


def register(template: str, *, builder: str = "", reader: str = "", repeat_when_unknown: bool = False) -> None:
    """Announce a kind of mail; its templates are email/<template>.html, .txt and _subject.txt."""
    kinds[template] = Kind(builder=builder, reader=reader, repeat_when_unknown=repeat_when_unknown)


def kind_of(template: str) -> Kind:
    return kinds[template]
