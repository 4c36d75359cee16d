"""How much room text takes, guessed on the safe side: the fonts are the reader's."""

from __future__ import annotations

from collections.abc import Sequence

NARROW, WIDE = 0.56, 0.68


def width_of(text: str, size: float) -> float:
    return size * sum(NARROW if char.isascii() and not char.isupper() else WIDE for char in text)


def lines_of(text: str, size: float, room: float) -> Sequence[str]:
    """The words in lines no longer than the room; a word alone may be."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines or [""]
