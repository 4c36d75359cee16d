"""Advice on dates over a year of 300 events, 28 states and their real holidays."""

from datetime import date, timedelta
from typing import Any

from django.test import Client

from cbm_events.adviser.gathering import Entry, advise_on
from cbm_events.adviser.wording import panel_of
from cbm_events.models import Event, EventRole
from cica_portal.common.audiences import Audience
from cica_portal.common.fuzzy import Period, Precision, quarter_period, year_period
from cica_portal.common.viewer import Viewer
from members.holidays.loading import load_holidays
from members.models import MemberState
from members.reference import load_members
from tests.benchmarks.harness import Bench
from tests.cast import make_person, signed_in
from tests.factories import TODAY, event_values, make_act

YEAR, EVENTS = 2027, 300
LIMIT = 200
ONE_DAY = timedelta(days=1)
ENTRY: dict[str, Any] = {
    "mode": "in_person", "cities": ("Astana", ""), "country": "KAZ", "organisers": frozenset({"KAZ", "THA"}),
    "dimension": "ECO", "area": "ECO-SME",
}  # fmt: skip
DAYS = Period(date(YEAR, 9, 7), date(YEAR, 9, 9), Precision.DAY)
PERIODS = {"exact days": DAYS, "a quarter": quarter_period(YEAR, 3), "a whole year": year_period(YEAR)}
ADDRESS = f"/events/dates/?precision=year&year={YEAR}&mode=in_person&country=KAZ&city_en=Astana&area=ECO-SME"


def measure(bench: Bench) -> None:
    build()
    bench.rows_are_ready()
    for name, period in PERIODS.items():
        hold(bench, f"advice on {name}", lambda period=period: advise(period))
    client: Client = signed_in(make_person("editor"))
    hold(bench, "the page of a whole year", lambda: client.get(ADDRESS))


def hold(bench: Bench, words: str, work) -> None:
    figure = bench.time(words, work, runs=20)
    bench.limit(f"{words}, p95", figure.percentile(95) * 1000, at_most=LIMIT, unit="ms")


def advise(period: Period) -> None:
    advised = advise_on(Entry(period=period, **ENTRY), viewer=Viewer(Audience.SECRETARIAT), today=TODAY)
    assert panel_of(advised).weeks


def build() -> None:
    """The year as full as it is ever likely to be: six events a week, organised by states in turn."""
    load_members(act=make_act())
    load_holidays(years=[YEAR - 1, YEAR, YEAR + 1], act=make_act())
    states = list(MemberState.objects.all())
    firsts = [date(YEAR, 1, 4) + ONE_DAY * (number * 357 // EVENTS) for number in range(EVENTS)]
    events = Event.objects.bulk_create(event(day, number, states) for number, day in enumerate(firsts))
    EventRole.objects.bulk_create(
        EventRole(event=row, party="state", state=states[(number + shift) % len(states)], role="organiser")
        for number, row in enumerate(events)
        for shift in range(2)
    )


def event(day: date, number: int, states: list[MemberState]) -> Event:
    place = {"country": states[number % len(states)], "city_en": f"City {number % len(states)}", "mode": "in_person"}
    row = Event(
        **event_values(earliest=day, latest=day + ONE_DAY * (number % 4), title_en=f"Seminar {number}", **place)
    )
    row.derive()
    return row
