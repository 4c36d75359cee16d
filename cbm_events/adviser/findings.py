"""What is found of dates, from the worst on; no words yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from cbm_events.adviser.facts import OtherEvent


class Level(IntEnum):
    """The greater the worse."""

    CLEAR = 0
    REMARK = 1
    CARE = 2
    CLASH = 3


class Kind(StrEnum):
    CLASH = "clash"
    STATUTORY = "statutory"
    COORDINATOR = "coordinator"
    ONE_DELEGATION = "one_delegation"
    NO_DAY_BETWEEN = "no_day_between"
    SAME_CITY = "same_city"
    MAY_FALL = "may_fall"
    HOLIDAY = "holiday"
    HOLIDAY_ELSEWHERE = "holiday_elsewhere"
    WEEKEND = "weekend"
    WEEKEND_ELSEWHERE = "weekend_elsewhere"
    CICA_DAY = "cica_day"
    NO_DATA = "no_data"
    NO_DATA_ELSEWHERE = "no_data_elsewhere"
    FREE_OF_CLASHES = "free_of_clashes"
    WORKING_DAYS = "working_days"


class Shared(StrEnum):
    """What an event has in common with the one that is entered."""

    ORGANISER = "organiser"
    AREA = "area"
    COUNCIL = "council"
    COORDINATOR = "coordinator"


class Part(StrEnum):
    """What a state has to do with the event; the first that holds is named."""

    HOST = "host"
    ORGANISER = "organiser"
    COORDINATOR = "coordinator"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`cost` makes dates comparable; nothing more is read into it."""

    kind: Kind
    level: Level
    cost: float = 0
    event: OtherEvent | None = None
    shared: tuple[Shared, ...] = ()
    part: Part = Part.OTHER
    states: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    years: tuple[int, ...] = ()
    is_estimated: bool = False


@dataclass(frozen=True, kw_only=True)
class Dates:
    """Days, with everything that is found of them, the worst first."""

    first: date
    last: date
    findings: tuple[Finding, ...]

    @property
    def cost(self) -> float:
        return sum(finding.cost for finding in self.findings)

    @property
    def level(self) -> Level:
        return max((finding.level for finding in self.findings), default=Level.CLEAR)


@dataclass(frozen=True, kw_only=True)
class Advice:
    """`chosen` is None while the days are not known; `weeks` are the best dates of other weeks, the best first."""

    chosen: Dates | None
    weeks: tuple[Dates, ...]
