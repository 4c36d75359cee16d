"""The month calendar: bars, the list beside it, what has no exact day, and the ways to other months."""

from datetime import date

import pytest
from django.test import Client

from tests.cast import World
from tests.factories import make_event, state_role
from tests.pages.counting import count_queries
from tests.pages.reading import elements, lines, page_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

MAY = "/calendar/2026/5/"


def public(**values):
    return make_event(**{"visibility": "public"} | values)


@pytest.fixture
def events(world: World) -> None:
    public(
        title_en="Course", dimension=world.dimensions["ENV"], city_en="Astana",
        earliest=date(2026, 5, 7), latest=date(2026, 5, 12), status="confirmed", roles=[state_role(world.kaz)],
    )  # fmt: skip
    public(title_en="Committee", kind="committee", earliest=date(2026, 5, 7), status="cancelled")
    public(title_en="After", kind="forum", earliest=date(2026, 6, 2))
    public(
        title_en="Forum", kind="forum", date_text="late spring",
        earliest=date(2026, 5, 1), latest=date(2026, 5, 31), precision="month",
    )  # fmt: skip
    public(title_en="Some day", kind="forum", earliest=date(2026, 1, 1), latest=date(2026, 12, 31), precision="year")


def bar_of(page, title: str):
    return [bar for bar in elements(page, "a", class_="bar") if title in words(bar)]


@pytest.mark.usefixtures("events")
def test_bars_stand_in_the_cells_of_their_first_days(client: Client):
    page = page_of(client.get(MAY))
    cells = {
        words(next(elements(cell, "time"))): [words(bar) for bar in elements(cell, "a", class_="bar")]
        for cell in elements(page, "td")
    }
    assert {day: bars for day, bars in cells.items() if bars} == {
        "7": ["ENV Course Astana · 7–12 May · Confirmed", "GB Committee 7 May · Cancelled"],
        "11": ["ENV Course continues to 12 May"],
    }


@pytest.mark.usefixtures("events")
def test_bars_say_span_lane_and_what_goes_on(client: Client):
    first, second = bar_of(page_of(client.get(MAY)), "Course")
    attributes = [dict(bar.attributes) for bar in (first, second)]
    assert [one["class"] for one in attributes] == ["bar lane-0 span-4 to", "bar from lane-0 short span-2"]
    assert {(one["data-dim"], one["data-status"]) for one in attributes} == {("env", "confirmed")}


@pytest.mark.usefixtures("events")
def test_list_beside_the_grid_says_it_in_full(client: Client):
    page = page_of(client.get(MAY))
    exact, *_fuzzy = elements(page, "ol", class_="list")
    assert lines(exact, "li") == [
        "7–12 Thu–Tue Course ENV KAZ Astana Confirmed",
        "7 Thu Committee GB Cancelled",
    ]


@pytest.mark.usefixtures("events")
def test_days_lead_to_their_first_event_in_the_list(client: Client):
    page = page_of(client.get(f"{MAY}?status=confirmed"))
    (line,) = [dict(line.attributes)["id"] for line in elements(page, "li", class_="ev") if "Course" in words(line)]
    days = {words(day): dict(day.attributes) for day in elements(page, "a", class_="d")}
    assert {number: day["href"] for number, day in days.items()} == {str(day): f"#{line}" for day in range(7, 13)}
    assert str(days["7"]["aria-label"]).replace("\u00a0", " ") == "7 May 2026, 1 event"


@pytest.mark.usefixtures("events")
def test_day_of_another_month_leads_to_the_list_of_that_month(client: Client):
    public(title_en="Last of April", earliest=date(2026, 4, 29))
    (day,) = [
        dict(day.attributes)
        for day in elements(page_of(client.get(f"{MAY}?status=planned")), "a", class_="d")
        if "29" in words(day)
    ]
    address, _hash, line = str(day["href"]).partition("#")
    assert address == "/calendar/2026/4/?status=planned"
    assert len(list(elements(page_of(client.get(address)), "li", id=line))) == 1


@pytest.mark.usefixtures("events")
def test_events_without_days_stand_by_period_with_the_words_of_the_source(client: Client):
    page = page_of(client.get(MAY))
    (sometime,) = elements(page, "section", **{"aria-labelledby": "sometime"})
    assert words(sometime) == (
        "Days not known Sometime in May 2026 Forum Planned “late spring” Sometime in 2026 Some day Planned"
    )


@pytest.mark.usefixtures("events")
def test_neighbouring_months_and_views_keep_the_filters(client: Client):
    page = page_of(client.get(f"{MAY}?dimension=ENV&kind=&year=1999&nonsense=1"))
    links = {words(link): dict(link.attributes)["href"] for link in elements(page, "a")}
    assert [links[name] for name in ("← April", "Today", "June →", "List")] == [
        "/calendar/2026/4/?dimension=ENV",
        "/calendar/?dimension=ENV",
        "/calendar/2026/6/?dimension=ENV",
        "/events/?dimension=ENV&year=2026",
    ]


