"""Facts for the pure tests of the adviser, with defaults that hold."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cbm_events.adviser.checks import Almanac
from cbm_events.adviser.facts import Meeting, OtherEvent, StateCalendar, Surroundings
from cbm_events.adviser.findings import Dates, Finding, Kind
from cica_portal.common.fuzzy import Period, Precision

SATURDAY_SUNDAY, FRIDAY_SATURDAY = frozenset({5, 6}), frozenset({4, 5})
# Of 2026: a Tuesday and the two days that follow.
TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 9, day) for day in (15, 16, 17))
TODAY = date(2026, 3, 16)


def days(first: date, last: date | None = None) -> Period:
    return Period(first, last or first, Precision.DAY)


def meeting(period: Period | None = None, **values) -> Meeting:
    """Organised by Kazakhstan in Astana, on Tuesday to Thursday."""
    defaults: dict[str, Any] = {
        "period": period or days(TUESDAY, THURSDAY), "gathers_in_person": True, "places": frozenset({"astana"}),
        "host": "KAZ", "organisers": frozenset({"KAZ"}), "area": "ECO-SME",
    }  # fmt: skip
    return Meeting(**defaults | values)


def other(period: Period | None = None, **values) -> OtherEvent:
    """Something else in Bangkok on the Wednesday."""
    defaults: dict[str, Any] = {
        "key": "other", "period": period or days(WEDNESDAY), "gathers_in_person": True,
        "places": frozenset({"bangkok"}), "host": "THA", "organisers": frozenset({"THA"}), "area": "HUM-EDU",
    }  # fmt: skip
    return OtherEvent(**defaults | values)


def calendar(code: str, holidays: Mapping[date, bool] | None = None, **values) -> StateCalendar:
    defaults: dict[str, Any] = {
        "weekend": SATURDAY_SUNDAY,
        "days_off": holidays or {},
        "known_years": frozenset({2026, 2027}),
    }
    return StateCalendar(code=code, **defaults | values)


def look_up(*others: OtherEvent, calendars=(), of: Meeting | None = None) -> Dates:
    wanted = of or meeting()
    surroundings = Surroundings(others=others, calendars=tuple(calendars))
    assert wanted.period.earliest is not None
    assert wanted.period.latest is not None
    return Almanac(wanted, surroundings).look_up(wanted.period.earliest, wanted.period.latest)


def of_kind(dates: Dates, kind: Kind) -> Finding:
    [finding] = [finding for finding in dates.findings if finding.kind == kind]
    return finding


def kinds(dates: Dates) -> list[str]:
    """What was found, apart from what is clear."""
    return [finding.kind.value for finding in dates.findings if finding.level]
