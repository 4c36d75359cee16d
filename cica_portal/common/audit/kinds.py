"""What the log knows of each kind of record.

Every Recorded model is in the log by itself. What is particular to a kind stands in a table of its app,
which the app announces when it starts; the ground knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cica_portal.common.access import Predicate, is_administrator, is_secretariat
from cica_portal.common.audit.tables import announced
from cica_portal.common.models import Recorded
from cica_portal.common.viewer import Viewer

ELSEWHERE = _("This is put right on its own page, not from the log.")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`page`: name of the address that takes the identifier. `related`: what a row's own words read.

    `words` puts a stored value into words, or returns None for the usual ones; it takes the field's name, the value
    and the Subjects of the page. Without `undoer` changes are not undone from the log; `own_way` says why.
    """

    name: str
    page: str = ""
    related: tuple[str, ...] = ()
    words: Callable[[str, Any, Any], str | None] | None = None
    undoer: Callable[[str], Any] | None = None
    own_way: str | Promise = ELSEWHERE
    seen_by: Predicate = is_secretariat
    undone_by: Predicate = is_administrator


@cache
def particular() -> dict[str, Kind]:
    """The kinds that the apps have announced."""
    return {kind.name: kind for path in announced for kind in import_string(path)}


def kind_of(name: str) -> Kind:
    return particular().get(name) or Kind(name=name)


@cache
def recorded_models() -> dict[str, type[Recorded]]:
    """The models that are recorded, by the word that history has for them."""
    return {model.record_kind: model for model in apps.get_models() if issubclass(model, Recorded)}


def label_of(name: str) -> str:
    """ "Member state"; a kind that is no longer there keeps its word."""
    model = recorded_models().get(name)
    return capfirst(str(model._meta.verbose_name)) if model else name


def names_of(name: str) -> tuple[Any, Any]:
    """One and many of a kind, in lower case."""
    model = recorded_models().get(name)
    return (model._meta.verbose_name, model._meta.verbose_name_plural) if model else (name, name)


def hidden_from(viewer: Viewer) -> list[str]:
    """Kinds whose changes somebody of the Secretariat does not see."""
    return sorted(name for name, kind in particular().items() if not kind.seen_by(viewer, None))


def may_undo(viewer: Viewer, names: Iterable[str]) -> bool:
    """Whether the viewer may undo changes of all these kinds."""
    return all(kind_of(name).undone_by(viewer, None) for name in names)
