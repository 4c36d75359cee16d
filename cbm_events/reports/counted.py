"""Which events of a year enter the figures of a sheet: by the rule of the summaries, whatever their status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from cbm_events.models import Event
from cbm_events.reports.lines import INFERRED
from cbm_events.summaries.counting import Why
from cbm_events.summaries.wording import WHY
from cica_portal.common.fuzzy import Precision


@dataclass(frozen=True)
class Year:
    """The events of which some day may fall into the year. `stated` is a field that must not be inferred only."""

    year: int
    listed: Sequence[Event]
    with_statutory: bool = False
    stated: str = ""

    @property
    def counted(self) -> list[Event]:
        return [event for event in self.listed if not self.why(event)]

    def why(self, event: Event) -> str:
        """Why it is not counted, in words, if it is not."""
        assert event.earliest
        assert event.latest
        is_exact = event.precision == Precision.DAY
        reasons = {
            Why.SAMPLE: event.is_sample,
            Why.STATUTORY: event.is_statutory and not self.with_statutory,
            Why.YEAR_NOT_KNOWN: not is_exact and event.earliest.year != event.latest.year,
            Why.BEGAN_EARLIER: event.earliest.year < self.year,
            Why.DATE_INFERRED: is_inferred(event, "earliest"),
            Why.STATUS_INFERRED: is_inferred(event, "status"),
        }
        words = [str(WHY[why].title) for why, holds in reasons.items() if holds]
        words += [_("Inferred that it belongs here")] if is_inferred(event, self.stated) else []
        return words[0] if words else ""

    def of(self, year: int) -> Year:
        """Another year of the same events."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        inside = [event for event in self.listed if touches(event, first, last)]
        return replace(self, year=year, listed=inside)


def touches(event: Event, first: date, last: date) -> bool:
    return bool(event.earliest and event.latest and event.earliest <= last and event.latest >= first)


def is_inferred(event: Event, name: str) -> bool:
    return bool(event.basis.get(name) == INFERRED)
