"""Events written once and kept. A sweep writes them, so that neither a page nor a save waits for it.

A reader takes what is kept if it is of the event's last change that the audience could see, and writes the rest
for himself. What is kept can be dropped at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import F, FilteredRelation, Max, Q

from cbm_events.feeds.selection import window_of
from cbm_events.feeds.stamps import last_number, own_stamps, stamp_of, with_stamps
from cbm_events.feeds.vevent import write_event
from cbm_events.models import Event, EventRendering
from cbm_events.querysets import EventQuerySet
from cica_portal.common.audiences import Audience, visibilities_for
from cica_portal.common.models import AudienceChange
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from councils.models import Council
from members.models import Dimension, ExternalParty, MemberState, PriorityArea, User

# Raise it when the same event is to be written in another way.
RENDERER = 1
NAMED = (MemberState, Dimension, PriorityArea, Council, ExternalParty)
# The Secretariat's few readers are written for when they ask.
KEPT_FOR = (Audience.PUBLIC, Audience.MEMBER_STATES)
LANGUAGES: tuple[str, ...] = tuple(User.Language.values)
AT_ONCE = 500


def current_edition() -> str:
    """What the words come from beside the event: this program, the portal's address, names of states and bodies."""
    kinds = [model.record_kind for model in NAMED]
    names = AudienceChange.objects.filter(audience=Audience.PUBLIC, kind__in=kinds).aggregate(last=Max("number"))
    parts = (RENDERER, settings.PORTAL_URL, names["last"])
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:16]


def with_renderings(events: EventQuerySet, audience: Audience, language: str, edition: str) -> EventQuerySet:
    """Each event with `number`, and with what is kept of it: `kept_number` and `kept_text`, or None."""
    condition = Q(renderings__audience=audience, renderings__language=language, renderings__edition=edition)
    return events.annotate(
        kept=FilteredRelation("renderings", condition=condition),
        kept_number=F("kept__number"),
        kept_text=F("kept__text"),
        number=last_number(audience),
    )


def write_events(pks: Collection[int], viewer: Viewer, language: str) -> dict[int, str]:
    """These events, which the viewer sees, written now; by primary key."""
    rows = list(with_stamps(Event.objects.filter(pk__in=pks), viewer.audience).with_parties())
    shown = visibilities_for(viewer.audience)
    own = own_stamps([event for event in rows if event.visibility not in shown])
    return {event.pk: write_event(event, own.get(event.pk) or stamp_of(event), language) for event in rows}


def keep_renderings(*, now: datetime) -> int:
    """Write the events of the usual window that have changed since; returns how many."""
    drop_hidden()
    window, edition = window_of(today_in(SECRETARIAT_ZONE, now)), current_edition()
    written = 0
    for audience in KEPT_FOR:
        seen = Event.objects.visible_to(Viewer(audience)).overlapping(window.first, window.last)
        for language in LANGUAGES:
            stale = stale_in(with_renderings(seen, audience, language, edition))
            for pks in in_portions(list(stale)):
                written += keep(pks, audience, language, edition)
    return written


def stale_in(events: EventQuerySet) -> Iterator[int]:
    rows = events.order_by("pk").values_list("pk", "number", "kept_number")
    return (pk for pk, number, kept in rows if kept is None or kept != (number or 0))


def keep(pks: Collection[int], audience: Audience, language: str, edition: str) -> int:
    """The number is read with the event or before its parties: a text may be newer than it says, never older."""
    events = with_stamps(Event.objects.filter(pk__in=pks), audience).with_parties()
    rows = [
        EventRendering(
            event=event, audience=audience, language=language, edition=edition, number=event.number or 0,
            text=write_event(event, stamp_of(event), language),
        )
        for event in events
    ]  # fmt: skip
    EventRendering.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["event", "audience", "language"],
        update_fields=["edition", "number", "text"],
    )
    return len(rows)


def drop_hidden() -> None:
    for audience in KEPT_FOR:
        kept = EventRendering.objects.filter(audience=audience)
        kept.exclude(event__visibility__in=visibilities_for(audience)).delete()


def in_portions(pks: list[int]) -> Iterator[list[int]]:
    return (pks[start : start + AT_ONCE] for start in range(0, len(pks), AT_ONCE))
