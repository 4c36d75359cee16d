"""Events written once for lists of the API and kept. A sweep writes them, so that no reader and no save waits for it.

A list takes what is kept if it is of the event's last change that the audience could see, and writes the rest itself.
What is kept can be dropped at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from cbm_events.api.resources import EVENTS
from cbm_events.feeds.stamps import last_number
from cbm_events.models import Event, EventEntry
from cica_portal.common.api.etags import RENDERER_VERSION, last_change
from cica_portal.common.api.kept import Kept
from cica_portal.common.api.renderers import to_json
from cica_portal.common.audiences import Audience, visibilities_for
from cica_portal.common.memory import answers
from cica_portal.common.viewer import Viewer
from councils.models import Council
from members.models import Dimension, ExternalParty, MemberState, PriorityArea

# Rows whose codes and names an event is written with.
NAMED = (MemberState, Dimension, PriorityArea, Council, ExternalParty)
# The Secretariat's few readers see replies of states too; for them it is written when they ask.
KEPT_FOR = (Audience.PUBLIC, Audience.MEMBER_STATES)
KINDS = [model.record_kind for model in NAMED]
AT_ONCE = 500
SWEPT = "api:entries-swept"


def current_edition() -> str:
    """What an entry comes from beside the event: this program, the portal's address, codes of states and bodies."""
    with connection.cursor() as cursor:
        # The sum keeps PostgreSQL from walking back through all numbers.
        cursor.execute(
            "SELECT max(number + 0) FROM common_audiencechange WHERE audience = %s AND kind IN (%s, %s, %s, %s, %s)",
            [Audience.PUBLIC.value, *KINDS],
        )
        last = cursor.fetchone()[0]
    parts = (RENDERER_VERSION, settings.PORTAL_URL, last)
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:16]


def edition_at(audience: Audience, number: int) -> str:
    """A name that changes takes a number of every audience: while that is the same, so is the edition."""
    key = ("edition of entries", audience, number)
    edition: str = answers.get(key) or current_edition()
    answers.put(key, edition, octets=len(edition))
    return edition


def with_entries(events: QuerySet[Any], audience: Audience, edition: str) -> QuerySet[Any]:
    """Each with `kept_text`: null where nothing is kept, or not of its last change."""
    kept_text = RawSQL(
        """(
            SELECT entry.text FROM cbm_events_evententry entry
            WHERE entry.event_id = cbm_events_event.id AND entry.audience = %s AND entry.edition = %s
            AND entry.number = coalesce((
                SELECT max(told.number) FROM common_audiencechange told WHERE told.audience = entry.audience
                AND told.kind = 'event' AND told.subject_id = cbm_events_event.public_id
            ), 0)
        )""",
        [audience.value, edition],
    )
    return events.annotate(kept_text=kept_text)


def keep_entries() -> int:
    """Write the events that have changed since; returns how many."""
    return sum(keep_for(audience) for audience in KEPT_FOR)


def keep_for(audience: Audience) -> int:
    """If nothing has changed since the last sweep, nothing is looked at."""
    edition = current_edition()
    state = [last_change(audience).number, edition]
    if cache.get(f"{SWEPT}:{audience}") == state:
        return 0
    EventEntry.objects.filter(audience=audience).exclude(event__visibility__in=visibilities_for(audience)).delete()
    stale = list(stale_for(audience, edition))
    for start in range(0, len(stale), AT_ONCE):
        keep(stale[start : start + AT_ONCE], audience, edition=edition)
    cache.set(f"{SWEPT}:{audience}", state, timeout=3600)
    return len(stale)


def stale_for(audience: Audience, edition: str) -> Iterator[int]:
    events = with_entries(Event.objects.visible_to(Viewer(audience)), audience, edition)
    rows: Iterator[int] = events.filter(kept_text=None).order_by("pk").values_list("pk", flat=True).iterator()
    return rows


def keep(pks: Collection[int], audience: Audience, *, edition: str) -> None:
    """Numbers are read before the events: a text may be newer than it says, never older."""
    events: QuerySet[Any] = Event.objects.filter(pk__in=pks)
    numbers = dict(events.annotate(number=last_number(audience)).values_list("pk", "number"))
    found, written = EVENTS.write_list(EVENTS.rows(Viewer(audience)).filter(pk__in=pks), Viewer(audience), {})
    entries = [
        EventEntry(
            event_id=row["pk"], audience=audience, edition=edition, number=numbers[row["pk"]] or 0,
            text=to_json(entry).decode(),
        )
        for row, entry in zip(found, written, strict=True)
    ]  # fmt: skip
    EventEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["event", "audience"],
        update_fields=["edition", "number", "text"],
    )


def rows_with_entries(viewer: Viewer, number: int) -> QuerySet[Any]:
    return with_entries(Event.objects.visible_to(viewer), viewer.audience, edition_at(viewer.audience, number))


KEPT = Kept(audiences=frozenset(KEPT_FOR), rows=rows_with_entries)


def texts_of(pks: Collection[int], viewer: Viewer) -> list[bytes]:
    """These events as the list of the API gives them, in its order."""
    if not KEPT.serves(viewer):
        rows = EVENTS.rows(viewer).filter(pk__in=pks).order_by(EVENTS.order, EVENTS.key)
        return [to_json(entry) for entry in EVENTS.write_list(rows, viewer, {})[1]]
    kept = KEPT.rows(viewer, last_change(viewer.audience).number).filter(pk__in=pks)
    _found, texts = KEPT.write_list(EVENTS, kept.order_by(EVENTS.order, EVENTS.key), viewer)
    return [text for text in texts if text]
