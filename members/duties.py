"""What a state does in CICA on a day, and since when or from which sources that is known.

Without a term a duty is attested, never "current". Seats belong to a higher app: they are reached by the
reverse relation `state.seats`, and what is needed of one is the protocol Seat.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from django.utils.translation import gettext as _

from cica_portal.common.date_words import page_language
from cica_portal.common.text import pick
from members.models import Chairmanship, Coordination, Dimension, MemberState
from members.terms import say_attested, say_day, say_term

CHAIR = "chair"


class Seat(Protocol):
    """A place in a body."""

    pk: int
    role: str
    state: MemberState | None
    council: Any
    starts_on: date | None
    ends_on: date | None
    attested_on: date | None
    attested_text: str
    meeting_en: str
    meeting_ru: str
    source: str
    confidence: str

    @property
    def institution(self) -> str: ...

    def get_role_display(self) -> str: ...


class Standing(StrEnum):
    """How a duty stands on the day."""

    IN_TERM = "in_term"
    ATTESTED = "attested"
    EARLIER = "earlier"


class Kind(StrEnum):
    """What a duty is about, in the order in which duties are listed."""

    CICA = "cica"
    COUNCIL = "council"
    DIMENSION = "dimension"
    AREA = "area"


@dataclass(frozen=True)
class Evidence:
    """One source, the time for which it speaks (in its own words) and how sure it is."""

    text: str
    source: str
    confidence: str = ""
    is_inferred: bool = False


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One duty of one holder. `subject` is a body, a dimension or an area; the chair of CICA has none."""

    kind: Kind
    role: str
    role_label: str
    standing: Standing
    state: MemberState | None
    institution: str = ""
    subject: Any = None
    dimension: Dimension | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    decided: str = ""
    evidence: tuple[Evidence, ...] = ()
    followed_by: Duty | None = None

    @property
    def is_earlier(self) -> bool:
        return self.standing == Standing.EARLIER

    @property
    def term(self) -> str:
        return say_term(self.starts_on, self.ends_on)

    @property
    def attested(self) -> str:
        """The times for which sources speak, joined: "2021, 2024"; the start of the term is said already."""
        said = dict.fromkeys(say_attested(item.text) for item in self.evidence if item.text)
        if self.starts_on:
            said.pop(say_day(self.starts_on), None)
        return ", ".join(said)

    @property
    def sources(self) -> list[Evidence]:
        return [item for item in self.evidence if item.source]


@dataclass(frozen=True)
class Duties:
    """The duties of one state on one day: those in term or attested, and those of earlier times."""

    day: date
    now: list[Duty]
    earlier: list[Duty]

    @property
    def are_partly_unknown(self) -> bool:
        """Whether some duty is only attested, so that nothing tells whether it still holds."""
        return any(duty.standing == Standing.ATTESTED for duty in self.now)


def duties_of(state: MemberState, day: date) -> Duties:
    """What is known by this day, in a fixed number of queries."""
    chairmanships = state.chairmanships.select_related("state").filter(starts_on__lte=day)
    coordinations = state.coordinations.select_related("state", "dimension", "area__dimension").known_by(day)
    seats = list(state.seats.known_by(day).with_chairs(day))
    found = [
        *(chairmanship_duty(row, day) for row in chairmanships),
        *chair_duties(state, seats, day),
        *(coordination_duty(row, day) for row in coordinations),
        *(seat_duty([seat], day) for seat in seats if seat.role != CHAIR),
    ]
    found.sort(key=_order)
    return Duties(day, [duty for duty in found if not duty.is_earlier], [duty for duty in found if duty.is_earlier])


def chairmanship_duty(row: Chairmanship, day: date) -> Duty:
    is_over = row.ends_on is not None and row.ends_on <= day
    return Duty(
        kind=Kind.CICA,
        role=CHAIR,
        role_label=_("Chair of CICA"),
        standing=Standing.EARLIER if is_over else Standing.IN_TERM,
        state=row.state,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        decided=_words(row.meeting_en, row.meeting_ru),
        evidence=(Evidence("", row.source, row.confidence),),
    )


def coordination_duty(row: Coordination, day: date) -> Duty:
    """Of a coordination that came from `known_by(day)`."""
    return Duty(
        kind=Kind.AREA if row.area else Kind.DIMENSION,
        role=row.role,
        role_label=row.get_role_display(),
        standing=_standing(row.starts_on, row.ends_on, day),
        state=row.state,
        subject=row.subject,
        dimension=row.area.dimension if row.area else row.dimension,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        decided=_words(row.decision_en, row.decision_ru),
        evidence=_coordination_evidence(row),
    )


