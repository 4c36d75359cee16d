"""What people edit is written with its history: no page, form, administration, API or task writes past the services."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.functional import Promise

from cica_portal.common.admin import ReadOnlyAdmin, RecordedAdmin, site
from cica_portal.common.audit.kinds import particular
from cica_portal.common.audit.wording import LABELS, field_of
from cica_portal.common.models import Recorded
from tests.contracts.source import APPS, calls_of, findings, functions_of, python_files

WRITES = {"save", "bulk_create", "bulk_update", "delete", "update_or_create", "get_or_create"}
WRITES_OF_A_MANAGER = {"create", "update"}
EVERY_WRITE = WRITES | WRITES_OF_A_MANAGER
INTERFACES = {"views", "api", "admin", "forms", "filters", "tasks", "management", "middleware", "templatetags", "home"}
# Whoever writes in a layer of interfaces says here why: each stands inside a batch of the history.
ALLOWED = {
    "cbm_events/api/entries.py": "texts of the list, which can be dropped at any time",
    "cica_portal/common/api/once.py": "receipts of requests, of which there is no history",
    "cica_portal/common/admin.py": "one page, one act: the row and its inlines",
    "members/views/account_factors.py": "the second factor that allauth has just stored",
}
HISTORY_WRITERS = {
    "cica_portal/common/history.py": {"bulk_create"},
    "cica_portal/common/audit/pseudonyms.py": {"bulk_update"},
}
SOURCES = python_files(*APPS)
RECORDED = [model for model in apps.get_models() if issubclass(model, Recorded)]


def is_interface(path: Path) -> bool:
    return bool(INTERFACES & {path.stem, *(parent.name for parent in path.parents)})


def writes_in(path: Path) -> list[str]:
    return [ast.unparse(call) for call in calls_of(path) if is_write(call)]


def is_write(call: ast.Call) -> bool:
    owner, _dot, name = ast.unparse(call.func).rpartition(".")
    is_of_manager = ".objects" in owner or "_manager" in owner or owner.endswith(")")
    return bool(owner) and (name in WRITES or (name in WRITES_OF_A_MANAGER and is_of_manager))


def test_interfaces_write_through_services():
    found = findings([path for path in SOURCES if is_interface(path)], writes_in)
    assert found.keys() == ALLOWED.keys()


def test_rows_are_saved_inside_a_batch():
    """Where a row is saved, the history has been told or is being told."""

    def alone(path: Path) -> list[str]:
        saving = [function for function in functions_of(path) if any(is_save(node) for node in ast.walk(function))]
        return [function.name for function in saving if "batch" not in ast.unparse(function)]

    # A paper saves files, not rows.
    rows = [path for path in SOURCES if "papers" not in path.parts]
    assert findings(rows, alone) == {}


def is_save(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "save":
        return False
    return ast.unparse(node.func) != "history.save" and {word.arg for word in node.keywords} != {"commit"}


def test_history_is_written_in_two_places_only():
    def writes(path: Path) -> set[str]:
        calls = [call for call in calls_of(path) if ast.unparse(call.func).startswith("Change.objects.")]
        return {name for call in calls if (name := ast.unparse(call.func).rpartition(".")[2]) in EVERY_WRITE}

    assert findings(SOURCES, writes) == HISTORY_WRITERS


@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model.__name__)
def test_administration_writes_through_the_history(model: type[Recorded]):
    own = site._registry.get(model)
    assert own is None or isinstance(own, RecordedAdmin | ReadOnlyAdmin)


def test_administration_has_no_way_round_the_history():
    """Neither bulk actions nor deletion, nor models that are not recorded but can be changed."""
    changing = {model: own for model, own in site._registry.items() if not isinstance(own, ReadOnlyAdmin)}
    assert [model.__name__ for model in changing if not issubclass(model, Recorded)] == []
    assert [model.__name__ for model, own in changing.items() if own.actions is not None] == []


@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model.__name__)
def test_log_has_words_for_the_kind(model: type[Recorded]):
    """Labels that can be translated, of the kind and of each of its fields."""
    assert isinstance(model._meta.verbose_name, Promise)
    fields = {name: field_of(model.record_kind, name) for name in model.tracked}
    plain = [name for name, field in fields.items() if not field.is_relation and name not in LABELS]
    assert [name for name in plain if not isinstance(fields[name].verbose_name, Promise)] == []


def test_announced_kinds_exist():
    assert set(particular()) - {model.record_kind for model in RECORDED} == set()
