"""What a template of a letter may leave open: a closed list, each name with the words for people."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PLACEHOLDERS: Mapping[str, Any] = {
    "ministry": _("the Ministry or Ministries of Foreign Affairs, as the sentence needs it"),
    "addressee": _("the state by its long name, or the states, as the sentence needs it"),
    "event": _("title of the event"),
    "kind": _("kind of event"),
    "dates": _("dates, as precisely as they are known"),
    "earlier_dates": _("the dates before the last change"),
    "times": _("opening and closing, with the time zone"),
    "place": _("venue, city and country"),
    "mode": _("in person, online or both"),
    "organisers": _("organisers and co-organisers with their capacity"),
    "deadline": _("deadline for nominations"),
}
NAMED = re.compile(r"\{([^{}\n]*)\}")


def placeholders_in(text: str) -> list[str]:
    """The names between braces, in their order."""
    return NAMED.findall(text)


def validate_placeholders(text: str, among: Collection[str] = tuple(PLACEHOLDERS)) -> None:
    """Refuse a name that is not in the list, and a brace without its other one."""
    for name in placeholders_in(text):
        if name not in among:
            raise ValidationError(_unknown(name, among), code="placeholder")
    if {"{", "}"} & set(NAMED.sub("", text)):
        raise ValidationError(_("Write a placeholder between two braces, like {event}."), code="braces")


def _unknown(name: str, among: Collection[str]) -> Any:
    near = get_close_matches(name, among, n=1)
    if near:
        message = _("There is no placeholder {%(name)s}. Did you mean {%(near)s}?")
        return message % {"name": name[:40], "near": near[0]}
    return _("There is no placeholder {%(name)s}. Choose one from the list.") % {"name": name[:40]}


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with these words in place of the names."""
    return NAMED.sub(lambda found: words[found[1]], text)
