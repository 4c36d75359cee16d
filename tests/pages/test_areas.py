"""Dimensions and priority areas, with who coordinates them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from tests.factories import make_area, make_attestation, make_coordination, make_event, state_role
from tests.pages.counting import count_queries
from tests.pages.reading import elements, lines, page_of, section, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

TERM: dict[str, Any] = {"starts_on": date(2024, 1, 1), "ends_on": date(2025, 12, 31)}
OLDER: dict[str, Any] = {"starts_on": date(2022, 1, 1), "ends_on": date(2023, 12, 31)}


def attest(**values):
    make_attestation(coordination=make_coordination(**values), as_of=date(2022, 1, 1), as_of_text="2022")


def areas_of(page, code: str) -> list[str]:
    return lines(section(page, code), "div", class_="area")


def test_areas_stand_under_their_five_dimensions(client: Client, world: World):
    page = page_of(client.get("/areas/"))
    assert lines(page, "h2") == [
        "MP Military-Political Dimension",
        "NCT New Challenges and Threats Dimension",
        "ECO Economic Dimension",
        "ENV Environmental Dimension",
        "HUM Human Dimension",
    ]
    unknown = "Coordinator not known from the sources"
    assert areas_of(page, "MP") == []
    assert areas_of(page, "NCT") == [
        f"Combating terrorism {unknown}",
        f"Epidemiological safety, public health {unknown}",
    ]


def test_coordinators_stand_before_co_coordinators_with_what_is_known(client: Client, world: World):
    area = world.areas["ECO-SME"]
    attest(area=area, state=world.tha, role="co_coordinator")
    make_coordination(area=area, state=world.states["AZE"], role="co_coordinator", starts_on=date(2025, 1, 1))
    attest(area=area, state=world.tur)
    attest(dimension=world.dimensions["ECO"], state=world.kaz)
    assert areas_of(page_of(client.get("/areas/")), "ECO") == [
        "The dimension as a whole KAZ Kazakhstan coordinator, attested 2022",
        "Development of SMEs TUR Türkiye coordinator, attested 2022"
        " AZE Azerbaijan co-coordinator, since 1 January 2025"
        " THA Thailand co-coordinator, attested 2022",
    ]


def test_an_area_whose_terms_are_over_names_the_last_ones(client: Client, world: World):
    area = world.areas["NCT-TER"]
    for term in (TERM, OLDER):
        make_coordination(area=area, state=world.tur, **term)
        make_coordination(area=area, state=world.kaz, role="co_coordinator", **term)
    assert areas_of(page_of(client.get("/areas/")), "NCT")[0] == (
        "Combating terrorism The last known term is over:"
        " TUR Türkiye coordinator, 1 January 2024 – 31 December 2025"
        " KAZ Kazakhstan co-coordinator, 1 January 2024 – 31 December 2025"
    )
    coordination = section(page_of(client.get("/areas/NCT-TER/")), "coordination")
    assert lines(coordination, "li") == [
        "TUR Türkiye Coordinator 1 January 2024 – 31 December 2025",
        "TUR Türkiye Coordinator 1 January 2022 – 31 December 2023",
        "KAZ Kazakhstan Co-coordinator 1 January 2024 – 31 December 2025",
        "KAZ Kazakhstan Co-coordinator 1 January 2022 – 31 December 2023",
    ]
    assert lines(coordination, "p")[0] == "Coordinator not known from the sources."


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("active", []),
        ("historic", ["A heading of earlier documents, not a priority area today."]),
        ("expected", ["Reported as to be adopted; its adoption is not known from the sources."]),
    ],
)
def test_an_area_says_in_words_what_it_is(client: Client, world: World, status: str, said: list[str]):
    area = make_area(dimension=world.dimensions["HUM"], status=status)
    assert lines(page_of(client.get(f"/areas/{area.code}/")), "p", class_="note") == said


def test_areas_in_use_come_first(client: Client, world: World):
    dimension = world.dimensions["HUM"]
    for name, status in (("A", "historic"), ("B", "expected"), ("C", "active"), ("D", "active")):
        make_area(dimension=dimension, name_en=name, status=status)
    (areas,) = elements(page_of(client.get("/dimensions/HUM/")), "section", **{"aria-labelledby": "s-areas"})
    assert lines(areas, "a") == ["C", "D", "B", "A"]


def test_a_dimension_shows_its_own_coordinators_and_its_areas(client: Client, world: World):
    attest(dimension=world.dimensions["ECO"], state=world.kaz)
    attest(area=world.areas["ECO-SME"], state=world.tur)
    page = page_of(client.get("/dimensions/ECO/"))
    assert lines(section(page, "coordination"), "li") == ["KAZ Kazakhstan Coordinator attested 2022"]
    assert areas_of(page, "areas") == ["Development of SMEs TUR Türkiye coordinator, attested 2022"]


def test_a_dimension_without_own_coordinators_points_to_its_areas(client: Client, world: World):
    coordination = section(page_of(client.get("/dimensions/ENV/")), "coordination")
    assert words(coordination) == (
        "Coordination No coordinator of the dimension as a whole is known from the sources;"
        " its areas have coordinators of their own."
    )


def test_inferred_and_doubtful_sources_say_so(client: Client, world: World):
    row = make_coordination(area=world.areas["ECO-SME"], state=world.kaz, basis={"role": "inferred"})
    make_attestation(coordination=row, source="Report", confidence="low")
    (details,) = elements(page_of(client.get("/areas/ECO-SME/")), "details")
    assert [words(item) for item in elements(details, "li")] == ["Report · inferred, not stated · low confidence"]


@pytest.mark.parametrize(
    ("address", "values", "link"),
    [
        ("/areas/ECO-SME/", {"area": "ECO-SME"}, "/events/?area=ECO-SME"),
        ("/dimensions/ECO/", {}, "/events/?dimension=ECO"),
    ],
)
def test_events_of_an_area_or_dimension(client_as, world: World, address: str, values: dict, link: str):
    fields: dict[str, Any] = {"dimension": world.dimensions["ECO"]} | {
        name: world.areas[code] for name, code in values.items()
    }
    roles = [state_role(world.tha)]
    for title, day, visibility in (
        ("Past", date(2026, 1, 10), "public"),
        ("Ahead", date(2026, 5, 10), "public"),
        ("For member states", date(2026, 6, 10), "member_states"),
        ("For the Secretariat", date(2026, 7, 10), "secretariat"),
    ):
        make_event(title_en=title, earliest=day, visibility=visibility, roles=roles, **fields)
    make_event(title_en="Elsewhere", visibility="public")
    seen = {}
    for role in ("visitor", "liaison", "reader"):
        response = client_as(role).get(address)
        seen[role] = [event.title for key in ("ahead", "past") for event in response.context[key]]
    assert seen == {
        "visitor": ["Ahead", "Past"],
        "liaison": ["Ahead", "For member states", "Past"],
        "reader": ["Ahead", "For member states", "For the Secretariat", "Past"],
    }
    addresses = [dict(a.attributes)["href"] for a in elements(page_of(response), "a") if words(a) == "All in the list"]
    assert addresses == [link]


@pytest.mark.parametrize("address", ["/areas/NCT-XXX/", "/dimensions/XX/", "/areas/MP/", "/dimensions/eco/"])
def test_what_is_not_there_is_not_found(client: Client, world: World, address: str):
    assert client.get(address).status_code == 404


@pytest.mark.both
@pytest.mark.parametrize("address", ["/areas/", "/areas/ECO-SME/", "/dimensions/ECO/"])
def test_pages_take_the_same_number_of_queries_for_many_rows(client: Client, world: World, address: str):
    def add() -> None:
        area = world.areas["ECO-SME"]
        attest(area=area, starts_on=date(2024, 1, 1))
        attest(area=make_area(dimension=world.dimensions["ECO"]))
        attest(dimension=world.dimensions["ECO"], starts_on=date(2024, 1, 1))
        for year in (2025, 2027):
            shared: dict[str, Any] = {
                "visibility": "public",
                "earliest": date(year, 4, 1),
                "roles": [state_role(world.kaz)],
            }
            make_event(area=area, dimension=world.dimensions["ECO"], **shared)

    add()
    few = count_queries(client, address)
    add()
    add()
    assert count_queries(client, address) == few <= 15
