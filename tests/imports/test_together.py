"""Two people at once, and a process that is killed: all of a file or nothing, and each row once."""

import json
import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from cbm_events.imports import previews
from cbm_events.imports.committing import PreviewChanged, commit_run
from cbm_events.models import Event, ImportRun
from cbm_events.services import save_event
from cica_portal.common.history import StaleVersion
from cica_portal.common.models import AudienceChange, Change, Door
from tests import factories
from tests.imports.conftest import effects
from tests.imports.files import ROW, row
from tests.parallel import run_together

pytestmark = [pytest.mark.both, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROWS = [ROW, row(title="Youth forum", kind="Forum"), row(title="Workshop on water", kind="Workshop")]


def commit(run: ImportRun, staff, editor) -> str:
    act = factories.make_act(actor=editor, door=Door.IMPORT)
    fresh = ImportRun.objects.get(pk=run.pk)
    commit_run(run=fresh, revision=run.revision, viewer=staff, act=act)
    return "entered"


def word(answer) -> str:
    return answer if isinstance(answer, str) else type(answer).__name__


def test_one_file_imported_by_two_people_is_entered_once(check, staff, editor):
    run = check(ROWS)
    answers = [word(answer) for answer in run_together(lambda _index: commit(run, staff, editor), count=4)]
    assert (answers.count("entered"), set(answers) - {"entered"}) == (1, {"Superseded"})
    assert (Event.objects.count(), Change.objects.filter(kind="event").count()) == (3, 3)


def test_same_rows_sent_by_two_people_at_once_are_entered_once(check, staff, editor):
    """Each has a preview of new events; whoever comes second sees that they are there already."""
    runs = [check(ROWS) for _number in range(3)]
    answers = run_together(lambda index: commit(runs[index], staff, editor), count=3)
    assert sorted(map(word, answers)) == ["PreviewChanged", "PreviewChanged", "entered"]
    assert Event.objects.count() == 3
    for run, answer in zip(runs, answers, strict=True):
        assert effects(run) == (["same"] * 3 if isinstance(answer, PreviewChanged) else ["new"] * 3)


def test_edit_at_the_same_moment_is_never_overwritten(check, enter, staff, editor):
    enter(check(ROWS))
    run = check([row(city="Almaty"), row(title="Youth forum", kind="Forum", city="Almaty")])
    event = Event.objects.get(title_en="Youth forum")

    def work(index: int) -> str:
        if index:
            return commit(run, staff, editor)
        event.city_en = "Shymkent"
        save_event(event=event, act=factories.make_act(actor=editor), version=1)
        return "saved"

    answers = [word(answer) for answer in run_together(work, count=2)]
    cities = dict(Event.objects.values_list("title_en", "city_en"))
    assert (answers, cities["Youth forum"], cities["Seminar on trade"]) in [
        (["saved", "PreviewChanged"], "Shymkent", "Astana"),
        (["StaleVersion", "entered"], "Almaty", "Almaty"),
    ]


def test_two_corrections_at_once_are_not_mixed(check, staff):
    run = check([row(dates="31–32 May 2026")])

    def correct(index: int) -> str:
        mine = ImportRun.objects.get(pk=run.pk)
        previews.put_right(
            mine, corrections={2: {"dates": f"{index + 1} June 2026"}}, answers={}, viewer=staff, at=factories.NOW
        )
        return "stored"

    answers = [word(answer) for answer in run_together(correct, count=3)]
    stored = ImportRun.objects.get(pk=run.pk)
    assert answers.count("stored") == stored.revision - run.revision
    assert set(answers) <= {"stored", "Superseded"}
    shown, said = stored.rows.get(number=2).result["shown"]["earliest"], stored.rows.get(number=2).corrections["dates"]
    assert shown == f"2026-06-{int(said.split()[0]):02}"


@pytest.mark.parametrize("point", ["claimed", "written", "closed"])
def test_killed_import_leaves_nothing_and_can_be_done_again(check, enter, point):
    run = check(ROWS)
    world = json.dumps({"DATABASE": connection.settings_dict["NAME"]})
    connection.close()
    killed = subprocess.run(
        [sys.executable, "-m", "tests.imports.dying", point, run.public_id, factories.NOW.isoformat()],
        env=os.environ | {"DYING_WORLD": world, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=settings.BASE_DIR, capture_output=True, check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    numbers = AudienceChange.objects.count()
    assert (Event.objects.count(), Change.objects.filter(kind="event").count()) == (0, 0)
    again = ImportRun.objects.get(pk=run.pk)
    assert again.is_open
    enter(again)
    assert (Event.objects.count(), AudienceChange.objects.count() > numbers) == (3, True)


def test_import_gives_up_where_others_write_without_end(check, staff, editor, monkeypatch):
    run = check(ROWS)
    monkeypatch.setattr("cbm_events.imports.committing._was_written", lambda **limits: True)
    monkeypatch.setattr("cbm_events.imports.committing._compare_again", lambda *arguments, **named: None)
    with pytest.raises(StaleVersion):
        commit(run, staff, editor)
    assert (Event.objects.count(), ImportRun.objects.get(pk=run.pk).is_open) == (0, True)
