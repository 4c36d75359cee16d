"""A list walked in portions, so that the memory does not grow with it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from cbm_events.querysets import EventQuerySet

AT_ONCE = 500
# As the lists of the API: total, and the same on every database.
ORDER = ("sort_on", "public_id")


def portions(events: EventQuerySet) -> Iterator[list[int]]:
    """Primary keys in the order of the list, each portion from where the last one ended.

    An event that is moved to other days meanwhile may be met twice or not at all.
    """
    ordered = events.order_by(*ORDER)
    following = ordered
    while rows := list(following.values_list("pk", *ORDER)[:AT_ONCE]):
        yield [pk for pk, _day, _name in rows]
        _pk, day, name = rows[-1]
        following = ordered.filter(Q(sort_on__gt=day) | Q(sort_on=day, public_id__gt=name))
