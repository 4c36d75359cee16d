"""Migrations: none is missing, none conflicts, and from zero they lead to the models as they are."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

OWN = ("common", "members", "councils", "cbm_events")


def test_no_migration_is_missing():
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changes = detector.changes(graph=loader.graph)
    missing = {
        label: [str(op) for migration in found for op in migration.operations] for label, found in changes.items()
    }
    assert {label: missing.get(label, []) for label in OWN} == {label: [] for label in OWN}


def test_no_migrations_conflict():
    assert MigrationLoader(None).detect_conflicts() == {}


@pytest.mark.both
@pytest.mark.django_db
def test_migrations_lead_from_zero_to_the_end():
    """The database of the tests was made by them."""
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.mark.parametrize("label", OWN)
def test_migrations_are_numbered_and_named(label: str):
    names = sorted(name for app, name in MigrationLoader(None).disk_migrations if app == label)
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    assert [name for name in names if re.search(r"_auto_|_and_more$", name)] == []


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("label", OWN)
def test_tables_have_the_columns_of_the_models(label: str):
    with connection.cursor() as cursor:
        for model in apps.get_app_config(label).get_models():
            stored = {
                column.name for column in connection.introspection.get_table_description(cursor, model._meta.db_table)
            }
            assert stored == {field.column for field in model._meta.concrete_fields}
