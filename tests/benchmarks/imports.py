"""An XLSX file of 10,000 rows: read, compared with what is stored and shown, then entered as one act."""

from __future__ import annotations

import resource
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from cbm_events.imports.committing import commit_run
from cbm_events.imports.previews import take_in
from cbm_events.models import Event, ImportRun
from cbm_events.views.imports.lines import lines_for
from cbm_events.views.imports.preview import PAGE
from cica_portal.common.models import Door
from members.models import User
from members.reference import load_members
from members.viewers import viewer_for
from tests.benchmarks.harness import Bench
from tests.cast import make_person
from tests.factories import NOW, make_act
from tests.imports.files import xlsx_bytes

ROWS = 10_000
# Seconds, and the mebibytes by which the process grows.
PREVIEW, PAGE_SHOWN, COMMIT, MEMORY = 3, 1, 6, 400
HEADINGS = ["Title", "Title (Russian)", "Dates", "City", "Country", "Organiser", "Dimension", "Kind of event", "Format"]
PLACES = [("Astana", "Kazakhstan"), ("Ankara", "Türkiye"), ("Bangkok", "Thailand"), ("Казань", "Россия")]
KINDS = ["Seminar", "Workshop", "Conference", "Forum"]
DIMENSIONS = ["MP", "NCT", "ECO", "ENV", "HUM"]
FORMS = ["{day:%d.%m.%Y}", "{day:%-d %B %Y}", "{day:%Y-%m-%d}", "{day:%B %Y}", "{day:%-d}–{last:%-d %B %Y}"]


def measure(bench: Bench) -> None:
    load_members(act=make_act())
    editor = make_person("editor")
    content = xlsx_bytes([HEADINGS, *map(row, range(ROWS))])
    bench.note(f"{len(content):,} octets")
    runs: list[ImportRun] = []
    preview(xlsx_bytes([HEADINGS, row(0)]), editor)
    before = grown()
    shown = bench.time("preview", lambda: runs.append(preview(content, editor)), runs=1)
    assert runs[0].counts["new"] == ROWS, runs[0].counts
    bench.limit("preview", shown.median, at_most=PREVIEW, unit="s")
    rows = list(runs[0].rows.exclude(effect="")[:PAGE])
    page = bench.time("page of rows", lambda: lines_for(rows, runs[0], viewer_for(editor), NOW.date()), runs=3)
    bench.limit("page of rows", page.median, at_most=PAGE_SHOWN, unit="s")
    entered = bench.time("commit", lambda: commit(runs[0], editor), runs=1)
    assert Event.objects.count() == ROWS
    bench.limit("commit", entered.median, at_most=COMMIT, unit="s")
    bench.limit("memory", grown() - before, at_most=MEMORY, unit="MiB")
    again = bench.time("preview of the same file again", lambda: runs.append(preview(content, editor)), runs=1)
    bench.limit("preview again", again.median, at_most=PREVIEW, unit="s")


def row(number: int) -> list[Any]:
    day = date(2027, 1, 1) + timedelta(days=number % 340)
    last = day + timedelta(days=1) if day.day < 27 else day
    city, country = PLACES[number % len(PLACES)]
    return [
        f"Seminar on subject {number}", f"Семинар по теме {number}",
        FORMS[number % len(FORMS)].format(day=day, last=last), city, country, country,
        DIMENSIONS[number % len(DIMENSIONS)], KINDS[number % len(KINDS)], "in person",
    ]  # fmt: skip


def preview(content: bytes, editor: User) -> ImportRun:
    return take_in(file=SimpleUploadedFile("plan.xlsx", content), sender="Ministry", viewer=viewer_for(editor), at=NOW)


def commit(run: ImportRun, editor: User) -> None:
    act = make_act(actor=editor, door=Door.IMPORT)
    commit_run(run=run, revision=run.revision, viewer=viewer_for(editor), act=act)


def grown() -> float:
    """The most memory that this process has had, in mebibytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