@pytest.mark.usefixtures("events")
def test_filters_hold_in_the_month(client: Client):
    page = page_of(client.get(f"{MAY}?kind=committee"))
    assert [words(bar) for bar in elements(page, "a", class_="bar")] == ["GB Committee 7 May · Cancelled"]
    assert words(next(elements(page, "p", id="count"))) == "1 event"


@pytest.mark.usefixtures("events")
def test_unknown_values_are_said_in_the_form(client: Client):
    page = page_of(client.get(f"{MAY}?state=QQQ"))
    assert [words(error) for error in elements(page, "span", class_="error", folded=True)] == [
        "Error: “QQQ” is not in the list."
    ]


def test_current_month_marks_today(client: Client, world: World):
    page = page_of(client.get("/calendar/"))
    assert words(next(elements(page, "h1"))) == "March 2026"
    assert lines(page, "td", **{"aria-current": "date"}) == ["16, today"]


def test_empty_month_says_what_to_do(client: Client, world: World):
    page = page_of(client.get("/calendar/2026/7/"))
    assert lines(page, "div", class_="empty") == ["No events with exact days in July 2026. All events of 2026"]


def test_empty_month_in_russian(client: Client, world: World):
    page = page_of(client.get("/ru/calendar/2026/11/"))
    [said] = lines(page, "div", class_="empty")
    assert said.startswith("Ноябрь 2026 г.: мероприятий с точными днями нет.")


def test_russian_month(client: Client, world: World):
    assert words(next(elements(page_of(client.get("/ru/calendar/2026/5/")), "h1"))) == "Май 2026"


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("to_month=8&to_year=2024", "/calendar/2024/8/"),
        ("to_month=8&to_year=2024&dimension=ENV&q=", "/calendar/2024/8/?dimension=ENV"),
    ],
)
def test_jump_leads_to_the_month(client: Client, query: str, address: str):
    response = client.get(f"/calendar/?{query}")
    assert (response.status_code, response["Location"]) == (302, address)


@pytest.mark.parametrize("query", ["to_month=13&to_year=2024", "to_month=8&to_year=", "to_month=8&to_year=1900"])
def test_jump_nowhere_stays_with_its_errors(client: Client, world: World, query: str):
    page = page_of(client.get(f"/calendar/?{query}"))
    (jump,) = elements(page, "form", class_="jump")
    assert len(list(elements(jump, "span", class_="error"))) == 1


@pytest.mark.parametrize(
    "address", ["/calendar/2026/0/", "/calendar/2026/13/", "/calendar/1991/1/", "/calendar/2101/1/"]
)
def test_months_outside_the_calendar_are_not_found(client: Client, address: str):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "names"),
    [("/calendar/1992/1/", ["Today", "February →"]), ("/calendar/2099/12/", ["← November", "Today"])],
)
def test_the_calendar_has_ends(client: Client, world: World, address: str, names: list[str]):
    (months,) = elements(page_of(client.get(address)), "nav", id="months")
    assert lines(months, "a") == names


def test_what_is_not_public_is_not_shown(client: Client, client_as, world: World):
    make_event(title_en="For states", earliest=date(2026, 5, 5))
    make_event(title_en="Inside", earliest=date(2026, 5, 6), visibility="secretariat")
    seen = {
        role: [words(bar) for bar in elements(page_of(client_as(role).get(MAY)), "span", class_="t")]
        for role in ("visitor", "liaison", "editor")
    }
    assert seen == {"visitor": [], "liaison": ["For states"], "editor": ["For states", "Inside"]}


def test_samples_are_marked_and_explained(client: Client, world: World):
    public(title_en="Real", earliest=date(2026, 4, 7))
    public(title_en="Made up", earliest=date(2026, 5, 7), is_sample=True)
    note = "Events with the tag “Sample” are made up to show the portal."
    assert note not in words(page_of(client.get("/calendar/2026/4/")))
    page = page_of(client.get(MAY))
    assert note in words(page)
    assert lines(page, "span", class_="tag") == ["Sample"]


def test_queries_do_not_grow_with_events(client_as, world: World):
    def add(day: int) -> None:
        roles = [state_role(world.kaz), state_role(world.tha, "co_organiser")]
        make_event(earliest=date(2026, 5, day), dimension=world.dimensions["MP"], country=world.kaz, roles=roles)

    add(4)
    client = client_as("liaison")
    one = count_queries(client, MAY)
    add(5)
    add(6)
    assert count_queries(client, MAY) == one
