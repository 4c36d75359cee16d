"""Councils and governing bodies."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from tests.factories import make_chairmanship, make_council, make_decision, make_event, make_seat, state_role
from tests.pages.counting import count_queries
from tests.pages.reading import elements, lines, page_of, section, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_bodies_stand_by_kind(client: Client, world: World):
    make_council(name_en="Summit", kind="governing")
    make_council(name_en="A network", kind="network", status="proposed")
    for name, kind in (("Fund", "mechanism"), ("A forum", "forum")):
        make_council(name_en=name, kind=kind)
    page = page_of(client.get("/councils/"))
    assert lines(page, "h2") == ["Governing bodies", "Working bodies", "Advisory bodies", "Networks", "Other bodies"]
    assert lines(page, "li") == [
        "Summit", "Senior Officials Committee", "Business Council", "A network proposed", "A forum", "Fund",
    ]  # fmt: skip


def test_facts_are_as_precise_as_known(client: Client, world: World):
    council = make_council(
        kind="advisory",
        status="dormant",
        established_earliest=date(2014, 1, 1),
        established_latest=date(2014, 12, 31),
        established_precision="year",
        membership_en="Youth bodies",
        rhythm_ru="Нерегулярно",
        source="https://www.example.org/page",
        confidence="medium",
    )
    page = page_of(client.get(f"/councils/{council.code}/"))
    facts = section(page, "facts")
    assert dict(zip(lines(facts, "dt"), lines(facts, "dd"), strict=True)) == {
        "Kind": "Advisory body",
        "Status": "Dormant",
        "Established": "2014",
        "Membership": "Youth bodies",
        "Meets": "Нерегулярно",
    }
    assert [dict(dd.attributes).get("lang") for dd in elements(facts, "dd")] == [None, None, None, "en", "ru"]
    assert "Source: example.org · confidence: medium" in words(facts)


def test_what_is_not_known_is_said(client: Client, world: World):
    page = page_of(client.get("/councils/BC/"))
    assert words(section(page, "chair")) == "Chair Not known from the sources."
    assert lines(section(page, "facts"), "dd")[2] == "not known from the sources"
    assert words(section(page, "ahead")) == "Meetings to come No meeting to come is entered."


def test_chair_now_and_earlier(client: Client, world: World):
    attested: dict[str, Any] = {"council": world.councils["BC"], "role": "chair", "starts_on": None}
    make_seat(
        state=world.kaz, institution_en="Chamber", attested_on=date(2024, 1, 1), attested_text="early 2024", **attested
    )
    make_seat(state=world.tur, attested_on=date(2025, 5, 1), attested_text="May 2025", **attested)
    make_seat(state=world.tha, attested_on=date(2027, 1, 1), attested_text="2027", **attested)
    chair = section(page_of(client.get("/councils/BC/")), "chair")
    now, earlier = elements(chair, "ul", class_="duties")
    assert lines(now, "li") == ["TUR Türkiye attested May 2025"]
    assert lines(earlier, "li") == ["KAZ Kazakhstan Chamber attested early 2024; then Türkiye, attested May 2025"]


def test_each_of_several_sources_is_a_link_of_its_own(client: Client, world: World):
    source = "https://www.example.org/a?b=1 ; Interview of 2024 ; http://example.com/"
    make_seat(council=world.councils["BC"], state=world.kaz, role="chair", source=source)
    (details,) = elements(section(page_of(client.get("/councils/BC/")), "chair"), "details")
    assert lines(details, "li") == ["example.org; Interview of 2024; example.com"]
    assert [dict(a.attributes)["href"] for a in elements(details, "a")] == [
        "https://www.example.org/a?b=1",
        "http://example.com/",
    ]


def test_the_state_that_chairs_cica_chairs_its_governing_bodies(client: Client, world: World):
    council = make_council(kind="governing")
    make_chairmanship(state=world.kaz, starts_on=date(2020, 9, 24), ends_on=date(2024, 12, 17))
    make_chairmanship(state=world.states["AZE"], starts_on=date(2024, 12, 17), ends_on=date(2026, 10, 1))
    make_chairmanship(state=world.tha, starts_on=date(2026, 10, 1))
    chair = section(page_of(client.get(f"/councils/{council.code}/")), "chair")
    now, earlier = elements(chair, "ul", class_="duties")
    assert lines(now, "li") == ["AZE Azerbaijan 17 December 2024 – 1 October 2026"]
    assert lines(earlier, "li") == ["KAZ Kazakhstan 24 September 2020 – 17 December 2024"]


def test_members_are_states_and_institutions_by_role(client: Client, world: World):
    council = world.councils["BC"]
    seats: list[dict[str, Any]] = [
        {"state": world.tur},
        {"state": world.kaz, "institution_en": "Chamber"},
        {"institution_en": "A bank"},
        {"state": world.tha, "role": "vice_chair"},
        {"state": world.states["AZE"], "ends_on": date(2025, 12, 31)},
    ]
    for values in seats:
        make_seat(council=council, starts_on=date(2024, 1, 1), **{"ends_on": None} | values)
    members = section(page_of(client.get("/councils/BC/")), "members")
    since = "since 1 January 2024"
    assert lines(members, "li") == [
        f"THA Thailand Vice-chair {since}",
        f"A bank Member {since}",
        f"KAZ Kazakhstan Member Chamber {since}",
        f"TUR Türkiye Member {since}",
    ]


def test_meetings_and_decisions_that_the_viewer_may_see(client_as, world: World):
    council = world.councils["BC"]
    for visibility in ("public", "member_states", "secretariat"):
        shared: dict[str, Any] = {"council": council, "visibility": visibility}
        make_event(title_en=f"Ahead {visibility}", earliest=date(2026, 5, 1), **shared)
        make_event(title_en=f"Past {visibility}", earliest=date(2025, 5, 1), **shared)
        make_decision(title_en=f"Decision {visibility}", **shared)
    seen = {}
    for role in ("visitor", "liaison", "reader"):
        context = client_as(role).get("/councils/BC/").context
        seen[role] = [len(context[key]) for key in ("ahead", "past", "decisions")]
    assert seen == {"visitor": [1, 1, 1], "liaison": [2, 2, 2], "reader": [3, 3, 3]}


def test_a_decision_tells_when_and_how_it_was_taken(client: Client, world: World):
    make_decision(
        council=world.councils["BC"],
        title_en="New area",
        method="silence",
        adopted_on=date(2021, 1, 15),
        visibility="public",
    )
    assert lines(section(page_of(client.get("/councils/BC/")), "decisions"), "li") == [
        "New area 15 January 2021 Silence procedure"
    ]


def test_page_in_russian_names_the_body_in_russian(client: Client, world: World):
    shown = page_of(client.get("/ru/councils/BC/"))
    assert lines(shown, "h1") == ["Деловой совет"]
    assert "Об органе" in lines(shown, "h2")


def test_a_body_that_is_not_there_is_not_found(client: Client, world: World):
    assert client.get("/councils/XX/").status_code == 404


@pytest.mark.both
@pytest.mark.parametrize("address", ["/councils/", "/councils/BC/"])
def test_pages_take_the_same_number_of_queries_for_many_rows(client: Client, world: World, address: str):
    def add(year: int) -> None:
        council = world.councils["BC"]
        make_council()
        for role in ("chair", "member"):
            make_seat(council=council, role=role)
        make_decision(council=council, visibility="public")
        for when in (date(year, 1, 1), date(2030 - year % 3, 1, 1)):
            make_event(council=council, visibility="public", earliest=when, roles=[state_role(world.kaz)])

    add(2023)
    few = count_queries(client, address)
    add(2024)
    add(2025)
    assert count_queries(client, address) == few <= 15
