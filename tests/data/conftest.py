"""The project's own data files, read as they are, and loaded as the command does it."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from cbm_events import reference as events
from cica_portal.common import history
from cica_portal.common.models import Door
from cica_portal.common.reference import Outcome
from councils import reference as councils
from members import reference as members
from tests.factories import NOW

FOLDERS = (members.DATA, councils.DATA, events.DATA)
Records = list[dict[str, Any]]
Change = Callable[[Records], None]


def records(name: str) -> Records:
    [path] = [folder / f"{name}.json" for folder in FOLDERS if (folder / f"{name}.json").exists()]
    return json.loads(path.read_text(encoding="utf-8"))


def loading_act() -> history.Act:
    return history.Act(door=Door.COMMAND, at=NOW, reason="Loaded from published sources.")


def load_all() -> list[Outcome]:
    act = loading_act()
    return [*members.load_members(act=act), *councils.load_councils(act=act), *events.load_events(act=act)]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Outcome]]:
    """Loaded once a module, for loading is slow; rolled back after it. Not to be mixed with the fixture `db`."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_all()
        transaction.set_rollback(True)


@pytest.fixture
def reference(loaded: list[Outcome]) -> Iterator[list[Outcome]]:
    """The loaded data, with whatever a test does to them undone after it."""
    with transaction.atomic():
        yield loaded
        transaction.set_rollback(True)


@pytest.fixture
def changed_files(tmp_path: Path) -> Callable[[Path, str, Change], Path]:
    """A copy of an app's data folder in which one file is changed."""

    def change(folder: Path, name: str, edit: Change) -> Path:
        copy = tmp_path / folder.parent.name
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        file = copy / f"{name}.json"
        content = json.loads(file.read_text(encoding="utf-8"))
        edit(content)
        file.write_text(json.dumps(content), encoding="utf-8")
        return copy

    return change
