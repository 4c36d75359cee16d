"""Addresses that keep the filters of a page and change one thing."""

from __future__ import annotations

from collections.abc import Collection

from django.http import QueryDict

from cbm_events.filters import EventFilter

FILTER_NAMES = frozenset(EventFilter.base_filters)


def filters_in(data: QueryDict, *, without: Collection[str] = ()) -> QueryDict:
    """The filters that are set, and nothing else."""
    kept = QueryDict(mutable=True)
    for name, values in data.lists():
        filled = [value for value in values if value]
        if name in FILTER_NAMES and name not in without and filled:
            kept.setlist(name, filled)
    return kept


def with_query(path: str, query: QueryDict, **values: object) -> str:
    """The path with these filters and further values."""
    full = query.copy()
    for name, value in values.items():
        full[name] = str(value)
    encoded = full.urlencode()
    return f"{path}?{encoded}" if encoded else path


def toggled(path: str, query: QueryDict, name: str, value: str) -> str:
    """The address with one value of a filter added, or taken away where it is set."""
    full = query.copy()
    values = full.getlist(name)
    full.setlist(name, [other for other in values if other != value] if value in values else [*values, value])
    return with_query(path, full)
