"""docs/permissions.md says what the tables of rules say."""

import pytest
from django.core.management import call_command

from cica_portal.home.management.commands import permissions_table
from cica_portal.home.permission_tables import (
    permissions_page,
    roles,
    rules_by_app,
    summary_of,
    visibility_words,
    visible_models,
)
from tests.cast import ROLES

TABLES = [(config.label, rules) for config, rules in rules_by_app()]


def test_page_is_the_generated_one():
    """After a change of rules: manage.py permissions_table."""
    assert permissions_table.PATH.read_text(encoding="utf-8") == permissions_page()


def test_every_app_has_its_table():
    assert sorted(label for label, _rules in TABLES) == ["cbm_events", "common", "councils", "members"]


@pytest.mark.parametrize(("label", "rules"), TABLES)
def test_every_rule_is_in_words(label: str, rules):
    assert {action: rule for action, rule in rules.items() if not summary_of(rule).endswith(".")} == {}


@pytest.mark.parametrize("model", visible_models(), ids=lambda model: model.__name__)
def test_who_sees_rows_is_in_words(model):
    assert visibility_words(model).endswith(".")


def test_roles_are_those_of_the_cast():
    assert set(roles()) == set(ROLES) - {"other_liaison"}


def test_command_writes_the_page(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(permissions_table, "PATH", tmp_path / "permissions.md")
    call_command("permissions_table")
    assert (tmp_path / "permissions.md").read_text(encoding="utf-8") == permissions_page()


@pytest.mark.parametrize(
    "line",
    [
        "| see log | – | – | – | yes | yes | yes | Anybody of the Secretariat. |",
        "| undo event | – | – | – | – | yes | yes | An editor or an administrator of the Secretariat. |",
        "| edit proposal | – | – | own | – | – | – | A liaison of the state whose row it is. |",
        "| Member states | – | yes | yes |",
        "| Invitations | All of them, for administrators only. |",
        "| Changes | Changes of which the viewer's audience saw both sides. |",
    ],
)
def test_some_lines_by_hand(line: str):
    assert line in permissions_page().splitlines()
