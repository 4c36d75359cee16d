"""What advice is built on: the dates that are being entered, other events, the calendars of states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cica_portal.common.fuzzy import Period, Precision


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """What two events may have in common. States, areas and bodies go by their codes, places by folded names."""

    period: Period
    gathers_in_person: bool = False
    places: frozenset[str] = frozenset()
    host: str = ""
    organisers: frozenset[str] = frozenset()
    coordinators: frozenset[str] = frozenset()
    area: str = ""
    council: str = ""

    @property
    def is_exact(self) -> bool:
        return self.period.precision == Precision.DAY and self.period.earliest is not None


@dataclass(frozen=True, kw_only=True)
class OtherEvent(Meeting):
    """An event that the viewer may see; its dates are known at least roughly."""

    key: str
    dimension: str = ""
    is_statutory: bool = False

    @property
    def first(self) -> date:
        assert self.period.earliest is not None, "gathered by its dates"
        return self.period.earliest

    @property
    def last(self) -> date:
        assert self.period.latest is not None, "gathered by its dates"
        return self.period.latest


@dataclass(frozen=True, kw_only=True)
class StateCalendar:
    """When the offices of a state are closed. `days_off` says of each day whether it is an estimate."""

    code: str
    weekend: frozenset[int]
    days_off: Mapping[date, bool] = field(default_factory=dict)
    working: frozenset[date] = frozenset()
    known_years: frozenset[int] = frozenset()

    def rests_on(self, day: date) -> bool:
        """A day of its weekend, unless it is worked this time."""
        return day.weekday() in self.weekend and day not in self.working


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Everything that may stand against dates, near them."""

    others: tuple[OtherEvent, ...] = ()
    calendars: tuple[StateCalendar, ...] = ()
