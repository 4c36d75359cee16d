"""What a report says, before anybody decides on which paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cbm_events.summaries.contents import Chapter, EventLine, FigureTable
from cica_portal.common.papers import Value


def none_listed() -> Iterable[EventLine]:
    return ()


@dataclass(frozen=True, slots=True)
class Report:
    """`key` names its files. `about` are the lines of its title page, each with its label.

    `listed` reads the events behind the figures once more for the files that hold them all. A report that is `signed`
    leaves room for it.
    """

    key: str
    title: str
    subtitle: str
    about: tuple[tuple[str, Value], ...]
    footer: str
    language: str
    as_of: datetime
    chapters: tuple[Chapter, ...]
    listed: Callable[[], Iterable[EventLine]] = none_listed
    signed: bool = False

    def tables(self) -> Iterator[FigureTable]:
        for chapter in self.chapters:
            yield from chapter.tables
