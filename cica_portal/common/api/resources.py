"""What the API offers: each resource is a table of where its rows come from and how they are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django_filters import FilterSet

from cica_portal.common.api.serializers import API_PATH, Reading, RowSerializer
from cica_portal.common.viewer import ANONYMOUS, Viewer

Filters = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Related:
    """Rows that belong to a row and are written inside it: those that the viewer may see.

    Their column `of` names the owner by its column `owner`. Of a `column` only its value is written, of a `shape` all.
    """

    of: str
    rows: Callable[[Viewer, Filters], QuerySet[Any]]
    shape: type[RowSerializer] | None = None
    column: str = ""
    owner: str = "pk"
    related: Mapping[str, Related] = field(default_factory=dict)

    def by_owner(self, owners: Iterable[Any], viewer: Viewer, filters: Filters) -> dict[Any, list[Any]]:
        reading = self.shape.reading() if self.shape else Reading((self.column,), itemgetter(self.column))
        rows = self.rows(viewer, filters).filter(**{f"{self.of}__in": list(owners)})
        inner = {relation.owner for relation in self.related.values()}
        found = list(rows.values(*dict.fromkeys((self.of, *inner, *reading.columns))))
        fill_in(found, self.related, viewer, filters)
        groups: dict[Any, list[Any]] = defaultdict(list)
        for row in found:
            groups[row[self.of]].append(reading.read(row))
        return groups


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What of a row a client wants: these fields, or all if none is named, and these additions."""

    fields: frozenset[str] = frozenset()
    additions: frozenset[str] = frozenset()

    def of(self, names: Iterable[str], additions: Collection[str]) -> tuple[str, ...]:
        wanted = [name for name in names if name not in additions and (not self.fields or name in self.fields)]
        return (*wanted, *(name for name in additions if name in self.additions))


WHOLE = Selection()


@dataclass(frozen=True, kw_only=True)
class Resource:
    """`order` and then `key`, which is unique and public, put the rows in a total order.

    `additions` are related rows that are written only when they are asked for. `is_numbered` says that every change
    of the rows takes audience numbers.
    """

    name: str
    title: str | Promise
    about: str | Promise
    shape: type[RowSerializer]
    rows: Callable[[Viewer], QuerySet[Any]]
    order: str
    key: str = "public_id"
    filterset: type[FilterSet] | None = None
    related: Mapping[str, Related] = field(default_factory=dict)
    detail_shape: type[RowSerializer] | None = None
    detail_related: Mapping[str, Related] = field(default_factory=dict)
    additions: Mapping[str, Related] = field(default_factory=dict)
    is_numbered: bool = True

    @property
    def path(self) -> str:
        return f"{API_PATH}{self.name}/"

    @property
    def kind(self) -> str:
        """The name of its rows in history."""
        return str(self.rows(ANONYMOUS).model.record_kind)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names that a client may choose from."""
        shape = self.detail_shape or self.shape
        return tuple(name for name in shape.names() if name not in self.additions)

    def write_list(
        self, rows: QuerySet[Any], viewer: Viewer, filters: Filters, selection: Selection = WHOLE
    ) -> tuple[list[Any], list[Any]]:
        """The rows as they came from the database, and as they are written."""
        columns = (self.order, self.key)
        return self._write(rows, self.shape, self.related, columns, viewer, filters, selection)

    def write_one(self, rows: QuerySet[Any], viewer: Viewer, selection: Selection = WHOLE) -> Any | None:
        shape, related = self.detail_shape or self.shape, {**self.related, **self.detail_related}
        _found, written = self._write(rows, shape, related, (), viewer, {}, selection)
        return written[0] if written else None

    def _write(
        self,
        rows: QuerySet[Any],
        shape: type[RowSerializer],
        related: Mapping[str, Related],
        columns: Iterable[str],
        viewer: Viewer,
        filters: Filters,
        selection: Selection,
    ) -> tuple[list[Any], list[Any]]:
        reading = shape.reading(selection.of(shape.names(), self.additions))
        wanted = {name: item for name, item in {**related, **self.additions}.items() if name in reading.names}
        owners = [item.owner for item in wanted.values()]
        names = dict.fromkeys(("pk", *columns, *owners, *reading.columns))
        found = list(rows.prefetch_related(None).values(*names))
        fill_in(found, wanted, viewer, filters)
        return found, [reading.read(row) for row in found]


def fill_in(rows: list[dict[str, Any]], related: Mapping[str, Related], viewer: Viewer, filters: Filters) -> None:
    """Put the related rows into their owners, one query for each kind."""
    for name, relation in related.items():
        groups = relation.by_owner([row[relation.owner] for row in rows], viewer, filters) if rows else {}
        for row in rows:
            row[name] = groups.get(row[relation.owner], [])
