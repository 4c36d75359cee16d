"""Rules that the database keeps of files on their way in."""

import pytest

from cbm_events.models import ImportRow, ImportRun
from tests import factories
from tests.constraints import Case, assert_refused_by_database, each

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def row_again() -> ImportRow:
    run = ImportRun.objects.create(
        author=factories.make_user(), file_name="plan.csv", digest="a" * 64, size=1, created_at=factories.NOW,
        expires_at=factories.NOW,
    )  # fmt: skip
    values = {"run": run, "sheet": 0, "number": 1, "cells": ["Title"]}
    ImportRow.objects.create(**values)
    return ImportRow(**values)


CASES = [Case("import_row_once", "", row_again)]


@each(CASES)
def test_rule_is_kept_by_the_database(case: Case):
    assert_refused_by_database(case)
