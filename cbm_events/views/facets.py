"""How many events each value of a filter would show, from one query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext as _

from cbm_events.filters import GOVERNING_BODIES, NO_DIMENSION, EventFilter, dimension_choices
from cbm_events.models import Kind, Status
from cbm_events.models.choices import STATUTORY_KINDS
from cbm_events.views.addresses import toggled

COUNTED = ("dimension", "status", "kind")
Row = dict[str, Any]


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    is_chosen: bool
    url: str

    @property
    def key(self) -> str:
        """How stylesheets know a dimension."""
        return self.value.lower()


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    values: list[FacetValue]


@dataclass(frozen=True)
class Facets:
    total: int
    facets: list[Facet]


def count_facets(events: EventFilter, *, path: str, query: QueryDict) -> Facets:
    """Each count heeds the other filters but not its own, so that it says what a click would show."""
    rows = _combinations(events)
    chosen = {name: set(events.form.cleaned_data.get(name) or ()) for name in COUNTED}
    facets = []
    for name, label, choices in _choices():
        counts = _counts(rows, name, chosen)
        values = [
            FacetValue(value, str(words), counts[value], value in chosen[name], toggled(path, query, name, value))
            for value, words in choices
            if counts[value] or value in chosen[name]
        ]
        facets.append(Facet(name, label, values))
    return Facets(sum(row["count"] for row in rows if _passes(row, chosen, COUNTED)), facets)


def _choices() -> list[tuple[str, str, list[tuple[str, Any]]]]:
    return [
        ("dimension", _("Dimension"), dimension_choices()),
        ("status", _("Status"), Status.choices),
        ("kind", _("Kind of event"), Kind.choices),
    ]


def _combinations(events: EventFilter) -> list[Row]:
    rows = events.without(*COUNTED).order_by().values("dimension__code", "status", "kind")
    return [row | {"dimension": _dimension_value(row)} for row in rows.annotate(count=Count("pk"))]


def _dimension_value(row: Row) -> str:
    return row["dimension__code"] or (GOVERNING_BODIES if row["kind"] in STATUTORY_KINDS else NO_DIMENSION)


def _counts(rows: Iterable[Row], name: str, chosen: dict[str, set[str]]) -> Counter[str]:
    others = [other for other in COUNTED if other != name]
    counts: Counter[str] = Counter()
    for row in rows:
        if _passes(row, chosen, others):
            counts[row[name]] += row["count"]
    return counts


def _passes(row: Row, chosen: dict[str, set[str]], names: Iterable[str]) -> bool:
    return all(not chosen[name] or row[name] in chosen[name] for name in names)
