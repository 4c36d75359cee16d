"""What is known of each state at an event, out of what several sources said on several days. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cbm_events.models import Participation

Answer = Participation.Answer
YES, NO = "yes", "no"
SEPARATOR = "/"


class Said(NamedTuple):
    """What one source says of one state; what it does not say is empty."""

    answer: str = ""
    delegates: int | None = None
    attended: bool | None = None
    level: str = ""

    @property
    def is_nothing(self) -> bool:
        return self == Said()

    def as_text(self) -> str:
        """For a form, which sends back what it showed."""
        attended = "" if self.attended is None else YES if self.attended else NO
        delegates = "" if self.delegates is None else str(self.delegates)
        return SEPARATOR.join((self.answer, delegates, attended, self.level))


def said_by(row: Participation | None) -> Said:
    return Said(row.answer, row.delegates, row.attended, row.level) if row else Said()


def said_in(text: str) -> Said:
    """What `as_text` wrote; what it did not write says nothing."""
    answer, delegates, attended, level = (*text.split(SEPARATOR), "", "", "", "")[:4]
    return Said(
        answer,
        int(delegates) if delegates.isdecimal() and len(delegates) < 6 else None,
        {YES: True, NO: False}.get(attended),
        level,
    )


@dataclass(frozen=True)
class Standing:
    """The latest of each thing that is stated of a state, and the day and source of the last statement."""

    said: Said
    as_of: date
    source: str

    @property
    def answer(self) -> str:
        return self.said.answer

    @property
    def delegates(self) -> int | None:
        return self.said.delegates

    @property
    def attended(self) -> bool | None:
        return self.said.attended


def standings(rows: Iterable[Participation]) -> dict[int, Standing]:
    """By state. Rows come in the order of their days; a row that leaves something open does not take it away."""
    found: dict[int, Standing] = {}
    for row in rows:
        before = found[row.state_id].said if row.state_id in found else Said()
        found[row.state_id] = Standing(_over(before, said_by(row)), row.as_of, row.source)
    return found


def _over(before: Said, now: Said) -> Said:
    """Who sends regrets after naming delegates sends none."""
    delegates = before.delegates if now.delegates is None else now.delegates
    return Said(
        now.answer or before.answer,
        None if now.answer == Answer.REGRETS else delegates,
        before.attended if now.attended is None else now.attended,
        now.level or before.level,
    )


@dataclass(frozen=True)
class Totals:
    """Replies of states whose attendance is not stated yet, and how many attended."""

    taking_part: int = 0
    attended: int = 0
    awaited: int = 0
    regrets: int = 0


def totals(of: Iterable[Standing], *, is_public: bool) -> Totals:
    """Who has not replied or does not come is not for the public, not even as a number."""
    known = list(of)
    answers = Counter(standing.answer for standing in known if standing.attended is None)
    return Totals(
        taking_part=answers[Answer.TAKES_PART],
        attended=sum(1 for standing in known if standing.attended),
        awaited=0 if is_public else answers[Answer.AWAITED],
        regrets=0 if is_public else answers[Answer.REGRETS],
    )


@dataclass(frozen=True)
class Sheet:
    """What one source said on one day, of one or more states."""

    source: str
    as_of: date
    rows: Sequence[Participation]

    @property
    def key(self) -> str:
        """The identifier of one of its rows stands for it in addresses."""
        return self.rows[0].public_id

    @property
    def taking_part(self) -> int:
        return sum(row.answer == Answer.TAKES_PART for row in self.rows)

    @property
    def attended(self) -> int:
        return sum(bool(row.attended) for row in self.rows)

    @property
    def delegates(self) -> int:
        return sum(row.delegates or 0 for row in self.rows)


def sheets(rows: Iterable[Participation]) -> list[Sheet]:
    """The latest first."""
    groups: dict[tuple[date, str], list[Participation]] = defaultdict(list)
    for row in rows:
        groups[row.as_of, row.source].append(row)
    ordered = sorted(groups.items(), key=lambda item: item[0], reverse=True)
    return [Sheet(source, as_of, group) for (as_of, source), group in ordered]


def disagreements(rows: Iterable[Participation]) -> Mapping[int, Sequence[Participation]]:
    """States of whose attendance or number of delegates present two sources say different things.

    A reply that changes from day to day is no disagreement, and a source that corrects itself is none either.
    """
    last: dict[int, dict[str, Participation]] = defaultdict(dict)
    for row in rows:
        if row.attended is not None:
            last[row.state_id][row.source] = row
    return {
        state: list(by_source.values())
        for state, by_source in last.items()
        if len({(row.attended, row.delegates) for row in by_source.values()}) > 1
    }
