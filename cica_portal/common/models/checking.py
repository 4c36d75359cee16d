"""The rules of a row judged in memory: what `full_clean` says, without a query for each rule and relation.

Whether the rows that it points to are there, and whether others have its unique values, is left to the caller and
to the database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Q

# What a comparison says: None is SQL's "unknown".
Truth = bool | None
Judge = Callable[[models.Model], Truth]


@dataclass(frozen=True)
class Rule:
    """A check constraint, the names of the fields that it reads, and what it says of a row."""

    constraint: CheckConstraint
    fields: frozenset[str]
    judge: Judge


def check_row(row: models.Model, *, exclude: Collection[str] = ()) -> None:
    """Raises ValidationError with everything that is wrong, as `full_clean` does."""
    relations = {field.name for field in row._meta.concrete_fields if field.is_relation}
    errors: dict[str, Any] = {}
    for check in (lambda: row.clean_fields(exclude={*exclude, *relations}), row.clean):
        _collect(check, errors)
    for rule in broken_rules(row, without={*exclude, *errors}):
        words, code = rule.constraint.get_violation_error_message(), rule.constraint.violation_error_code
        errors = ValidationError(words, code=code).update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def _collect(check: Callable[[], None], errors: dict[str, Any]) -> None:
    try:
        check()
    except ValidationError as error:
        error.update_error_dict(errors)


def broken_rules(row: models.Model, *, without: Collection[str] = ()) -> Iterator[Rule]:
    """What the database would not let pass, but for the rules that read one of these fields."""
    for rule in _rules_of(type(row)):
        if rule.fields.isdisjoint(without) and rule.judge(row) is False:
            yield rule


@cache
def _rules_of(model: type[models.Model]) -> list[Rule]:
    return [
        Rule(constraint, frozenset(_names_in(constraint.condition)), _judge(constraint.condition, model))
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint) and isinstance(constraint.condition, Q)
    ]


def _names_in(condition: Q) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _names_in(child)
            continue
        name, value = cast(tuple[str, Any], child)
        yield name.partition("__")[0]
        if isinstance(value, F):
            yield _name_in(value)


def _name_in(reference: Any) -> str:
    """Which field an F() means."""
    return str(reference.name)


def _judge(node: Any, model: type[models.Model], *, negated: bool = False) -> Judge:
    """The condition as a function of a row."""
    if not isinstance(node, Q):
        compare = _comparison(node[0], node[1], model)
        # Django writes NOT (x = y AND x IS NOT NULL).
        return (lambda row: compare(row) or False) if negated else compare
    inside = [_judge(child, model, negated=negated ^ node.negated) for child in node.children]
    decisive = node.connector == Q.OR

    def judge(row: models.Model) -> Truth:
        found: Truth = not decisive
        for one in inside:
            truth = one(row)
            if truth is decisive:
                found = decisive
                break
            found = None if truth is None else found
        return found if found is None or not node.negated else not found

    return judge


def _comparison(name: str, value: Any, model: type[models.Model]) -> Judge:
    field, _separator, lookup = name.partition("__")
    mine = _attribute(model, field)
    if lookup == "isnull" or value is None:
        wanted = value is None or value
        return lambda row: (getattr(row, mine) is None) == wanted
    holds, other = LOOKUPS[lookup], _attribute(model, _name_in(value)) if isinstance(value, F) else ""

    def compare(row: models.Model) -> Truth:
        left, right = getattr(row, mine), getattr(row, other) if other else value
        return None if left is None or right is None else bool(holds(left, right))

    return compare


def _attribute(model: type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).attname)  # type: ignore[union-attr]


LOOKUPS: dict[str, Callable[[Any, Any], Any]] = {
    "": lambda mine, other: mine == other,
    "exact": lambda mine, other: mine == other,
    "in": lambda mine, others: mine in others,
    "gt": lambda mine, other: mine > other,
    "gte": lambda mine, other: mine >= other,
    "lt": lambda mine, other: mine < other,
    "lte": lambda mine, other: mine <= other,
}
