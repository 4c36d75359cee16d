from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.test import Client

from cbm_events.imports import previews
from cbm_events.imports.committing import commit_run
from cbm_events.models import ImportRun
from cica_portal.common.models import Door
from cica_portal.common.viewer import Viewer
from members.models import OtherName, User
from members.viewers import viewer_for
from tests import factories
from tests.cast import World
from tests.imports.files import HEADINGS, ROW, csv_file

Check = Callable[..., ImportRun]


@pytest.fixture(autouse=True)
def here_and_now(at_now) -> None:
    """The portal's clock stands still."""


@pytest.fixture
def browser(world: World, client_as: Callable[..., Client]) -> Client:
    """An editor's."""
    return client_as("editor")


@pytest.fixture
def staff(editor: User) -> Viewer:
    return viewer_for(editor)


@pytest.fixture
def other_names(world: World) -> None:
    factories.store(OtherName(name_en="Turkey", state=world.tur))
    factories.store(
        OtherName(
            name_en="Nur-Sultan", name_ru="Нур-Султан", place_en="Astana", place_ru="Астана",
            used_from="2019-03-23", used_until="2022-09-16",
        )
    )  # fmt: skip


@pytest.fixture
def check(world: World, editor: User, staff: Viewer) -> Check:
    """Take in a file, or rows under the usual headings, and check it."""

    def take(rows: Sequence[Sequence[Any]] = (ROW,), *, headings: Sequence[str] = HEADINGS, file: Any = None,
             sender: str = "", **options: Any) -> ImportRun:  # fmt: skip
        file = file or csv_file([headings, *rows])
        run = previews.take_in(file=file, sender=sender, viewer=staff, at=factories.NOW)
        run.options = {**run.options, **options}
        previews.check(run, viewer=staff, at=factories.NOW)
        return run

    return take


@pytest.fixture
def enter(staff: Viewer, editor: User) -> Callable[[ImportRun], None]:
    """Import what a run shows."""

    def commit(run: ImportRun) -> None:
        act = factories.make_act(actor=editor, door=Door.IMPORT)
        commit_run(run=run, revision=run.revision, viewer=staff, act=act)

    return commit


def effects(run: ImportRun) -> list[str]:
    return [row.effect for row in run.rows.filter(sheet=run.sheet, number__gt=run.heading_row)]


def result(run: ImportRun, number: int = 2) -> dict[str, Any]:
    found: dict[str, Any] = run.rows.get(sheet=run.sheet, number=number).result
    return found


def said(run: ImportRun, number: int = 2) -> list[str]:
    """The codes of what is wrong with a row."""
    return [problem["code"] for problem in result(run, number).get("problems", [])]
