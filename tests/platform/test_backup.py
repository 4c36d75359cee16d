"""A backup is a consistent copy in a new file, readable by its owner only."""

import sqlite3
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def test_a_backup_holds_the_same_rows_and_replaces_nothing(tmp_path: Path):
    target = tmp_path / "portal.sqlite3"
    if connection.vendor != "sqlite":
        with pytest.raises(CommandError, match="use pg_dump"):
            call_command("backup", str(target))
        return
    call_command("backup", str(target), verbosity=0)
    with sqlite3.connect(f"file:{target}?mode=ro", uri=True) as copy:
        (count,) = copy.execute("SELECT count(*) FROM django_migrations").fetchone()
    copy.close()
    assert count == MigrationRecorder.Migration.objects.count()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(target))


def test_a_folder_that_does_not_exist_is_said(tmp_path: Path):
    target = tmp_path / "missing" / "portal.sqlite3"
    if connection.vendor == "sqlite":
        with pytest.raises(CommandError, match=f"Cannot write {target}"):
            call_command("backup", str(target))
