"""The year planner and the week: every event in its place, only what the reader may see, filters kept."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from cbm_events.calendar_weeks import days_of_week, monday_of
from cbm_events.calendar_year import MAX_LANE, rows_of, weeks_of
from cica_portal.common.fuzzy import Period, Precision
from tests import factories


@pytest.fixture
def events(world):
    economic, areas = world.dimensions["ECO"], world.areas
    clash: dict[str, Any] = {"earliest": date(2026, 6, 9), "latest": date(2026, 6, 10), "visibility": "public"}
    return {
        "workshop": factories.make_event(
            title_en="Workshop on enterprises", dimension=economic, area=areas["ECO-SME"],
            roles=[factories.state_role(world.kaz)], **clash,
        ),
        "forum": factories.make_event(
            title_en="Forum of enterprises", dimension=economic, roles=[factories.state_role(world.kaz)], **clash
        ),
        "month": factories.make_event(
            title_en="Meeting some day in July", earliest=date(2026, 7, 1), latest=date(2026, 7, 31),
            precision=Precision.MONTH, council=world.councils["BC"], visibility="public",
        ),
        "unknown": factories.make_event(
            title_en="Meeting without days", earliest=None, latest=None, precision=Precision.UNKNOWN,
            visibility="public",
        ),
        "secret": factories.make_event(title_en="Canary", visibility="secretariat", earliest=date(2026, 6, 9)),
    }  # fmt: skip


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("way", "heads"),
    [
        ("dimension", ["Economic", "No dimension"]),
        ("area", ["Development of SMEs", "No priority area"]),
        ("state", ["Kazakhstan", "Another organiser, or not known"]),
        ("body", ["Business Council", "No body"]),
    ],
)
def test_rows_are_what_the_reader_asks_for(client, events, way, heads):
    rows = client.get("/calendar/2026/", {"by": way}).context["rows"]
    assert [row.head.title for row in rows] == heads


def test_every_dated_event_of_the_year_stands_in_it_once_a_row(client, events):
    context = client.get("/calendar/2026/", {"by": "state"}).context
    marks = [mark for row in context["rows"] for cell in row.cells for mark in cell]
    assert {mark.event for mark in marks} == {events["workshop"], events["forum"], events["month"]}
    assert context["undated"] == []


def test_two_events_on_the_same_days_are_told_to_those_who_sign_in(client, client_as, events):
    (clash,) = client_as("liaison").get("/calendar/2026/").context["clashes"]
    assert {clash.one, clash.other} == {events["workshop"], events["forum"]}
    assert clash.shared[0] == "the same organiser"
    assert client.get("/calendar/2026/").context["clashes"] == []


def test_a_hidden_event_leaves_no_trace(client, events):
    shown = text_of(client.get("/calendar/2026/")) + text_of(client.get("/calendar/week/2026-06-09/"))
    assert "Canary" not in shown
    (week,) = [week for week in client.get("/calendar/2026/").context["weeks"] if week.monday == date(2026, 6, 8)]
    assert week.count == 2


def test_filters_go_along_to_the_neighbours_and_the_other_views(client, events):
    context = client.get("/calendar/2026/", {"dimension": "ECO", "by": "state"}).context
    assert context["neighbours"]["next"] == (2027, "/calendar/2027/?dimension=ECO&by=state")
    assert context["list_url"] == "/events/?dimension=ECO&year=2026"
    assert context["month_url"] == "/calendar/2026/1/?dimension=ECO"
    context = client.get("/calendar/week/2026-06-09/", {"dimension": "ECO"}).context
    assert context["neighbours"]["previous"] == "/calendar/week/2026-06-01/?dimension=ECO"


def test_the_first_and_the_last_year_have_one_neighbour(client, db):
    assert set(client.get("/calendar/1992/").context["neighbours"]) == {"next"}
    assert set(client.get("/calendar/2099/").context["neighbours"]) == {"previous"}


@pytest.mark.parametrize(
    "path",
    ["/calendar/1991/", "/calendar/2100/", "/calendar/week/2026-02-31/", "/calendar/week/x/", "/calendar/1/pdf/"],
)
def test_what_is_no_day_of_the_calendar_is_not_found(client, db, path):
    assert client.get(path).status_code == 404


def test_an_event_of_two_days_stands_on_both(client, events):
    days = client.get("/calendar/week/2026-06-10/").context["days"]
    assert [len(day.events) for day in days] == [0, 2, 2, 0, 0, 0, 0]


def test_what_may_fall_in_the_week_stands_beside_it(client, events):
    groups = client.get("/calendar/week/2026-07-15/").context["fuzzy"]
    assert [group.events for group in groups] == [[events["month"]]]


def test_jump_leads_to_the_week_of_a_day(client, db):
    assert client.get("/calendar/week/", {"to_day": "2026-06-11", "state": ""}).url == "/calendar/week/2026-06-08/"
    jump = client.get("/calendar/week/", {"to_day": "1900-01-01"}).context["jump"]
    assert "1992" in jump.errors["to_day"][0]
    for text in ("", "31.02.2026", "nonsense"):
        assert client.get("/calendar/week/", {"to_day": text}).context["jump"].errors
    assert client.get("/calendar/week/", {"to_day": "11.06.2026"}).url == "/calendar/week/2026-06-08/"


def test_the_papers_say_what_the_pages_say(client, events):
    for path in ("/calendar/2026/pdf/", "/calendar/2026/6/pdf/"):
        response = client.get(path)
        assert response["Content-Type"] == "application/pdf"
        words = " ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
        assert "Workshop on enterprises" in " ".join(words.split())
        assert "Canary" not in words


def test_the_number_of_queries_is_steady(client, world, django_assert_max_num_queries):
    for number in range(15):
        day = date(2026, 6, 1 + number)
        factories.make_event(title_en=f"E{number}", earliest=day, roles=[factories.state_role(world.kaz)])
    for path in ("/calendar/2026/?by=state", "/calendar/week/2026-06-03/"):
        with django_assert_max_num_queries(18):
            client.get(path)


@dataclass(frozen=True)
class Dated:
    """An event of exact days, as the layout knows it."""

    period: Period
    is_exact: bool = True


def exact(first: date, last: date) -> Dated:
    return Dated(Period(first, last, Precision.DAY))


def test_marks_of_one_lane_do_not_cover_each_other_and_lanes_end():
    events = [exact(date(2026, 3, 2), date(2026, 3, 3)) for _ in range(60)]
    events.append(exact(date(2026, 9, 1), date(2026, 9, 1)))
    (row,) = rows_of(2026, {"all": events})
    lanes = [mark.lane for mark in row.cells[2]]
    assert lanes[:40] == list(range(40))
    assert max(lanes) == MAX_LANE
    assert row.cells[8][0].lane == 0


def lanes_of(*events: Dated) -> list[int]:
    (row,) = rows_of(2026, {"all": events})
    return [mark.lane for cell in row.cells for mark in cell]


def test_words_of_a_month_have_room_before_the_next_mark():
    november = Dated(Period(date(2026, 11, 1), date(2026, 11, 30), Precision.MONTH), is_exact=False)
    assert lanes_of(november, exact(date(2026, 12, 9), date(2026, 12, 10))) == [0, 1]
    assert lanes_of(exact(date(2026, 3, 30), date(2026, 4, 2)), exact(date(2026, 5, 4), date(2026, 5, 5))) == [0, 1]
    assert lanes_of(exact(date(2026, 4, 1), date(2026, 4, 2)), exact(date(2026, 5, 4), date(2026, 5, 5))) == [0, 0]


def test_a_mark_at_the_end_of_the_year_is_not_cut_off_and_covers_none_before_it():
    december = Dated(Period(date(2026, 12, 1), date(2026, 12, 31), Precision.MONTH), is_exact=False)
    days = exact(date(2026, 12, 8), date(2026, 12, 10))
    (row,) = rows_of(2026, {"all": [december, days]})
    assert [(mark.is_late, mark.lane) for mark in row.cells[11]] == [(True, 0), (True, 1)]
    assert lanes_of(exact(date(2026, 11, 20), date(2026, 11, 20)), exact(date(2026, 12, 16), date(2026, 12, 16))) == [
        0,
        1,
    ]


def test_an_event_over_new_year_shows_its_part_of_each():
    event = exact(date(2025, 12, 30), date(2026, 1, 2))
    (row,) = rows_of(2026, {"all": [event]})
    assert [(mark.month, mark.day, mark.days) for mark in row.cells[0]] == [(1, 1, 2)]
    (row,) = rows_of(2025, {"all": [event]})
    assert [(mark.month, mark.day, mark.days, mark.is_late) for mark in row.cells[11]] == [(12, 30, 2, True)]


def test_weeks_of_a_year_cover_each_of_its_days():
    for year in (2024, 2025, 2026, 2028):
        mondays = [week.monday for week in weeks_of(year, [])]
        assert mondays[0] <= date(year, 1, 1)
        assert (date(year, 12, 31) - mondays[-1]).days < 7
    week: list[Any] = days_of_week(monday_of(date(2026, 6, 10)), [], today=date(2026, 6, 10))
    assert [day.date.isoweekday() for day in week] == [1, 2, 3, 4, 5, 6, 7]
    assert [day.is_today for day in week].index(True) == 2
