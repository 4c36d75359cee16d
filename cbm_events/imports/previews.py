"""An import on its way: the file is taken in, its columns are matched, its rows are checked and put right.

Nothing here touches an event; what is stored belongs to the preview and goes when it expires.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.db import transaction

from cbm_events.imports.drafts import Context, Options
from cbm_events.imports.effects import Outcome
from cbm_events.imports.evaluation import Line, evaluate
from cbm_events.imports.files import accept_file
from cbm_events.imports.headings import find_heading_row, guess_targets, heading_key, is_never_read, lacking
from cbm_events.imports.names import Names, name_key
from cbm_events.imports.tables import Table, read_tables, text_of
from cbm_events.models import ImportRow, ImportRun, ImportSender
from cica_portal.common.audiences import Audience
from cica_portal.common.date_reading import DayOrder
from cica_portal.common.models import AudienceSequence
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

LIFETIME = timedelta(days=14)
NOTES = "notes"


class Superseded(Exception):
    """Somebody else has changed the preview, imported or discarded it."""


def take_in(*, file: Any, sender: str, viewer: Viewer, at: datetime) -> ImportRun:
    """Read a file and guess its columns; if nothing has to be asked of them, its rows are checked too.

    Raises ValidationError for a file that is not read.
    """
    assert viewer.user is not None
    content = accept_file(file)
    tables = read_tables(content)
    known = ImportSender.objects.filter(key=name_key(sender)).first() if sender else None
    remembered = known.matching if known else {}
    sheet = max(range(len(tables)), key=lambda number: _named(tables[number], remembered))
    run = ImportRun(
        author_id=viewer.user.pk, file_name=file.name, digest=content.digest, size=len(content.data),
        has_formulas=content.has_formulas, has_errors=content.has_errors, sheets=[table.name for table in tables],
        sheet=sheet, options=known.options if known else {}, created_at=at, expires_at=at + LIFETIME,
    )  # fmt: skip
    guess_columns(run, tables[sheet].rows, remembered)
    rows = {place: rows_of(run, place, table) for place, table in enumerate(tables)}
    if is_matched(run, tables[sheet].rows[run.heading_row - 1]):
        run.as_of = secretariat_number()
        note(run, rows[sheet], assess(run, rows[sheet].values(), viewer=viewer, at=at))
    with transaction.atomic():
        run.sender = remember_sender(sender, at=at) if sender else None
        ImportRun.objects.bulk_create([run])
        ImportRow.objects.bulk_create(chain.from_iterable(group.values() for group in rows.values()))
    return run


def rows_of(run: ImportRun, sheet: int, table: Table) -> dict[int, ImportRow]:
    return {
        number: ImportRow(run=run, sheet=sheet, number=number, cells=cells)
        for number, cells in enumerate(table.rows, start=1)
    }


def _named(table: Table, remembered: Mapping[str, str]) -> int:
    """How many columns of a sheet are known."""
    row = find_heading_row(table.rows, remembered)
    return sum(1 for target in guess_targets([text_of(cell) for cell in table.rows[row]], remembered) if target)


def guess_columns(
    run: ImportRun, rows: Sequence[Sequence[Any]], remembered: Mapping[str, str], *, heading: int = 0
) -> None:
    """Where the headings stand, unless that is said, and what each says; a column without a heading is not read."""
    heading = heading - 1 if heading else find_heading_row(rows, remembered)
    run.heading_row = heading + 1
    width = max((len(row) for row in rows), default=0)
    targets = guess_targets([text_of(cell) for cell in rows[heading]], remembered)
    run.targets = targets + [""] * (width - len(targets))


def remember_sender(name: str, *, at: datetime) -> ImportSender:
    sender, _is_new = ImportSender.objects.get_or_create(key=name_key(name), defaults={"name": name, "used_at": at})
    return sender


@dataclass(frozen=True)
class Matching:
    """What a person says about a whole file."""

    sheet: int
    heading_row: int
    targets: Sequence[str]
    options: Options


def match_columns(run: ImportRun, matching: Matching, *, viewer: Viewer, at: datetime) -> None:
    """Take the columns as they are said to be, remember them for the sender, and check all rows anew."""
    run.sheet, run.heading_row, run.targets = matching.sheet, matching.heading_row, list(matching.targets)
    run.options = asdict(matching.options)
    check(run, viewer=viewer, at=at)
    if run.sender:
        by_heading = dict(zip(map(heading_key, headings_of(run)), run.targets, strict=False))
        matching_of_all = run.sender.matching | {heading: target for heading, target in by_heading.items() if heading}
        known = ImportSender.objects.filter(pk=run.sender.pk)
        known.update(matching=matching_of_all, options=run.options, used_at=at)


def headings_of(run: ImportRun) -> list[str]:
    row = run.rows.filter(sheet=run.sheet, number=run.heading_row).first()
    return [text_of(cell) for cell in row.cells] if row else []


def is_matched(run: ImportRun, headings: Sequence[Any]) -> bool:
    """Whether nothing has to be asked before the rows are checked: every column with a heading is known."""
    unknown = [
        heading for heading, target in zip(map(text_of, headings), run.targets, strict=False)
        if heading_key(heading) and not target and not is_never_read(heading)
    ]  # fmt: skip
    return not unknown and not lacking(run.targets)


def put_right(
    run: ImportRun,
    *,
    corrections: Mapping[int, Mapping[str, str]],
    answers: Mapping[int, str],
    viewer: Viewer,
    at: datetime,
) -> None:
    """Take what was typed and answered in some rows, and check all rows anew."""
    rows = list(run.rows.filter(sheet=run.sheet, number__in={*corrections, *answers}))
    for row in rows:
        row.corrections |= corrections.get(row.number, {})
        row.answer = answers.get(row.number, row.answer)
    check(run, viewer=viewer, at=at, touched=rows)


def check(run: ImportRun, *, viewer: Viewer, at: datetime, touched: Sequence[ImportRow] = ()) -> None:
    """Compare every row with what is stored now. Raises Superseded when somebody else did so meanwhile."""
    run.as_of = secretariat_number()
    rows = {row.number: row for row in run.rows.filter(sheet=run.sheet).iterator(chunk_size=2000)}
    rows |= {row.number: row for row in touched}
    store(run, rows, assess(run, rows.values(), viewer=viewer, at=at))


def assess(run: ImportRun, rows: Iterable[ImportRow], *, viewer: Viewer, at: datetime) -> list[Outcome]:
    context = Context(Names(), options_of(run), today_in(SECRETARIAT_ZONE, at))
    return evaluate(lines_of(run, rows), run.targets, context, viewer)


def lines_of(run: ImportRun, rows: Iterable[ImportRow]) -> Iterator[Line]:
    """What stands under the headings."""
    for row in rows:
        if row.number > run.heading_row:
            yield Line(row.number, row.cells, row.corrections, row.answer)


def options_of(run: ImportRun) -> Options:
    order = run.options.get("order")
    return Options(**{**run.options, "order": DayOrder(order) if order else None})


def note(run: ImportRun, rows: Mapping[int, ImportRow], outcomes: Sequence[Outcome]) -> None:
    by_number = {outcome.number: outcome for outcome in outcomes}
    for number, row in rows.items():
        outcome = by_number.get(number)
        row.effect, row.result = (outcome.effect, outcome.as_json()) if outcome else ("", {})
    counts = Counter(outcome.effect for outcome in outcomes)
    counts[NOTES] = sum(1 for outcome in outcomes if outcome.notes)
    run.revision, run.counts = run.revision + 1, counts


def store(run: ImportRun, rows: Mapping[int, ImportRow], outcomes: Sequence[Outcome]) -> None:
    seen = run.revision
    note(run, rows, outcomes)
    with transaction.atomic():
        kept = {name: getattr(run, name) for name in KEPT}
        if not ImportRun.objects.filter(pk=run.pk, revision=seen, state=ImportRun.State.OPEN).update(**kept):
            raise Superseded
        ImportRow.objects.bulk_create(
            rows.values(), update_conflicts=True, unique_fields=["id"],
            update_fields=["corrections", "answer", "effect", "result"],
        )  # fmt: skip


def secretariat_number() -> int:
    """The last number that the Secretariat was given: every change of every row has one."""
    return AudienceSequence.last_of(Audience.SECRETARIAT)


def discard(run: ImportRun) -> None:
    """Forget what was read. Raises Superseded when it has been imported meanwhile."""
    with transaction.atomic():
        if not ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.OPEN).update(state=ImportRun.State.DISCARDED):
            raise Superseded
        run.rows.all().delete()


KEPT = ("sheet", "heading_row", "targets", "options", "revision", "as_of", "counts")
