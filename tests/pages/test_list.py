"""The list of events: groups, years, counts beside filters, pages."""

from datetime import date, time

import pytest
from django.test import Client

from cbm_events.views import events
from tests.cast import World
from tests.factories import make_event, make_timed_event, state_role
from tests.pages.counting import count_queries
from tests.pages.reading import elements, lines, page_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def public(**values):
    return make_event(**{"visibility": "public", "kind": "forum"} | values)


def groups(page) -> dict[str, list[str]]:
    (agenda,) = elements(page, "div", class_="agenda")
    return {
        words(next(elements(section, "h2"))): [words(title) for title in elements(section, "h3")]
        for section in elements(agenda, "section")
    }


def test_from_today_on_by_month_with_fuzzy_dates_after_exact_ones(client: Client, world: World):
    public(title_en="Year", earliest=date(2026, 1, 1), latest=date(2026, 12, 31), precision="year")
    public(title_en="Quarter", earliest=date(2026, 4, 1), latest=date(2026, 6, 30), precision="quarter")
    public(title_en="June", earliest=date(2026, 6, 1), latest=date(2026, 6, 30), precision="month")
    public(title_en="Last of June", earliest=date(2026, 6, 30))
    public(title_en="Two months", earliest=date(2026, 5, 1), latest=date(2026, 6, 30), precision="month")
    public(title_en="Under way", earliest=date(2026, 3, 10), latest=date(2026, 3, 16), status="confirmed")
    public(title_en="Called off", earliest=date(2026, 3, 20), status="cancelled")
    public(title_en="Undated", earliest=None, latest=None, precision="tbc")
    public(title_en="Over", earliest=date(2026, 3, 15))
    assert groups(page_of(client.get("/events/"))) == {
        "March 2026 2 events": ["Under way", "Called off"],
        "June 2026 2 events": ["Last of June", "June"],
        "Sometime in May – June 2026 1 event": ["Two months"],
        "Sometime in Q2 2026 1 event": ["Quarter"],
        "Sometime in 2026 1 event": ["Year"],
        "To be confirmed 1 event": ["Undated"],
    }


def test_a_year_shows_all_of_it(client: Client, world: World):
    public(title_en="Over", earliest=date(2026, 1, 15))
    public(title_en="Across", earliest=date(2025, 12, 30), latest=date(2026, 1, 2))
    public(title_en="Other year", earliest=date(2024, 5, 5))
    page = page_of(client.get("/events/?year=2026"))
    assert groups(page) == {"December 2025 1 event": ["Across"], "January 2026 1 event": ["Over"]}
    (years,) = elements(page, "nav", class_="years")
    assert words(years) == "2 events of 2026 From today 2026 2025 2024 All years"
    assert lines(years, "a", **{"aria-current": "true"}) == ["2026"]


def test_links_to_years_keep_filters_and_leave_the_page(client: Client, world: World):
    public(earliest=date(2024, 5, 5))
    page = page_of(client.get("/events/?kind=forum&when=all&after=x"))
    (years,) = elements(page, "nav", class_="years")
    assert [dict(link.attributes)["href"] for link in elements(years, "a")] == [
        "/events/?kind=forum",
        "/events/?kind=forum&year=2024",
        "/events/?kind=forum&when=all",
    ]


def test_line_has_dates_place_organisers_and_both_times(client_as, world: World, other_liaison):
    other_liaison.zone = "Asia/Bangkok"
    other_liaison.save()
    make_timed_event(
        title_en="Course", kind="training", status="confirmed", dimension=world.dimensions["ENV"],
        city_en="Astana", earliest=date(2026, 5, 14), start_time=time(9, 30), end_time=time(17),
        roles=[state_role(world.tur, "co_organiser"), state_role(world.kaz), state_role(world.tha, "assisting")],
    )  # fmt: skip
    assert lines(page_of(client_as("other_liaison").get("/events/")), "li", class_="ev") == [
        "14 Thu Course ENV KAZ TUR Astana Environmental 09:30–17:00 Astana time · 11:30–19:00 Bangkok time Confirmed"
    ]


@pytest.mark.parametrize(
    ("address", "tags"), [("/events/", ["по-русски"]), ("/ru/events/", ["in English"])], ids=["en", "ru"]
)
def test_title_in_the_other_language_is_tagged(client: Client, world: World, address: str, tags: list[str]):
    public(title_en="Both", title_ru="Оба")
    public(title_en="" if address == "/events/" else "One", title_ru="Один" if address == "/events/" else "")
    assert lines(page_of(client.get(address)), "span", class_="tag") == tags


