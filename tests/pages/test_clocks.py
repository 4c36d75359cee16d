"""By whose clock pages show times: kept in the address, the other one beside it."""

from datetime import date, time

import pytest

from tests import factories

PAGES = ["/calendar/2026/6/", "/calendar/week/2026-06-09/", "/events/?year=2026"]


@pytest.fixture
def meeting(world):
    return factories.make_event(
        title_en="Meeting", earliest=date(2026, 6, 9), start_time=time(9, 30), end_time=time(11), zone="Asia/Bangkok"
    )


def ask(client, path: str, clock: str):
    return client.get(path, {"clock": clock, **({"year": 2026} if "year" in path else {})})


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("clock", "first", "second"),
    [
        ("event", "<b>09:30–11:00</b> Bangkok time", "07:30–09:00 Astana time"),
        ("secretariat", "<b>07:30–09:00</b> Astana time", "09:30–11:00 Bangkok time"),
        ("mine", "<b>07:30–09:00</b> Astana time", "09:30–11:00 Bangkok time"),
        ("nonsense", "<b>09:30–11:00</b> Bangkok time", "07:30–09:00 Astana time"),
    ],
)
def test_one_clock_stands_first_and_the_other_beside_it(client_as, meeting, path, clock, first, second):
    shown = ask(client_as("liaison"), path, clock).content.decode()
    assert first in shown
    assert second in shown


def test_an_event_without_clock_times_never_shifts(client_as, world):
    factories.make_event(title_en="Whole day", earliest=date(2026, 6, 9))
    for clock in ("event", "mine", "secretariat"):
        days = ask(client_as("liaison"), "/calendar/week/2026-06-09/", clock).context["days"]
        assert [len(day.events) for day in days] == [0, 1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("path", PAGES)
def test_the_clock_goes_along_with_every_link(client_as, meeting, path):
    context = ask(client_as("liaison"), path, "mine").context
    others = [context[name] for name in ("month_url", "week_url", "list_url", "year_url") if name in context]
    assert len(others) >= 3
    assert all("clock=mine" in address for address in others)
    assert ("clock", "mine") in context["carried"]
    current = [link for link in context["clocks"] if link.is_current]
    assert [link.label for link in current] == ["My time"]


def test_a_visitor_chooses_between_the_event_and_astana(client, meeting):
    labels = [link.label for link in client.get("/calendar/2026/6/").context["clocks"]]
    assert labels == ["Event time", "Astana time"]
