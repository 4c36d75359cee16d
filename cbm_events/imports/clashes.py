"""Events that stand against the days of rows that are being checked, as the date checks say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from cbm_events.adviser.checks import Almanac
from cbm_events.adviser.facts import OtherEvent, Surroundings
from cbm_events.adviser.findings import Finding, Level
from cbm_events.adviser.gathering import Advised, Coordinators, Entry, coordinators_on, meeting_of, others_between
from cbm_events.adviser.wording import Line, line_of
from cbm_events.imports.effects import PARTIES
from cbm_events.imports.problems import period_of
from cbm_events.models import Event, EventRole, ImportRow
from cica_portal.common.fuzzy import Precision
from cica_portal.common.viewer import Viewer
from members.models import MemberState

ONE_DAY = timedelta(days=1)
DATES = ("earliest", "latest", "precision")


def clashes_of(rows: Sequence[ImportRow], *, viewer: Viewer, today: date) -> dict[int, tuple[Line, ...]]:
    """By the number of the row, in a fixed number of queries; rows without exact days to come have none."""
    entries = {row.number: entry for row in rows if (entry := entry_of(row)) and last_day(entry) >= today}
    if not entries:
        return {}
    seen, coordinators = Event.objects.visible_to(viewer), coordinators_on(today)
    first = min(first_day(entry) for entry in entries.values()) - ONE_DAY
    last = max(last_day(entry) for entry in entries.values()) + ONE_DAY
    others = others_between(first, last, seen=seen, coordinators=coordinators, apart_from="")
    own = {row.number: row.result.get("event", "") for row in rows}
    found = {
        number: _findings(entry, [other for other in others if other.key != own[number]], coordinators)
        for number, entry in entries.items()
    }
    keys = {finding.event.key for findings in found.values() for finding in findings if finding.event}
    events = {event.public_id: event for event in seen.filter(public_id__in=keys).select_related("country")}
    states = {state.code: state for state in MemberState.objects.visible_to(viewer)}
    return {number: _lines(entries[number], findings, events, states) for number, findings in found.items()}


def entry_of(row: ImportRow) -> Entry | None:
    """The event that the row is about, if its days are known."""
    shown = row.result.get("shown", {})
    if shown.get("precision") != Precision.DAY or not (shown.get("earliest") and shown.get("latest")):
        return None
    return Entry(
        period=period_of([shown.get(name, "") for name in DATES]),
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


def first_day(entry: Entry) -> date:
    assert entry.period.earliest is not None, "an entry of exact days"
    return entry.period.earliest


def last_day(entry: Entry) -> date:
    assert entry.period.latest is not None, "an entry of exact days"
    return entry.period.latest


def _findings(entry: Entry, others: Sequence[OtherEvent], coordinators: Coordinators) -> list[Finding]:
    """Events only, and not what is a remark."""
    almanac = Almanac(meeting_of(entry, coordinators), Surroundings(others=tuple(others)))
    found = almanac.look_up(first_day(entry), last_day(entry)).findings
    return [finding for finding in found if finding.event and finding.level >= Level.CARE]


def _lines(
    entry: Entry, findings: Sequence[Finding], events: Mapping[str, Event], states: Mapping[str, MemberState]
) -> tuple[Line, ...]:
    advised = Advised(period=entry.period, advice=None, events=events, states=states)
    return tuple(line_of(finding, advised) for finding in findings)
