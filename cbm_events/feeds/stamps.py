"""When an event changed, as its reader may know it: from the numbers of his audience, not from the row."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import OuterRef, QuerySet, Subquery

from cbm_events.feeds.vevent import Stamp
from cbm_events.models import Event
from cbm_events.querysets import EventQuerySet
from cica_portal.common.audiences import Audience
from cica_portal.common.models import AudienceChange, Change


def numbers_of(audience: Audience) -> QuerySet[AudienceChange]:
    """The numbers that the event of an outer query has in the audience, the last first."""
    rows: QuerySet[AudienceChange] = AudienceChange.objects.filter(
        audience=audience, kind=Event.record_kind, subject_id=OuterRef("public_id")
    )
    return rows.order_by("-number")


def last_number(audience: Audience) -> Subquery:
    return Subquery(numbers_of(audience).values("number")[:1])


def with_stamps(events: EventQuerySet, audience: Audience) -> EventQuerySet:
    """Each event with `number`, `seen_since` and `seen_changed`; None if the audience was never given a number."""
    rows = numbers_of(audience)
    return events.annotate(
        number=last_number(audience),
        seen_since=Subquery(rows.order_by("number").values("at")[:1]),
        seen_changed=Subquery(rows.values("at")[:1]),
    )


def stamp_of(event: Event) -> Stamp:
    """Of an event `with_stamps`."""
    created = getattr(event, "seen_since", None) or event.created_at
    return Stamp(created, getattr(event, "seen_changed", None) or created)


def own_stamps(events: Collection[Event]) -> dict[int, Stamp]:
    """Of proposals that their own state sees, which have no number for it: from the changes that it may know of."""
    stamps = {event.public_id: [event.created_at] for event in events}
    for change in Change.objects.filter(kind=Event.record_kind, subject_id__in=stamps).order_by("id"):
        if not Event.internal.issuperset(change.fields):
            stamps[change.subject_id].append(change.at)
    return {event.pk: Stamp(stamps[event.public_id][0], stamps[event.public_id][-1]) for event in events}
