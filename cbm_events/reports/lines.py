"""Events as the lines of a report, in the language that is active."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from cbm_events.models import Event
from cbm_events.plans.texts import organising_roles
from cbm_events.querysets import EventQuerySet
from cbm_events.summaries.contents import Chapter, EventLine
from cica_portal.common.date_words import page_language
from cica_portal.common.fuzzy import Precision
from cica_portal.common.text import pick

INFERRED = "inferred"
# In a chapter; the files of events hold them all.
MOST_EVENTS = 300


def dated(events: EventQuerySet) -> list[Event]:
    """With their parties, by day; without those that have no date yet."""
    return list(events.exclude(earliest=None).with_parties().in_order())


def counted(event: Event) -> str:
    return ""


def events_chapter(
    key: str, title: str, events: Sequence[Event], narrative: str = "", *, why: Callable[[Event], str] = counted
) -> Chapter:
    lines = lines_of(events[:MOST_EVENTS], why)
    return Chapter(key, title, narrative, events=lines, more=max(len(events) - MOST_EVENTS, 0))


def lines_of(events: Iterable[Event], why: Callable[[Event], str] = counted) -> tuple[EventLine, ...]:
    return tuple(line_of(event, why(event)) for event in events)


def line_of(event: Event, why: str = "") -> EventLine:
    """An event with a date and its parties."""
    assert event.earliest
    assert event.latest
    title, language = pick(page_language(), event.title_en, event.title_ru)
    return EventLine(
        public_id=event.public_id,
        title=title,
        language=language,
        when=event.when(page_language()),
        earliest=event.earliest,
        latest=event.latest,
        precision=Precision(event.precision),
        status=str(event.get_status_display()),
        dimension=event.dimension.name if event.dimension else "",
        area=event.area.name if event.area else "",
        kind=str(event.get_kind_display()),
        mode=str(event.get_mode_display()) if event.mode else "",
        city=event.city,
        organisers=tuple(sorted({role.party_name for role in organising_roles(event)})),
        why=why,
        dimension_code=event.dimension.code if event.dimension else "",
        inferred=tuple(sorted(name for name, basis in event.basis.items() if basis == INFERRED)),
    )