def _coordination_evidence(row: Any) -> tuple[Evidence, ...]:
    inferred = bool(row.basis)
    attestations = [
        Evidence(item.as_of_text, item.source, item.confidence, inferred or bool(item.basis))
        for item in row.attested_by
    ]
    return tuple(attestations) or (Evidence("", row.source, row.confidence, inferred),)


def seat_duty(holding: Sequence[Seat], day: date) -> Duty:
    """Of one holding: a seat with a term, or all seats that attest the same holder without a term."""
    last = holding[-1]
    return Duty(
        kind=Kind.COUNCIL,
        role=last.role,
        role_label=last.get_role_display(),
        standing=_standing(last.starts_on, last.ends_on, day),
        state=last.state,
        institution=last.institution,
        subject=last.council,
        dimension=last.council.dimension,
        starts_on=last.starts_on,
        ends_on=last.ends_on,
        decided=_words(last.meeting_en, last.meeting_ru),
        evidence=tuple(Evidence(_attested_text(seat), seat.source, seat.confidence) for seat in holding),
    )


def _attested_text(seat: Seat) -> str:
    return seat.attested_text or (seat.attested_on.isoformat() if seat.attested_on else "")


def chair_duties(state: MemberState, seats: Iterable[Any], day: date) -> list[Duty]:
    """The state's chairs among all chairs of the bodies that it chairs or chaired."""
    bodies = {seat.council_id: seat.council for seat in seats if seat.role == CHAIR}
    duties = [duty for body in bodies.values() for duty in chairs_of_body(body.known_chairs, day)]
    return [duty for duty in duties if duty.state == state]


def chairs_of_body(seats: Iterable[Seat], day: date) -> list[Duty]:
    """All chairs of one body, the latest first.

    A chair is over when its term is, or when it has no end and another holder is known for later.
    """
    holdings = sorted(_holdings(seats), key=_since, reverse=True)
    return [_followed(seat_duty(holding, day), _next_after(holding, holdings), day) for holding in holdings]


def _followed(duty: Duty, follower: Sequence[Seat] | None, day: date) -> Duty:
    if follower is None or not (duty.is_earlier or duty.ends_on is None):
        return duty
    return replace(duty, standing=Standing.EARLIER, followed_by=seat_duty(follower, day))


def _holdings(seats: Iterable[Seat]) -> list[list[Seat]]:
    groups: dict[Any, list[Seat]] = defaultdict(list)
    for seat in sorted(seats, key=lambda seat: _since([seat])):
        groups[seat.pk if seat.starts_on or seat.ends_on else _holder(seat)].append(seat)
    return list(groups.values())


def _next_after(holding: Sequence[Seat], holdings: Sequence[Sequence[Seat]]) -> Sequence[Seat] | None:
    """The first other holder that is known for later."""
    later = (other for other in holdings if _since(other) > _since(holding))
    others = (other for other in later if _holder(other[0]) != _holder(holding[0]))
    return min(others, key=_since, default=None)


def _holder(seat: Seat) -> tuple[int | None, str]:
    return seat.state.pk if seat.state else None, "" if seat.state else seat.institution


def _since(holding: Sequence[Seat]) -> date:
    return max(seat.starts_on or seat.attested_on or date.min for seat in holding)


def _standing(starts_on: date | None, ends_on: date | None, day: date) -> Standing:
    if ends_on is not None and ends_on < day:
        return Standing.EARLIER
    return Standing.IN_TERM if starts_on else Standing.ATTESTED


def _words(english: str, russian: str) -> str:
    return pick(page_language(), english, russian)[0]


def _order(duty: Duty) -> tuple[Any, ...]:
    """Chair of CICA, chairs of bodies, coordinations (coordinator first, by dimension), other seats; newest first."""
    groups = [duty.kind == Kind.CICA, duty.kind == Kind.COUNCIL and duty.role == CHAIR, duty.kind != Kind.COUNCIL]
    position = duty.dimension.position if duty.dimension and duty.kind != Kind.COUNCIL else 0
    newest = -(duty.starts_on or date.min).toordinal()
    name = duty.subject.name if duty.subject else ""
    return (*(not group for group in groups), duty.role == "co_coordinator", position, name, newest)
