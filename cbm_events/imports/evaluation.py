"""All rows of a file together: read, matched with events, compared, and looked at for rows that meet each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cbm_events.imports.dates import settle
from cbm_events.imports.drafts import Context, Draft
from cbm_events.imports.effects import ORGANISER, PARTIES, Answer, Effect, Outcome, changed_event, new_event
from cbm_events.imports.matching import Index, Match, build_index, titles_of
from cbm_events.imports.parties import organisers_key
from cbm_events.imports.problems import Remark
from cbm_events.imports.rows import group_of, read_row
from cbm_events.imports.staleness import changes_behind
from cbm_events.imports.tables import Cell, is_blank
from cbm_events.models import Event
from cica_portal.common.fuzzy import Period
from cica_portal.common.models import Snapshot
from cica_portal.common.viewer import Viewer


@dataclass
class Line:
    """One row of a file with what people have put right and answered in it."""

    number: int
    cells: Sequence[Cell]
    corrections: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""


def evaluate(lines: Iterable[Line], targets: Sequence[str], context: Context, viewer: Viewer) -> list[Outcome]:
    """What each row does, in the order of the file; blank lines and headings of groups are no rows."""
    read = list(_read(lines, targets, context))
    drafts = [draft for _line, draft in read]
    periods = [None if draft.key else settle(draft, None) for draft in drafts]
    index = build_index(viewer, drafts, periods)
    matches = [_match(line, draft, period, index) for (line, draft), period in zip(read, periods, strict=True)]
    stored = Event.snapshots({match.event.pk for match in matches if match.event})
    bases = changes_behind([(draft, match.event) for draft, match in zip(drafts, matches, strict=True)])
    outcomes = []
    for (line, draft), period, match in zip(read, periods, matches, strict=True):
        snapshot = stored.get(match.event.pk) if match.event else None
        outcome = _outcome(draft, period, match, snapshot, context, base=bases.get(draft.number, {}))
        outcomes.append(_answered(outcome, line, match, is_stale=draft.number in bases))
    settle_meetings(outcomes, {line.number: line.answer for line, _draft in read})
    return outcomes


def _read(lines: Iterable[Line], targets: Sequence[str], context: Context) -> Iterator[tuple[Line, Draft]]:
    columns = [(place, target) for place, target in enumerate(targets) if target]
    group = None
    for line in lines:
        if all(is_blank(cell) for cell in line.cells):
            continue
        if (found := group_of(line.cells, context)) and not line.corrections:
            group = found
            continue
        cells: dict[str, Cell] = {
            target: line.cells[place] if place < len(line.cells) else None for place, target in columns
        }
        yield line, read_row(line.number, {**cells, **line.corrections}, context, group=group)


def _match(line: Line, draft: Draft, period: Period | None, index: Index) -> Match:
    """By the identifier, by the answer, or by what the row says."""
    if draft.key:
        return Match(index.by_key.get(draft.key))
    if line.answer in index.by_key:
        return Match(index.by_key[line.answer])
    if period is None:
        return Match()
    match = index.match(draft, period)
    return Match() if line.answer == Answer.NEW and not match.event else match


def _outcome(
    draft: Draft,
    period: Period | None,
    match: Match,
    stored: Snapshot | None,
    context: Context,
    *,
    base: dict[str, Any],
) -> Outcome:
    if match.event is None or stored is None:
        if draft.key:
            draft.refuse("no_event", "id", draft.key)
        return new_event(draft, settle(draft, None) if draft.key else period, context)
    if draft.key and draft.version and draft.version > match.event.version:
        draft.refuse("bad_version", "version", str(draft.version))
    if draft.key:
        period = settle(draft, match.event.period)
    return changed_event(draft, match.event, stored.values, period, context, base=base)


def _answered(outcome: Outcome, line: Line, match: Match, *, is_stale: bool) -> Outcome:
    """What a person has to say first, or has said."""
    outcome.candidates = tuple(known.public_id for known in match.candidates)
    if line.answer == Answer.LEAVE_OUT:
        outcome.effect, outcome.problems = Effect.LEFT_OUT, []
    elif outcome.effect == Effect.NEW and match.equals:
        outcome.need(Effect.CONFLICT, Remark("several", params={"count": match.equals}))
    elif outcome.effect == Effect.NEW and match.candidates:
        outcome.need(Effect.QUESTION, Remark("duplicate"))
    elif outcome.effect == Effect.CHANGED and is_stale and line.answer != Answer.FILE:
        outcome.need(Effect.CONFLICT, Remark("stale"))
    return outcome


def settle_meetings(outcomes: Sequence[Outcome], answers: Mapping[int, str]) -> None:
    """Two rows may not change one event, nor enter the same one, unless a person says that they are two."""
    by_event: dict[str, list[Outcome]] = defaultdict(list)
    entered: dict[tuple[Any, ...], int] = {}
    for outcome in outcomes:
        if outcome.effect in {Effect.LEFT_OUT, Effect.ERROR}:
            continue
        if outcome.event:
            by_event[outcome.event].append(outcome)
            continue
        key = _identity(outcome)
        first = entered.setdefault(key, outcome.number)
        if first != outcome.number and answers.get(outcome.number) != Answer.NEW:
            outcome.need(Effect.CONFLICT, Remark("repeated", params={"row": first}))
    for group in by_event.values():
        if len(group) > 1:
            rows = ", ".join(str(outcome.number) for outcome in group)
            for outcome in group:
                outcome.need(Effect.CONFLICT, Remark("same_event", params={"rows": rows}))


def _identity(outcome: Outcome) -> tuple[Any, ...]:
    """What tells a new event from another: any of its titles, its dates and its organisers."""
    whole = outcome.whole
    organisers = [party for party in whole[PARTIES] if party["role"] == ORGANISER]
    days = tuple(whole[name] for name in ("earliest", "latest", "precision"))
    return titles_of((whole["title_en"], whole["title_ru"])), days, organisers_key(organisers)
