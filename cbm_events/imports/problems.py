"""What is wrong with a row, or was read otherwise than it stands there: kept as codes, said in the page's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from cbm_events.imports.headings import BY_KEY
from cbm_events.models import Event
from cica_portal.common.date_words import page_language
from cica_portal.common.fuzzy import Period, Precision, describe

Words = str | Promise
RULE = "rule:"


@dataclass(frozen=True)
class Remark:
    """`target` is the column, `value` what stands there; `offers` are texts that may be meant instead."""

    code: str
    target: str = ""
    value: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    offers: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Remark:
        return cls(**{**stored, "offers": tuple(stored.get("offers", ()))})

    @property
    def label(self) -> str:
        target = BY_KEY.get(self.target)
        return str(target.label) if target else ""

    @property
    def words(self) -> str:
        """What it is, and how it is put right."""
        if self.code.startswith(RULE):
            return str(RULES[self.code.removeprefix(RULE)])
        params = {"value": self.value} | {name: _shown(value) for name, value in self.params.items()}
        return str(WORDS[self.code]) % params


def _shown(value: Any) -> Any:
    """A period among the parameters, in words."""
    return describe(period_of(value), page_language()) if isinstance(value, list) else value


def period_as_json(period: Period) -> list[str]:
    edges = (period.earliest, period.latest)
    return [*(edge.isoformat() if edge else "" for edge in edges), str(period.precision)]


def period_of(stored: list[str]) -> Period:
    first, last, precision = stored
    return Period(_day(first), _day(last), Precision(precision))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


RULES: dict[str, Words] = {rule.name: rule.violation_error_message or "" for rule in Event._meta.constraints}
WORDS: dict[str, Words] = {
    # Dates
    "unread": gettext_lazy(
        "“%(value)s” is not read as a date. Enter it like 12–14 May 2026, May 2026, Q2 2026 or TBC."
    ),
    "ambiguous": gettext_lazy(
        "“%(value)s” is %(first)s or %(second)s. Write the month as a word, or choose for the whole file what stands "
        "first."
    ),
    "no_such_day": gettext_lazy("There is no such day: %(detail)s. Enter the days like 29–30 May 2026."),
    "no_year": gettext_lazy("“%(value)s” names no year. Add it, or choose the year for the whole file."),
    "order": gettext_lazy("“%(value)s” ends before it begins. Enter the first day first."),
    "dates_differ": gettext_lazy(
        "The dates in words (%(said)s) and the first and last day (%(days)s) say different things. Correct one of them."
    ),
    "no_dates": gettext_lazy("There is no date. Enter it, or “TBC” if it is not known yet."),
    "clock": gettext_lazy("“%(value)s” is not read as a time. Enter it like 10:00, by the 24-hour clock."),
    "year": gettext_lazy("Enter a year from 1992 to 2099."),
    "time_order": gettext_lazy("Enter a closing time after the opening time."),
    "time_missing": gettext_lazy("Enter the opening time too."),
    # Text
    "markup": gettext_lazy("Write plain text: remove the HTML tags."),
    "control": gettext_lazy("Remove the control characters from the text."),
    "line_break": gettext_lazy("Keep it on one line."),
    "max_length": gettext_lazy("Shorten it to %(limit)s characters; it has %(length)s."),
    # Names
    "unknown": gettext_lazy("“%(value)s” is not in the list. Choose from it, or correct the name."),
    "no_party": gettext_lazy(
        "No state, body or organisation is called “%(value)s”. Correct the name, or choose for the whole file that "
        "unknown names are institutions."
    ),
    "no_kind": gettext_lazy("The kind of event is blank. Choose it."),
    "no_title": gettext_lazy("The title is blank. Enter it in English or in Russian."),
    "twice": gettext_lazy("%(value)s is named twice among those who organise, or twice in one role. Name it once."),
    "not_a_state": gettext_lazy("“%(value)s” is close to the name of a member state. Correct it, or choose the state."),
    # Rules of events
    "other_dimension": gettext_lazy("“%(area)s” belongs to another dimension: %(dimension)s. Correct one of them."),
    "both_titles": gettext_lazy("An event that everybody sees needs its title in both languages. Enter the other one."),
    "proposal_reach": gettext_lazy(
        "A proposal is seen by its own states and the Secretariat only. Choose “Secretariat only”, or another status."
    ),
    "transition": gettext_lazy("An event that is %(before)s cannot become %(after)s here. Leave the status as it is."),
    "not_begun": gettext_lazy("The event has not begun yet, so it cannot be held. Correct the status or the dates."),
    "nominations_late": gettext_lazy("Nominations end before the event begins: enter an earlier day."),
    "report_early": gettext_lazy("The report follows the event: enter a later day."),
    # Which event
    "no_event": gettext_lazy("No event has the identifier “%(value)s”. Leave the cell empty for a new event."),
    "bad_version": gettext_lazy("“%(value)s” is no version of this event. Leave the column as it was exported."),
    "several": gettext_lazy(
        "%(count)s events have this title, these dates and these organisers. Enter the identifier of the one that is "
        "meant."
    ),
    "same_event": gettext_lazy("Rows %(rows)s are about one event. Leave out all but one of them."),
    "repeated": gettext_lazy("The row repeats row %(row)s: title, dates and organisers are the same. Leave one out."),
    "stale": gettext_lazy("The event was changed since the file was exported. Take the file’s values, or leave it."),
    "duplicate": gettext_lazy("Looks like an event that is there. Is it a new event, or a change to that one?"),
}  # fmt: skip
NOTES: dict[str, Words] = {
    "read_as": gettext_lazy("Read as %(meaning)s from “%(value)s”"),
    "serial": gettext_lazy("Read as %(meaning)s from the day number %(value)s"),
    "online_place": gettext_lazy("Format read as online from the place “%(value)s”"),
    "kind_in_title": gettext_lazy("Kind read from the title: %(meaning)s"),
    "country_in_city": gettext_lazy("Country read from the place: %(meaning)s"),
    "place_then": gettext_lazy("At that time the place was called %(meaning)s"),
    "other_country": gettext_lazy("“%(value)s” is entered as a country that is no member state"),
    "institution": gettext_lazy("“%(value)s” is entered as an institution"),
    "by_heading": gettext_lazy("Dimension read from the line above: %(meaning)s"),
    "by_file": gettext_lazy("%(meaning)s, as chosen for the whole file"),
}
WORDS |= NOTES
