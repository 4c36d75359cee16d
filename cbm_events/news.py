"""What became of the events that a reader may see since a moment: new, moved, called off, on again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from cbm_events.models import Event
from cbm_events.notices.differences import (
    called_off,
    concerns_an_open_event,
    earlier_values,
    is_narrowing,
    is_news,
    told_values,
)
from cica_portal.common.audiences import visibilities_for
from cica_portal.common.models import Change
from cica_portal.common.viewer import Viewer


@dataclass
class News:
    """Each event stands in one of the lists, in the order of their days."""

    new: list[Event] = field(default_factory=list)
    moved: list[Event] = field(default_factory=list)
    closer_known: list[Event] = field(default_factory=list)
    called_off: list[Event] = field(default_factory=list)
    on_again: list[Event] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(map(len, (self.new, self.moved, self.closer_known, self.called_off, self.on_again)))


def news_since(moment: datetime, *, viewer: Viewer, today: date) -> News:
    changes = changes_by_event(moment, viewer)
    opened = opened_since(moment, viewer)
    seen = Event.objects.visible_to(viewer).filter(public_id__in=changes.keys() | opened).with_parties()
    found = News()
    for event in seen.in_order():
        if event.public_id in opened:
            if event.latest is None or event.latest >= today:
                found.new.append(event)
        else:
            _sort_in(event, changes[event.public_id], found, today)
    return found


def changes_by_event(moment: datetime, viewer: Viewer) -> dict[str, list[Change]]:
    """The latest first, as far as the reader saw both sides."""
    found: dict[str, list[Change]] = defaultdict(list)
    for change in Change.objects.visible_to(viewer).filter(kind=Event.record_kind, at__gt=moment).order_by("-id"):
        found[change.subject_id].append(change)
    return found


def opened_since(moment: datetime, viewer: Viewer) -> set[str]:
    """Events that were entered, or opened to the reader's circle. Asked of all changes: who sees the event now
    may know that it was not there before."""
    mine = visibilities_for(viewer.audience)
    changes = Change.objects.filter(kind=Event.record_kind, at__gt=moment, after__has_key="visibility")
    return {
        change.subject_id
        for change in changes
        if change.after["visibility"] in mine and change.before.get("visibility") not in mine
    }


def _sort_in(event: Event, changes: list[Change], found: News, today: date) -> None:
    before, after = earlier_values(event, changes), told_values(event)
    if not (concerns_an_open_event(before, after, today=today) and is_news(before, after)):
        return
    if called_off(after) != called_off(before):
        group = found.called_off if called_off(after) else found.on_again
    else:
        group = found.closer_known if is_narrowing(before, after) else found.moved
    group.append(event)
