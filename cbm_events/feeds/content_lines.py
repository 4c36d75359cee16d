"""Content lines (RFC 5545, section 3.1): escaped, folded by octets, free of what a parser refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable

OCTETS = 75
BREAK = "\r\n"
# What some parser takes for the end of a line, beside CRLF.
LINE_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control characters, and halves of pairs that UTF-8 cannot write. A tab may stay.
UNWANTED = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
ESCAPED = re.compile(r"[\\;,]")
NOT_IN_PARAMETERS = re.compile(r'["\n]')


def clean(text: str) -> str:
    """The text with every line break as \\n, without control characters and space round it, which some drop anyway."""
    return UNWANTED.sub("", LINE_BREAKS.sub("\n", text)).strip()


def escaped(text: str) -> str:
    return ESCAPED.sub(r"\\\g<0>", clean(text)).replace("\n", r"\n")


def line(name: str, value: str) -> str:
    """A property whose value is no text: a date, an address, a word of the standard."""
    return folded(f"{name}:{UNWANTED.sub('', LINE_BREAKS.sub('', value))}")


def text_line(name: str, text: str, *, language: str = "") -> str:
    """Nothing for an empty text: a property without a value is an error to some."""
    if not clean(text):
        return ""
    tag = f";LANGUAGE={language}" if language else ""
    return folded(f"{name}{tag}:{escaped(text)}")


def list_line(name: str, texts: Iterable[str], *, language: str = "") -> str:
    tag = f";LANGUAGE={language}" if language else ""
    return folded(f"{name}{tag}:{','.join(map(escaped, texts))}")


def quoted(text: str) -> str:
    """The value of a parameter."""
    return f'"{NOT_IN_PARAMETERS.sub(" ", clean(text))}"'


def folded(content: str) -> str:
    """Lines of at most 75 octets, each valid UTF-8 by itself."""
    octets = content.encode()
    if len(octets) <= OCTETS:
        return content + BREAK
    parts, start, width = [], 0, OCTETS
    while len(octets) - start > width:
        end = place_to_fold(octets, start, start + width)
        parts.append(octets[start:end])
        start, width = end, OCTETS - 1
    parts.append(octets[start:])
    return b"\r\n ".join(parts).decode() + BREAK


def place_to_fold(octets: bytes, start: int, end: int) -> int:
    """Not inside a character nor an escape; nor before a space, which some parsers take for a part of the fold."""
    for place in range(end, start + 1, -1):
        if is_whole(octets, place) and octets[place] not in b" \t":
            return place
    return next(place for place in range(end, start, -1) if is_whole(octets, place))


def is_whole(octets: bytes, place: int) -> bool:
    if octets[place] & 0xC0 == 0x80:
        return False
    before = octets[max(0, place - OCTETS) : place]
    return (len(before) - len(before.rstrip(b"\\"))) % 2 == 0
