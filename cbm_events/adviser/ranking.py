"""Which weeks are better than the dates that are being entered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cbm_events.adviser.checks import ONE_DAY, Almanac
from cbm_events.adviser.facts import Meeting, Surroundings
from cbm_events.adviser.findings import Advice, Dates
from cica_portal.common.fuzzy import Precision

WEEK = timedelta(days=7)
# How far round exact dates other weeks are looked at.
REACH = 6 * WEEK
SHOWN = 4
# How long an event is taken to be while its days are not known.
USUAL_DAYS = 2
# A longer one cannot be laid within one week of work; it is moved as a whole.
LONGEST = 31


def advise(meeting: Meeting, surroundings: Surroundings, *, today: date) -> Advice | None:
    """None when there is nothing to advise: no dates are known, or they are over."""
    first, last = meeting.period.earliest, meeting.period.latest
    if first is None or last is None or last <= today:
        return None
    almanac = Almanac(meeting, surroundings)
    if meeting.period.precision == Precision.DAY:
        chosen = almanac.look_up(first, last)
        return Advice(chosen=chosen, weeks=_better_weeks(almanac, chosen, today))
    weeks = [_best_of(almanac, starts, USUAL_DAYS) for starts in _weeks_within(max(first, today + ONE_DAY), last)]
    weeks.sort(key=lambda dates: (dates.cost, dates.first))
    return Advice(chosen=None, weeks=tuple(weeks[:SHOWN]))


def reach_of(meeting: Meeting) -> tuple[date, date] | None:
    """The days whose surroundings are needed to advise on the meeting."""
    first, last = meeting.period.earliest, meeting.period.latest
    if first is None or last is None:
        return None
    if meeting.period.precision != Precision.DAY:
        return first - ONE_DAY, last + ONE_DAY
    return first - REACH - WEEK, last + REACH + WEEK


def _better_weeks(almanac: Almanac, chosen: Dates, today: date) -> tuple[Dates, ...]:
    """Of each week near the chosen dates its best days, if they are better than the chosen ones."""
    length = (chosen.last - chosen.first).days + 1
    if length > LONGEST:
        return ()
    monday = chosen.first - ONE_DAY * chosen.first.weekday()
    found = []
    for number in range(-REACH // WEEK, REACH // WEEK + 1):
        starts = [day for day in _starts(monday + WEEK * number, length) if day > today]
        if starts:
            found.append(_best_of(almanac, starts, length, like=chosen.first))
    better = [dates for dates in found if dates.cost < chosen.cost]
    better.sort(key=lambda dates: (dates.cost, abs(dates.first - chosen.first), dates.first))
    return tuple(better[:SHOWN])


def _starts(monday: date, length: int) -> list[date]:
    """The days of the week from which the event still ends within it; a long one begins on any of them."""
    room = 7 - length + 1 if length <= 7 else 7
    return [monday + ONE_DAY * number for number in range(room)]


def _weeks_within(first: date, last: date) -> Iterator[list[date]]:
    """Of each week the days from which the usual event lies within first..last."""
    monday = first - ONE_DAY * first.weekday()
    while monday <= last:
        starts = [
            day for day in _starts(monday, USUAL_DAYS) if first <= day and day + ONE_DAY * (USUAL_DAYS - 1) <= last
        ]
        if starts:
            yield starts
        monday += WEEK


def _best_of(almanac: Almanac, starts: list[date], length: int, *, like: date | None = None) -> Dates:
    """The cheapest days of a week; of equal ones those on the same weekday, else the earliest."""
    candidates = [almanac.look_up(day, day + ONE_DAY * (length - 1)) for day in starts]
    return min(candidates, key=lambda dates: (dates.cost, _weekdays_apart(dates.first, like), dates.first))


def _weekdays_apart(day: date, like: date | None) -> int:
    return abs(day.weekday() - like.weekday()) if like else 0
