"""Sources in the cells of a paper, where an address has no room: its site stands for it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

PARTED = re.compile(r" ?; ")


def cited(sources: str) -> str:
    return "; ".join(dict.fromkeys(one(source.strip()) for source in PARTED.split(sources)))


def one(source: str) -> str:
    if not source.startswith(("https://", "http://")):
        return source
    return (urlsplit(source).hostname or source).removeprefix("www.")
