"""What stands against certain days: other events, holidays, weekends, CICA's own rhythm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from cbm_events.adviser.facts import Meeting, OtherEvent, Surroundings
from cbm_events.adviser.findings import Dates, Finding, Kind, Level, Part, Shared

ONE_DAY = timedelta(days=1)
# The day of CICA: 5 October.
CICA_DAY = (10, 5)
# Costs are compared with each other only. A clash outweighs any week of holidays elsewhere.
STATUTORY, CLASH, COORDINATOR, ONE_DELEGATION, NO_DAY_BETWEEN, SAME_CITY = 120.0, 100.0, 50.0, 40.0, 30.0, 25.0
ON_CICA_DAY, MAY_FALL = 15.0, 5.0
HOLIDAY_A_DAY = {Part.HOST: 60.0, Part.ORGANISER: 40.0, Part.COORDINATOR: 20.0, Part.OTHER: 3.0}
WEEKEND_A_DAY = {Part.HOST: 40.0, Part.ORGANISER: 25.0, Part.COORDINATOR: 8.0, Part.OTHER: 1.0}
# What is only estimated counts by half.
ESTIMATED = 0.5


# From so many states on, holidays elsewhere are more than a remark.
MANY = 7
# Of equally bad ones.
ORDER = {kind: place for place, kind in enumerate(Kind)}


class Almanac:
    """The surroundings of one meeting, arranged by day so that many dates can be looked up."""

    def __init__(self, meeting: Meeting, surroundings: Surroundings) -> None:
        self.meeting = meeting
        self.calendars = {row.code: row for row in surroundings.calendars}
        self.parts = {code: part_of(meeting, code) for code in self.calendars}
        self._by_day: dict[date, list[OtherEvent]] = defaultdict(list)
        self._vague: list[OtherEvent] = []
        self._closed: dict[date, tuple[list[str], list[str]]] = {}
        for other in surroundings.others:
            if other.is_exact:
                for day in days_of(other.first - ONE_DAY, other.last + ONE_DAY):
                    self._by_day[day].append(other)
            else:
                self._vague.append(other)

    def look_up(self, first: date, last: date) -> Dates:
        """Everything that is found of these days."""
        found = [
            *self._events(first, last),
            *self._days_off(first, last),
            *_rhythm(first, last),
            *self._unknown(first, last),
        ]
        found += self._clear(found)
        found.sort(key=lambda finding: (-finding.level, -finding.cost, ORDER[finding.kind]))
        return Dates(first=first, last=last, findings=tuple(found))

    def _events(self, first: date, last: date) -> Iterator[Finding]:
        near = {other.key: other for day in days_of(first, last) for other in self._by_day.get(day, ())}
        for other in sorted(near.values(), key=lambda other: (other.first, other.key)):
            if other.first <= last and other.last >= first:
                yield from _overlapping(self.meeting, other, first, last)
            else:
                yield from _next_to(self.meeting, other)
        for other in self._vague:
            if other.first <= last and other.last >= first:
                yield from _vaguely_near(self.meeting, other)

    def _days_off(self, first: date, last: date) -> Iterator[Finding]:
        """Of the states that take a part by what they do, of all others together."""
        holidays: dict[str, list[date]] = defaultdict(list)
        weekends: dict[str, list[date]] = defaultdict(list)
        for day in days_of(first, last):
            on_holiday, at_rest = self._closed_on(day)
            for code in on_holiday:
                holidays[code].append(day)
            for code in at_rest:
                weekends[code].append(day)
        yield from self._holidays(holidays)
        yield from self._weekends(weekends)

    def _closed_on(self, day: date) -> tuple[list[str], list[str]]:
        """The states with a holiday on this day, and those with their weekly rest."""
        if day not in self._closed:
            rows = self.calendars.values()
            holidays = [row.code for row in rows if day in row.days_off]
            rest = [row.code for row in rows if row.rests_on(day) and day not in row.days_off]
            self._closed[day] = holidays, rest
        return self._closed[day]

    def _holidays(self, found: Mapping[str, Sequence[date]]) -> Iterator[Finding]:
        groups: dict[tuple[Part, tuple[date, ...], bool], list[str]] = defaultdict(list)
        for code, days in self._involved(found):
            is_estimated = all(self.calendars[code].days_off[day] for day in days)
            groups[self.parts[code], tuple(days), is_estimated].append(code)
        for (part, days, is_estimated), codes in groups.items():
            level = Level.CLASH if part == Part.HOST and not is_estimated else Level.CARE
            cost = HOLIDAY_A_DAY[part] * len(days) * len(codes) * (ESTIMATED if is_estimated else 1)
            yield Finding(
                kind=Kind.HOLIDAY, level=level, cost=cost, part=part, states=tuple(codes), days=days,
                is_estimated=is_estimated,
            )  # fmt: skip
        if elsewhere := self._elsewhere(found):
            level = Level.CARE if len(elsewhere) >= MANY else Level.REMARK
            yield _together(Kind.HOLIDAY_ELSEWHERE, level, elsewhere, HOLIDAY_A_DAY[Part.OTHER])

    def _weekends(self, found: Mapping[str, Sequence[date]]) -> Iterator[Finding]:
        groups: dict[tuple[Part, tuple[date, ...]], list[str]] = defaultdict(list)
        for code, days in self._involved(found):
            groups[self.parts[code], tuple(days)].append(code)
        for (part, days), codes in groups.items():
            cost = WEEKEND_A_DAY[part] * len(days) * len(codes)
            yield Finding(kind=Kind.WEEKEND, level=Level.CARE, cost=cost, part=part, states=tuple(codes), days=days)
        if elsewhere := self._elsewhere(found):
            yield _together(Kind.WEEKEND_ELSEWHERE, Level.REMARK, elsewhere, WEEKEND_A_DAY[Part.OTHER])

    def _involved(self, found: Mapping[str, Sequence[date]]) -> list[tuple[str, Sequence[date]]]:
        return [(code, days) for code, days in found.items() if self.parts[code] != Part.OTHER]

    def _elsewhere(self, found: Mapping[str, Sequence[date]]) -> dict[str, Sequence[date]]:
        return {code: days for code, days in found.items() if self.parts[code] == Part.OTHER}

    def _unknown(self, first: date, last: date) -> Iterator[Finding]:
        """States of which no holiday is known in a year of these days: silence would look like a clear day."""
        years = tuple(sorted({first.year, last.year}))
        lacking = [row.code for row in self.calendars.values() if not row.known_years.issuperset(years)]
        for kind, level, codes in (
            (Kind.NO_DATA, Level.CARE, [code for code in lacking if self.parts[code] != Part.OTHER]),
            (Kind.NO_DATA_ELSEWHERE, Level.REMARK, [code for code in lacking if self.parts[code] == Part.OTHER]),
        ):
            if codes:
                yield Finding(kind=kind, level=level, states=tuple(codes), years=years)

    def _clear(self, found: Sequence[Finding]) -> Iterator[Finding]:
        """What was looked for and not found."""
        kinds = {finding.kind for finding in found}
        if not kinds & {Kind.CLASH, Kind.STATUTORY, Kind.COORDINATOR, Kind.ONE_DELEGATION, Kind.NO_DAY_BETWEEN}:
            yield Finding(kind=Kind.FREE_OF_CLASHES, level=Level.CLEAR)
        involved = [code for code, part in self.parts.items() if part != Part.OTHER]
        if involved and not kinds & {Kind.HOLIDAY, Kind.WEEKEND, Kind.NO_DATA}:
            yield Finding(kind=Kind.WORKING_DAYS, level=Level.CLEAR, states=tuple(involved))


def days_of(first: date, last: date) -> list[date]:
    return [first + ONE_DAY * number for number in range((last - first).days + 1)]


def part_of(meeting: Meeting, code: str) -> Part:
    if code == meeting.host:
        return Part.HOST
    if code in meeting.organisers:
        return Part.ORGANISER
    return Part.COORDINATOR if code in meeting.coordinators else Part.OTHER


def shared_by(one: Meeting, other: Meeting) -> tuple[tuple[Shared, ...], frozenset[str]]:
    """What two meetings have in common, and the states that would have to be at both."""
    found = []
    organisers = one.organisers & other.organisers
    # A coordinator follows the events of its area, whoever organises them.
    coordinators = one.coordinators & (other.coordinators | other.organisers) | one.organisers & other.coordinators
    if organisers:
        found.append(Shared.ORGANISER)
    if one.area and one.area == other.area:
        found.append(Shared.AREA)
    if one.council and one.council == other.council:
        found.append(Shared.COUNCIL)
    if coordinators:
        found.append(Shared.COORDINATOR)
    return tuple(found), organisers or coordinators


def _overlapping(meeting: Meeting, other: OtherEvent, first: date, last: date) -> Iterator[Finding]:
    shared, states = shared_by(meeting, other)
    days = tuple(days_of(max(first, other.first), min(last, other.last)))
    both_in_person = meeting.gathers_in_person and other.gathers_in_person
    same_city = bool(meeting.places & other.places)
    if other.is_statutory:
        kind, level, cost = Kind.STATUTORY, Level.CLASH, STATUTORY
    elif set(shared) - {Shared.COORDINATOR}:
        kind, level, cost = Kind.CLASH, Level.CLASH, CLASH
    elif shared:
        kind, level, cost = Kind.COORDINATOR, Level.CARE, COORDINATOR
    elif both_in_person and not same_city:
        kind, level, cost = Kind.ONE_DELEGATION, Level.CARE, ONE_DELEGATION
    elif both_in_person:
        kind, level, cost = Kind.SAME_CITY, Level.CARE, SAME_CITY
    else:
        return
    yield Finding(
        kind=kind, level=level, cost=cost, event=other, shared=shared, states=tuple(sorted(states)), days=days
    )


def _next_to(meeting: Meeting, other: OtherEvent) -> Iterator[Finding]:
    """One ends on the day before the other begins: in another city nobody is in time for both."""
    if meeting.gathers_in_person and other.gathers_in_person and not meeting.places & other.places:
        yield Finding(kind=Kind.NO_DAY_BETWEEN, level=Level.CARE, cost=NO_DAY_BETWEEN, event=other)


def _vaguely_near(meeting: Meeting, other: OtherEvent) -> Iterator[Finding]:
    shared, states = shared_by(meeting, other)
    if shared or other.is_statutory:
        yield Finding(
            kind=Kind.MAY_FALL, level=Level.REMARK, cost=MAY_FALL, event=other, shared=shared,
            states=tuple(sorted(states)),
        )  # fmt: skip


def _together(kind: Kind, level: Level, found: Mapping[str, Sequence[date]], cost_a_day: float) -> Finding:
    days = sorted({day for off in found.values() for day in off})
    cost = cost_a_day * sum(len(off) for off in found.values())
    return Finding(kind=kind, level=level, cost=cost, states=tuple(found), days=tuple(days))


def _rhythm(first: date, last: date) -> Iterable[Finding]:
    for year in sorted({first.year, last.year}):
        day = date(year, *CICA_DAY)
        if first <= day <= last:
            yield Finding(kind=Kind.CICA_DAY, level=Level.CARE, cost=ON_CICA_DAY, days=(day,))
