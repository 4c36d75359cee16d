"""VTIMEZONE from the pinned tzdata: every change of a zone's clocks within some years, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

from cbm_events.feeds.content_lines import line, text_line

ONE_DAY, ONE_SECOND = timedelta(days=1), timedelta(seconds=1)
NOTHING = timedelta(0)
# Written as UTC; a VTIMEZONE for it is refused by some.
UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"})


def write_timezone(zone: str, first_year: int, last_year: int) -> str:
    """The rules that hold from the first day of the first year to the last day of the last."""
    info, begins = ZoneInfo(zone), datetime(first_year, 1, 1, tzinfo=UTC) - ONE_DAY
    found = (changes_in(zone, year) for year in range(first_year, last_year + 1))
    moments = [begins, *dict.fromkeys(chain.from_iterable(found))]
    parts = [observance(info, moment, is_first=moment == begins) for moment in moments]
    return f"{line('BEGIN', 'VTIMEZONE')}{line('TZID', zone)}{''.join(parts)}{line('END', 'VTIMEZONE')}"


@lru_cache(maxsize=4096)
def changes_in(zone: str, year: int) -> tuple[datetime, ...]:
    """The first second of each new rule, from a day before the year in UTC to a day after it."""
    info, day = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC) - ONE_DAY
    ends, rule, moments = datetime(year + 1, 1, 1, tzinfo=UTC) + ONE_DAY, rule_at(info, day), []
    while day < ends:
        next_rule = rule_at(info, day + ONE_DAY)
        if next_rule != rule:
            moments.append(moment_of_change(info, day, day + ONE_DAY))
        day, rule = day + ONE_DAY, next_rule
    return tuple(moments)


def moment_of_change(info: ZoneInfo, low: datetime, high: datetime) -> datetime:
    old = rule_at(info, low)
    while high - low > ONE_SECOND:
        middle = low + timedelta(seconds=(high - low) // ONE_SECOND // 2)
        low, high = (middle, high) if rule_at(info, middle) == old else (low, middle)
    return high


def rule_at(info: ZoneInfo, moment: datetime) -> tuple[timedelta, bool, str]:
    local = moment.astimezone(info)
    return local.utcoffset() or NOTHING, bool(local.dst()), local.tzname() or ""


def observance(info: ZoneInfo, moment: datetime, *, is_first: bool) -> str:
    offset, is_daylight, name = rule_at(info, moment)
    before = offset if is_first else rule_at(info, moment - ONE_SECOND)[0]
    kind = "DAYLIGHT" if is_daylight else "STANDARD"
    return "".join(
        [
            line("BEGIN", kind),
            line("DTSTART", f"{moment + before:%Y%m%dT%H%M%S}"),
            line("TZOFFSETFROM", offset_words(before)),
            line("TZOFFSETTO", offset_words(offset)),
            text_line("TZNAME", name),
            line("END", kind),
        ]
    )


def offset_words(offset: timedelta) -> str:
    """ "+0530"; with seconds where a zone had them."""
    seconds = offset // ONE_SECOND
    hours, rest = divmod(abs(seconds), 3600)
    minutes, seconds_left = divmod(rest, 60)
    sign = "-" if seconds < 0 else "+"
    return f"{sign}{hours:02}{minutes:02}" + (f"{seconds_left:02}" if seconds_left else "")
