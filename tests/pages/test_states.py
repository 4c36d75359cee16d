"""Member states: all of them, and one with its duties and events."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from tests.factories import (
    make_attestation,
    make_chairmanship,
    make_coordination,
    make_event,
    make_party,
    make_seat,
    state_role,
)
from tests.pages.counting import count_queries
from tests.pages.reading import elements, lines, page_of, section, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def kaz(world: World):
    """The interview of early 2024, and what changed after it."""
    held = make_coordination(state=world.kaz, dimension=world.dimensions["MP"])
    make_attestation(coordination=held, as_of=date(2022, 1, 1), as_of_text="2022", source="https://www.example.org/a")
    make_attestation(coordination=held, as_of=date(2024, 1, 1), as_of_text="early 2024", source="Interview")
    term: dict[str, Any] = {"starts_on": date(2024, 1, 1), "ends_on": date(2025, 12, 31)}
    make_coordination(state=world.kaz, area=world.areas["ECO-SME"], role="co_coordinator", **term)
    make_chairmanship(state=world.kaz, starts_on=date(2020, 9, 24), ends_on=date(2024, 12, 17))
    chairs: dict[str, Any] = {"council": world.councils["BC"], "role": "chair", "starts_on": None}
    make_seat(state=world.kaz, attested_on=date(2024, 1, 1), attested_text="early 2024", **chairs)
    make_seat(state=world.states["AZE"], attested_on=date(2025, 5, 1), attested_text="May 2025", **chairs)
    return world.kaz


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/states/", ["AZE Azerbaijan", "KAZ Kazakhstan", "THA Thailand", "TUR Türkiye"]),
        ("/ru/states/", ["AZE Азербайджан", "KAZ Казахстан", "THA Таиланд", "TUR Турция"]),
    ],
)
def test_states_stand_in_the_alphabet_of_the_page(client: Client, world: World, address, names):
    (tiles,) = elements(page_of(client.get(address)), "ul", class_="states")
    assert lines(tiles, "li") == names


def test_order_follows_the_names_of_the_page(client: Client, world: World):
    world.kaz.name_ru = "Ямало"
    world.kaz.save()
    (tiles,) = elements(page_of(client.get("/ru/states/")), "ul", class_="states")
    assert lines(tiles, "b") == ["AZE", "THA", "TUR", "KAZ"]


def test_observers_and_partners_follow_with_what_is_known(client: Client, world: World):
    make_party(name_en="Second observer", standing="observer", nature="state", since_on=date(2023, 12, 26))
    make_party(name_en="First observer", standing="observer", since_text="2012")
    make_party(name_en="A partner", standing="partner")
    make_party(name_en="Not shown", standing="applicant")
    page = page_of(client.get("/states/"))
    assert lines(section(page, "parties-1"), "li") == [
        "First observer since 2012",
        "Second observer since 26 December 2023",
    ]
    assert lines(section(page, "parties-2"), "li") == ["A partner"]
    assert "Not shown" not in words(page)


def test_duties_of_today_and_of_earlier_times(client: Client, kaz):
    duties = section(page_of(client.get("/states/KAZ/")), "duties")
    now, earlier = elements(duties, "ul", class_="duties")
    assert lines(now, "li") == ["Coordinator, Military-Political Dimension MP attested 2022, early 2024"]
    assert lines(earlier, "li") == [
        "Chair of CICA 24 September 2020 – 17 December 2024",
        "Chair, Business Council attested early 2024; then Azerbaijan, attested May 2025",
        "Co-coordinator, Development of SMEs ECO 1 January 2024 – 31 December 2025",
    ]
    assert "“Attested” gives the time for which a source names the role." in words(duties)


@pytest.mark.parametrize("day", ["2024-02-15", "15.02.2024"])
def test_duties_as_of_a_day(client: Client, kaz, day: str):
    duties = section(page_of(client.get("/states/KAZ/", {"as_of": day})), "duties")
    (now,) = elements(duties, "ul", class_="duties")
    assert lines(now, "li") == [
        "Chair of CICA 24 September 2020 – 17 December 2024",
        "Chair, Business Council attested early 2024",
        "Coordinator, Military-Political Dimension MP attested 2022, early 2024",
        "Co-coordinator, Development of SMEs ECO 1 January 2024 – 31 December 2025",
    ]
    assert "as known on 15 February 2024 · Show today" in words(duties)


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("2024-02-31", "Enter a day of the calendar, like 15.02.2024."),
        ("yesterday", "Enter a day of the calendar, like 15.02.2024."),
        ("02/15/2024", "Enter a day of the calendar, like 15.02.2024."),
        ("0001-01-01", "Enter a day from 1992 on."),
        ("9999-12-31", "Enter a day until 2100."),
        ("<script>", "Enter a day of the calendar, like 15.02.2024."),
    ],
)
def test_a_bad_day_is_refused_in_words_and_today_is_shown(client: Client, kaz, value: str, error: str):
    response = client.get("/states/KAZ/", {"as_of": value})
    assert lines(page_of(response), "span", class_="error") == [f"Error: {error}"]
    assert response.context["duties"].day == date(2026, 3, 16)
    (field,) = elements(page_of(response), "input", name="as_of")
    assert dict(field.attributes)["value"] == value


def test_an_empty_day_is_today(client: Client, kaz):
    response = client.get("/states/KAZ/", {"as_of": ""})
    assert (lines(page_of(response), "span", class_="error"), response.context["is_today"]) == ([], True)


def test_each_duty_has_its_sources(client: Client, kaz):
    duties = section(page_of(client.get("/states/KAZ/")), "duties")
    (first, *_rest) = elements(duties, "details")
    assert [words(item) for item in elements(first, "li")] == ["example.org", "Interview"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"acceded_on": date(1999, 9, 14), "accession_year": 1999}, "14 September 1999"),
        ({"accession_year": 2011}, "2011"),
        ({}, "not known from the sources"),
    ],
)
def test_membership_is_as_precise_as_known(client: Client, world: World, values, said):
    for name, value in values.items():
        setattr(world.tur, name, value)
    world.tur.save()
    facts = section(page_of(client.get("/states/TUR/")), "facts")
    assert lines(facts, "dd") == ["TUR", said]


@pytest.mark.parametrize(("role", "shown"), [("visitor", 0), ("partner", 0), ("liaison", 0), ("reader", 1)])
def test_long_names_are_for_the_secretariat(client_as, world: World, role: str, shown: int):
    world.tha.long_name_en = "Kingdom of Thailand"
    world.tha.save()
    assert words(page_of(client_as(role).get("/states/THA/"))).count("Kingdom of Thailand") == shown


def titles(response, key: str) -> list[str]:
    return [event.title for event in response.context[key]]


def test_events_that_the_state_organises_and_those_held_in_it(client_as, world: World):
    past, ahead = date(2026, 1, 10), date(2026, 5, 10)
    public: dict[str, Any] = {"visibility": "public"}
    make_event(title_en="Organised", earliest=ahead, roles=[state_role(world.kaz)], **public)
    make_event(title_en="Co-organised", earliest=past, roles=[state_role(world.kaz, "co_organiser")], **public)
    make_event(
        title_en="Own, at home", earliest=past, roles=[state_role(world.kaz), state_role(world.kaz, "host")], **public
    )
    make_event(
        title_en="Hosted", earliest=ahead, roles=[state_role(world.tha), state_role(world.kaz, "host")], **public
    )
    make_event(title_en="In the country", earliest=past, country=world.kaz, roles=[state_role(world.tha)], **public)
    make_event(title_en="Assisted", earliest=ahead, roles=[state_role(world.kaz, "assisting")], **public)
    make_event(title_en="For member states", earliest=ahead, roles=[state_role(world.kaz)])
    response = client_as("visitor").get("/states/KAZ/")
    assert [titles(response, key) for key in ("ahead", "past", "hosted")] == [
        ["Organised"],
        ["Own, at home", "Co-organised"],
        ["Hosted", "In the country"],
    ]
    assert titles(client_as("other_liaison").get("/states/KAZ/"), "ahead") == ["Organised", "For member states"]


def test_own_proposal_is_seen_by_its_state_only(client_as, world: World):
    make_event(title_en="Idea", status="proposed", visibility="secretariat", roles=[state_role(world.kaz)])
    seen = {
        role: titles(client_as(role).get("/states/KAZ/"), "ahead") for role in ("visitor", "liaison", "other_liaison")
    }
    assert seen == {"visitor": [], "liaison": ["Idea"], "other_liaison": []}


def test_events_lead_to_the_filtered_list(client: Client, world: World):
    (link,) = [a for a in elements(page_of(client.get("/states/KAZ/")), "a") if words(a) == "All in the list"]
    address = dict(link.attributes)["href"]
    assert address is not None
    assert (address, client.get(address).status_code) == ("/events/?state=KAZ", 200)


@pytest.mark.parametrize("address", ["/states/XXX/", "/states/kaz/", "/states/%00/"])
def test_a_state_that_is_not_there_is_not_found(client: Client, world: World, address: str):
    assert client.get(address).status_code == 404


@pytest.mark.both
def test_a_state_takes_the_same_number_of_queries_for_many_rows(client: Client, world: World):
    def add(number: int) -> None:
        make_attestation(coordination=make_coordination(state=world.kaz))
        make_seat(state=world.kaz, role="chair")
        for role, year in product(("organiser", "host"), (2025, 2027)):
            roles = [state_role(world.kaz, role), state_role(world.tha, "co_organiser")]
            make_event(roles=roles, visibility="public", title_en=f"{role} {number}", earliest=date(year, 4, 1))

    add(1)
    few = count_queries(client, "/states/KAZ/")
    add(2)
    add(3)
    assert count_queries(client, "/states/KAZ/") == few <= 20
