"""What stands against the days of rows that are being checked, as the date checks say it: events, and other rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cbm_events.adviser.checks import Almanac
from cbm_events.adviser.facts import OtherEvent, Surroundings
from cbm_events.adviser.findings import Finding, Level
from cbm_events.adviser.gathering import OPEN, Advised, Coordinators, Entry, coordinators_on, meeting_of, others_between
from cbm_events.adviser.wording import Line, line_of
from cbm_events.imports.effects import PARTIES, Effect
from cbm_events.imports.problems import period_of
from cbm_events.models import Event, EventRole, ImportRow, ImportRun
from cbm_events.models.choices import STATUTORY_KINDS
from cica_portal.common.fuzzy import Period, Precision
from cica_portal.common.viewer import Viewer
from members.models import MemberState

ONE_DAY = timedelta(days=1)
DATES = ("earliest", "latest", "precision")
TEXTS = ("title_en", "title_ru", "city_en", "city_ru")
# So many are named beside a row, the worst first; of the others the number is said.
NAMED = 5
Shown = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Clash(Line):
    """`row`: the number of the row that stands against it, if it is no stored event."""

    row: int | None = None


@dataclass(frozen=True, kw_only=True)
class Clashes:
    named: tuple[Clash, ...] = ()
    more: int = 0


@dataclass(frozen=True, kw_only=True)
class ReadyRow:
    """A row as the file would have it written; `event`: what it changes, empty if it enters one."""

    number: int
    event: str
    shown: Shown

    @property
    def key(self) -> str:
        """Like no public identifier."""
        return key_of(self.number)


def key_of(number: int) -> str:
    return f"row {number}"


def clashes_of(run: ImportRun, rows: Sequence[ImportRow], *, viewer: Viewer, today: date) -> dict[int, Clashes]:
    """By the number of the row, in a fixed number of queries; rows without exact days to come have none."""
    read = {row.number: entry_of(row.result.get("shown", {})) for row in rows}
    entries = {number: entry for number, entry in read.items() if entry and last_day(entry) >= today}
    if not entries:
        return {}
    seen, ready = Event.objects.visible_to(viewer), ready_rows(run)
    own = {row.number: {key_of(row.number), row.result.get("event", "")} for row in rows}
    coordinators = coordinators_on(today)
    first = min(first_day(entry) for entry in entries.values()) - ONE_DAY
    last = max(last_day(entry) for entry in entries.values()) + ONE_DAY
    stored = others_between(first, last, seen=seen, coordinators=coordinators, apart_from="")
    others = as_the_file_has_it(stored, ready, first, last, coordinators)
    found = {
        number: _findings(entry, [other for other in others if other.key not in own[number]], coordinators)
        for number, entry in entries.items()
    }
    named = {finding.event.key for findings in found.values() for finding in findings[:NAMED] if finding.event}
    events = {event.public_id: event for event in seen.filter(public_id__in=named).select_related("country")}
    events |= {row.key: event_in(row.shown) for row in ready if row.key in named}
    states = {state.code: state for state in MemberState.objects.visible_to(viewer)}
    return {
        number: _clashes(findings, Advised(period=entries[number].period, advice=None, events=events, states=states))
        for number, findings in found.items()
    }


def ready_rows(run: ImportRun) -> list[ReadyRow]:
    rows = run.rows.filter(sheet=run.sheet, effect__in=(Effect.NEW, Effect.CHANGED)).order_by("number")
    read = rows.values_list("number", "result__event", "result__shown")
    return [ReadyRow(number=number, event=event or "", shown=shown or {}) for number, event, shown in read]


def as_the_file_has_it(
    stored: Sequence[OtherEvent], ready: Sequence[ReadyRow], first: date, last: date, coordinators: Coordinators
) -> list[OtherEvent]:
    """What rows change counts as the rows say it; what they enter between the days counts too."""
    changed = {row.event for row in ready if row.event}
    near = (
        row
        for row in ready
        if row.shown.get("earliest", "") <= last.isoformat() and row.shown.get("latest", "") >= first.isoformat()
    )
    written = [other for row in near if (other := other_in(row, coordinators))]
    return [*(other for other in stored if other.key not in changed), *written]


def other_in(row: ReadyRow, coordinators: Coordinators) -> OtherEvent | None:
    entry = entry_of(row.shown)
    if entry is None:
        return None
    is_statutory = row.shown.get("kind") in STATUTORY_KINDS
    meeting = meeting_of(entry, coordinators)
    return OtherEvent(key=row.key, dimension=entry.dimension, is_statutory=is_statutory, **vars(meeting))


def event_in(shown: Shown) -> Event:
    """What is printed of a row, in the shape of an event that is not stored."""
    period = _period(shown)
    texts = {name: shown.get(name, "") for name in TEXTS}
    return Event(**texts, earliest=period.earliest, latest=period.latest, precision=period.precision)


def entry_of(shown: Shown) -> Entry | None:
    """The event that a row is about, if its days are known and it is to take place."""
    if shown.get("precision") != Precision.DAY or not (shown.get("earliest") and shown.get("latest")):
        return None
    if shown.get("status", OPEN[0]) not in OPEN:
        return None
    return Entry(
        period=_period(shown),
        mode=shown.get("mode", ""),
        cities=(shown.get("city_en", ""), shown.get("city_ru", "")),
        organisers=frozenset(
            party["of"]
            for party in shown.get(PARTIES, ())
            if party["role"] in EventRole.ORGANISING and party["party"] == EventRole.Party.STATE
        ),
        dimension=shown.get("dimension", ""),
        area=shown.get("area", ""),
        council=shown.get("council", ""),
    )


def _period(shown: Shown) -> Period:
    return period_of([shown.get(name, "") for name in DATES])


def first_day(entry: Entry) -> date:
    assert entry.period.earliest is not None, "an entry of exact days"
    return entry.period.earliest


def last_day(entry: Entry) -> date:
    assert entry.period.latest is not None, "an entry of exact days"
    return entry.period.latest


def _findings(entry: Entry, others: Sequence[OtherEvent], coordinators: Coordinators) -> list[Finding]:
    """Events only, and not what is a remark."""
    first, last = first_day(entry), last_day(entry)
    near = tuple(other for other in others if other.first <= last + ONE_DAY and other.last >= first - ONE_DAY)
    found = Almanac(meeting_of(entry, coordinators), Surroundings(others=near)).look_up(first, last).findings
    return [finding for finding in found if finding.event and finding.level >= Level.CARE]


def _clashes(findings: Sequence[Finding], advised: Advised) -> Clashes:
    named = tuple(_clash(finding, advised) for finding in findings[:NAMED])
    return Clashes(named=named, more=len(findings) - len(named))


def _clash(finding: Finding, advised: Advised) -> Clash:
    assert finding.event is not None, "findings about events"
    head, _space, number = finding.event.key.partition(" ")
    return Clash(**vars(line_of(finding, advised)), row=int(number) if number and head == "row" else None)
