"""Entering what a preview shows: all of it in one act, or nothing.

Nobody may have changed anything of it since the rows were compared. The numbers of the Secretariat tell: they have no
gap and stand in the order of the commits, so that the act's own number shows what was written in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from cbm_events.batches import EventToSave, check_entries, write_entries
from cbm_events.imports.drafts import Context
from cbm_events.imports.effects import PARTIES, Effect, Outcome
from cbm_events.imports.names import Names
from cbm_events.imports.previews import Superseded, assess, options_of, secretariat_number, store
from cbm_events.imports.rules import fill, roles_of
from cbm_events.models import Event, ImportRow, ImportRun
from cica_portal.common import history
from cica_portal.common.audiences import Audience
from cica_portal.common.models import AudienceChange
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

# What a row is compared with.
COMPARED = (
    "event", "member_state", "other_name", "dimension", "priority_area", "council", "external_party", "zone_label",
)  # fmt: skip
WRITTEN = (Effect.NEW, Effect.CHANGED)
ATTEMPTS = 3


class PreviewChanged(Exception):
    """What the rows would do is no longer what the preview showed; it shows the new state now."""


class MovedOn(Exception):
    """Somebody else wrote while the import was being written; nothing of it is stored."""


def commit_run(*, run: ImportRun, revision: int, viewer: Viewer, act: history.Act) -> None:
    """Write every row that is ready. Raises Superseded, PreviewChanged or history.StaleVersion."""
    for _attempt in range(ATTEMPTS):
        if run.revision != revision or not run.is_open:
            raise Superseded
        _compare_again(run, viewer=viewer, act=act)
        try:
            _write(run, act)
        except (MovedOn, history.StaleVersion):
            continue
        return
    raise history.StaleVersion([])


def _compare_again(run: ImportRun, *, viewer: Viewer, act: history.Act) -> None:
    """Nothing to do unless something was written since the rows were compared."""
    number = secretariat_number()
    if not _was_written(since=run.as_of, until=number + 1):
        return
    rows = {row.number: row for row in run.rows.filter(sheet=run.sheet)}
    outcomes = assess(run, rows.values(), viewer=viewer, at=act.at)
    run.as_of = number
    if all(_is_as_shown(rows[outcome.number], outcome) for outcome in outcomes):
        return
    store(run, rows, outcomes)
    raise PreviewChanged


def _is_as_shown(row: ImportRow, outcome: Outcome) -> bool:
    names = ("event", "before", "after", "candidates", *(["version"] if outcome.effect == Effect.CHANGED else []))
    found = outcome.as_json()
    return row.effect == outcome.effect and all(row.result.get(name) == found.get(name) for name in names)


def _was_written(*, since: int, until: int) -> bool:
    changes = AudienceChange.objects.for_audience(Audience.SECRETARIAT).since(since)
    return changes.filter(number__lt=until, kind__in=COMPARED).exists()


def _write(run: ImportRun, act: history.Act) -> None:
    entries = entries_of(run, act)
    check_entries(entries)
    with transaction.atomic():
        with history.batch(act) as batch:
            _claim(run, batch)
            write_entries(entries, batch)
        own = secretariat_number() if entries else secretariat_number() + 1
        if _was_written(since=run.as_of, until=own):
            raise MovedOn
    run.refresh_from_db()


def _claim(run: ImportRun, batch: history.Batch) -> None:
    """Whoever claims the import first writes it; sent twice, it is written once."""
    open_run = ImportRun.objects.filter(pk=run.pk, revision=run.revision, state=ImportRun.State.OPEN)
    done = {"state": ImportRun.State.DONE, "batch": batch.id, "done_at": batch.act.at, "done_by": batch.act.actor}
    if not open_run.update(**done):
        raise Superseded


def entries_of(run: ImportRun, act: history.Act) -> list[EventToSave]:
    """The events as the preview shows them, each changed one in the version that was compared."""
    context = Context(Names(), options_of(run), today_in(SECRETARIAT_ZONE, act.at))
    rows = run.rows.filter(sheet=run.sheet, effect__in=WRITTEN).order_by("number")
    results = [row.result for row in rows.iterator(chunk_size=2000)]
    ids = [result["event"] for result in results if "event" in result]
    events = {event.public_id: event for event in Event.objects.filter(public_id__in=ids)}
    return [_entry(result, events, context) for result in results]


def _entry(result: dict[str, Any], events: dict[str, Event], context: Context) -> EventToSave:
    if "event" in result and result["event"] not in events:
        raise MovedOn
    event = events[result["event"]] if "event" in result else Event()
    values = result["after"]
    fill(event, {name: value for name, value in values.items() if name != PARTIES}, context)
    roles = roles_of(values[PARTIES], context) if PARTIES in values else None
    return EventToSave(event=event, roles=roles, version=result.get("version"))


def needy(run: ImportRun) -> int:
    """How many rows wait for an answer."""
    return sum(run.counts.get(effect, 0) for effect in Effect.NEEDY)


def written(counts: dict[str, int], effects: Sequence[str] = WRITTEN) -> int:
    return sum(counts.get(effect, 0) for effect in effects)
