"""A row of a file as an event that may be: what it says of each field, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cbm_events.imports.names import Names, Party
from cbm_events.imports.problems import Remark
from cbm_events.models import Event
from cica_portal.common.date_reading import DayOrder
from cica_portal.common.fuzzy import Period


@dataclass(frozen=True)
class Options:
    """What a person says once for a whole file: how its dates are meant, and what holds where a row is silent."""

    order: DayOrder | None = None
    year: int | None = None
    kind: str = ""
    status: str = "planned"
    visibility: str = "member_states"
    organiser: str = ""
    takes_institutions: bool = False


@dataclass(frozen=True)
class Context:
    """What rows are read with; `today` is the day in Astana.

    What thousands of rows have in common is made once: `judged` are parties that have been found good, `event` is the
    one that each row fills in turn to be asked the rules.
    """

    names: Names
    options: Options
    today: date
    judged: set[tuple[Any, ...]] = field(default_factory=set)
    event: Event = field(default_factory=Event)


@dataclass
class Draft:
    """`values` are in the form in which history keeps them; a field of which the row says nothing is not among them.

    `periods` are the dates in words and in two columns, as far as the row has them; `parties` go by their role.
    """

    number: int
    key: str = ""
    version: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    parties: dict[str, list[Party]] = field(default_factory=dict)
    periods: list[Period] = field(default_factory=list)
    date_text: str = ""
    problems: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def refuse(self, code: str, target: str, value: str = "", offers: tuple[str, ...] = (), **params: Any) -> None:
        self.problems.append(Remark(code, target, value, params, offers))

    def note(self, code: str, target: str, value: str = "", **params: Any) -> None:
        self.notes.append(Remark(code, target, value, params))