def facet(page, name: str) -> dict[str, tuple[str, str | None]]:
    (found,) = elements(page, "section", **{"aria-labelledby": f"facet-{name}"})
    return {
        words(next(elements(row, "a"))): (
            words(next(elements(row, "span", class_="n"))),
            dict(next(elements(row, "a")).attributes)["href"],
        )
        for row in elements(found, "li")
    }


@pytest.fixture
def kinds(world: World) -> None:
    environment = world.dimensions["ENV"]
    public(title_en="1", kind="forum", dimension=environment)
    public(title_en="2", kind="forum", status="confirmed")
    public(title_en="3", kind="committee")
    make_event(title_en="hidden", kind="forum", dimension=environment)


@pytest.mark.usefixtures("kinds")
def test_counts_heed_the_other_filters_but_not_their_own(client: Client):
    page = page_of(client.get("/events/?kind=forum"))
    assert facet(page, "dimension") == {
        "ENV Environmental": ("1", "/events/?kind=forum&dimension=ENV"),
        "No dimension": ("1", "/events/?kind=forum&dimension=NONE"),
    }
    assert facet(page, "status") == {
        "Planned": ("1", "/events/?kind=forum&status=planned"),
        "Confirmed": ("1", "/events/?kind=forum&status=confirmed"),
    }
    assert facet(page, "kind") == {
        "Committee meeting": ("1", "/events/?kind=forum&kind=committee"),
        "Forum (shown; remove)": ("2", "/events/"),
    }
    assert words(next(elements(page, "p", id="count"))) == "2 events"


@pytest.mark.usefixtures("kinds")
def test_counts_are_of_what_the_viewer_sees(client_as):
    assert facet(page_of(client_as("liaison").get("/events/")), "dimension")["ENV Environmental"][0] == "2"


def test_empty_list_says_what_to_do(client: Client, world: World):
    public(earliest=date(2024, 5, 5))
    (empty,) = elements(page_of(client.get("/events/?kind=forum")), "div", class_="empty")
    assert words(empty) == "No events here. Earlier or later ones may fit: look in all years. Remove the filters"
    assert [dict(link.attributes)["href"] for link in elements(empty, "a")] == [
        "/events/?kind=forum&when=all",
        "/events/",
    ]


def test_pages_follow_each_other(client: Client, world: World, monkeypatch):
    monkeypatch.setattr(events, "PAGE_SIZE", 2)
    ids = [public(title_en=str(day), earliest=date(2026, 5, day)).public_id for day in (1, 2, 3)]

    def page(address: str) -> tuple[list[str], dict[str, str | None]]:
        shown = page_of(client.get(address))
        pager = [link for nav in elements(shown, "nav", class_="pager") for link in elements(nav, "a")]
        return lines(shown, "h3"), {words(link): dict(link.attributes)["href"] for link in pager}

    onwards = f"/events/?year=2026&after={ids[1]}"
    back = f"/events/?year=2026&before={ids[2]}"
    assert page("/events/?year=2026") == (["1", "2"], {"Next →": onwards})
    assert page(onwards) == (["3"], {"← Previous": back})
    assert page(back) == (["1", "2"], {"Next →": onwards})


def test_wrong_year_is_said(client: Client, world: World):
    page = page_of(client.get("/events/?year=soon"))
    assert lines(page, "p", class_="bad") == ["Year Enter a whole number."]


def test_filter_form_keeps_the_year(client: Client, world: World):
    (form,) = elements(page_of(client.get("/events/?year=2024&kind=forum")), "form", class_="filters", folded=True)
    hidden = [dict(field.attributes) for field in elements(form, "input", folded=True, type="hidden")]
    assert [(field["name"], field["value"]) for field in hidden] == [("year", "2024")]


def test_markup_in_a_title_is_text(client: Client, world: World):
    event = public(title_en="Safe")
    type(event).objects.filter(pk=event.pk).update(title_en="<script>alert(1)</script>")
    html = client.get("/events/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_queries_do_not_grow_with_events(client_as, world: World):
    def add(day: int) -> None:
        roles = [state_role(world.kaz), state_role(world.tha, "co_organiser")]
        make_timed_event(earliest=date(2026, 5, day), dimension=world.dimensions["MP"], roles=roles)

    add(4)
    client = client_as("liaison")
    one = count_queries(client, "/events/")
    add(5)
    add(6)
    assert count_queries(client, "/events/") == one
