"""How a database rule is tested: people read its message, and a write beside the services is refused too."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction


@dataclass(frozen=True)
class Case:
    """`build` gives a row, not stored, that breaks this rule and no other; `message` is "" where no form leads."""

    rule: str
    message: str
    build: Callable[[], models.Model]

    def __str__(self) -> str:
        return self.rule


def each(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=str)


def with_message(cases: list[Case]) -> pytest.MarkDecorator:
    return each([case for case in cases if case.message])


def assert_says(case: Case) -> None:
    row = case.build()
    with pytest.raises(ValidationError) as refused:
        row.validate_constraints()
    assert refused.value.messages == [case.message]


def assert_refused_by_database(case: Case) -> None:
    row = case.build()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row)._base_manager.bulk_create([row])
