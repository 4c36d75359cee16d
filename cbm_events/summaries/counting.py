"""Whether an event counts, by a rule: pure functions.

Total: events of confidence-building measures that were held in the period. An event counts in the year in
which it began. What is inferred enters no count: such an event stands under "not stated", and one whose date
is inferred is not counted at all. What else can be chosen stands in `CountingRule`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from cbm_events.models.choices import STATUTORY_KINDS, Kind, Mode, Status
from cica_portal.common.fuzzy import Period, Precision


@dataclass(frozen=True)
class CountingRule:
    """What is left to choose; a new version number is a change of what the rest of the rule says."""

    # A joint event counts once, or with each of its organisers.
    joint: str = "once"
    # Each meeting of a series counts, or the series once, with its main event.
    series: str = "each"
    councils: str = "in"
    online: str = "in"

    CHOICES: ClassVar[Mapping[str, tuple[str, str]]] = {
        "joint": ("once", "each"),
        "series": ("each", "once"),
        "councils": ("in", "out"),
        "online": ("in", "out"),
    }
    VERSION: ClassVar[str] = "held-2"

    @property
    def code(self) -> str:
        """ "held-2 joint-once series-each councils-in online-in": kept with each edition."""
        return " ".join((self.VERSION, *(f"{name}-{getattr(self, name)}" for name in self.CHOICES)))

    @classmethod
    def of(cls, code: str) -> CountingRule:
        chosen = dict(part.split("-", 1) for part in code.split()[1:])
        return cls(**{name: value for name, value in chosen.items() if value in cls.CHOICES.get(name, ())})


NOT_STATED = "not_stated"
SECRETARIAT = "secretariat"
OTHERS = "others"
ONLINE = "online"
EXACT_MONTHS = frozenset({Precision.DAY, Precision.MONTH})


MEETINGS = STATUTORY_KINDS | {Kind.COUNCIL_SESSION}


class Why(StrEnum):
    """Why an event of the year is not counted."""

    SAMPLE = "sample"
    STATUTORY = "statutory"
    COUNCIL_SESSION = "council_session"
    ONLINE = "online"
    PART_OF_SERIES = "part_of_series"
    BEGAN_EARLIER = "began_earlier"
    YEAR_NOT_KNOWN = "year_not_known"
    DATE_INFERRED = "date_inferred"
    STATUS_INFERRED = "status_inferred"
    PROPOSED = "proposed"
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


# What keeps a meeting out of the measures, but not out of the meetings of bodies.
EXCUSED: frozenset[Why] = frozenset({Why.STATUTORY, Why.COUNCIL_SESSION, Why.ONLINE, Why.PART_OF_SERIES})


@dataclass(frozen=True, kw_only=True, slots=True)
class EventFacts:
    """One event as its audience sees it. `dimension`, `area`, `kind`, `mode`, the city are empty if not stated.

    `main` is the event to whose series it belongs, if any; `outside_plan` is said only where a plan is recorded.
    """

    subject_id: str
    title_en: str
    title_ru: str
    status: str
    kind: str
    mode: str = ""
    dimension: str = ""
    area: str = ""
    city_en: str = ""
    city_ru: str = ""
    country: str = ""
    body: str = ""
    states: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    earliest: date
    latest: date
    precision: str
    is_sample: bool = False
    main: str = ""
    moved: bool = False
    outside_plan: bool = False
    inferred: tuple[str, ...] = ()

    @property
    def period(self) -> Period:
        return Period(self.earliest, self.latest, Precision(self.precision))

    def stated(self, name: str) -> str:
        """The value of a field, or "not stated" when it is empty or inferred."""
        value: str = getattr(self, name)
        return NOT_STATED if not value or name in self.inferred else value

    @property
    def is_online(self) -> bool:
        return self.stated("mode") == Mode.ONLINE

    @property
    def city(self) -> str:
        """The code of the host city: its name. An online event has none."""
        if self.is_online:
            return ONLINE
        return self.city_en or self.city_ru if "city" not in self.inferred and self.has_city else NOT_STATED

    @property
    def has_city(self) -> bool:
        return bool(self.city_en or self.city_ru)

    @property
    def year(self) -> int:
        """In which it began, if that is known, else 0."""
        is_known = self.precision == Precision.DAY or self.earliest.year == self.latest.year
        return self.earliest.year if is_known else 0

    @property
    def month(self) -> int:
        """1 to 12, when the month in which the event began is known, else 0."""
        if self.precision not in EXACT_MONTHS or "earliest" in self.inferred:
            return 0
        if self.precision == Precision.MONTH and self.earliest.month != self.latest.month:
            return 0
        return self.earliest.month

    @property
    def organisers(self) -> tuple[str, ...]:
        return (*self.states, *self.others) or (NOT_STATED,)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One event with the reason why it is not counted, empty if it is, and what it adds to the total.

    `meeting`: it is no confidence-building measure, but a meeting of CICA's bodies that was held in the period.
    """

    facts: EventFacts
    why: str
    weight: int
    meeting: bool = False

    @property
    def counted(self) -> bool:
        return not self.why


NO_RULE = CountingRule()


def judge(facts: EventFacts, years: range, rule: CountingRule = NO_RULE) -> Verdict:
    """Whether the event counts in these years, which follow each other."""
    why = list(_objections(facts, years, rule))
    is_meeting = facts.kind in MEETINGS and not set(why) - EXCUSED
    weight = 0 if why else len(facts.organisers) if rule.joint == "each" else 1
    return Verdict(facts, why[0].value if why else "", weight, is_meeting)


def _objections(facts: EventFacts, years: range, rule: CountingRule) -> Iterable[Why]:
    """The weightiest first."""
    if facts.is_sample:
        yield Why.SAMPLE
    if facts.kind in STATUTORY_KINDS:
        yield Why.STATUTORY
    if facts.kind == Kind.COUNCIL_SESSION and rule.councils == "out":
        yield Why.COUNCIL_SESSION
    if facts.is_online and rule.online == "out":
        yield Why.ONLINE
    if rule.series == "once" and facts.main:
        yield Why.PART_OF_SERIES
    if facts.precision != Precision.DAY and not (facts.earliest.year in years and facts.latest.year in years):
        yield Why.YEAR_NOT_KNOWN
    if facts.earliest.year < years[0]:
        yield Why.BEGAN_EARLIER
    if facts.status != Status.HELD:
        yield Why(facts.status)
    if "earliest" in facts.inferred:
        yield Why.DATE_INFERRED
    if "status" in facts.inferred:
        yield Why.STATUS_INFERRED
