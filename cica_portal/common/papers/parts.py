"""The parts of a paper: text in one language, as it is to be read; what it looks like is left to the renderers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

# A number or a day stays one until it is rendered: XLSX keeps it, PDF and DOCX print it in the paper's language.
Value = str | int | float | date | datetime | None


class Orientation(StrEnum):
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class Size(StrEnum):
    A4 = "a4"
    A3 = "a3"


class Tone(StrEnum):
    BODY = "body"
    LEAD = "lead"
    NOTE = "note"
    # To the right, as the addressee or the place and day of a letter.
    ASIDE = "aside"
    CENTRED = "centred"


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    tone: Tone = Tone.BODY


@dataclass(frozen=True, slots=True)
class Column:
    """`share` is its part of the width beside the other columns' shares."""

    title: str
    share: float = 1
    align: Literal["left", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """The row of titles repeats on each page. `emphasised` names rows (from 0) that are totals or group heads.

    `grid` makes it a calendar: lines between the columns too, no row lower than these millimetres, and each line of a
    cell a paragraph. The formats without paper do not mind it.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    caption: str = ""
    emphasised: frozenset[int] = frozenset()
    grid: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG without scripts or outside references; `alternative` says in words what it shows."""

    svg: str
    alternative: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """A table of contents of the headings that follow."""

    title: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Part = Heading | Paragraph | Table | Picture | Contents | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """`footer` stands on each page beside its number. `created` is the moment that the file itself gives.

    `titled` is off for a letter: it begins without a title, which the file still gives. With a `cover` the title has a
    page of its own, without footer, and these lines at its foot.
    """

    title: str
    language: Literal["en", "ru"]
    parts: Sequence[Part]
    created: datetime
    subtitle: str = ""
    footer: str = ""
    size: Size = Size.A4
    orientation: Orientation = Orientation.PORTRAIT
    keywords: Sequence[str] = field(default=())
    titled: bool = True
    cover: Sequence[str] = field(default=())
