"""The start page of visitors and of liaisons."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from members.models import User
from tests.cast import World
from tests.factories import (
    make_attestation,
    make_chairmanship,
    make_coordination,
    make_event,
    make_participation,
    secretariat_role,
    state_role,
)
from tests.pages.counting import count_queries
from tests.pages.reading import elements, lines, page_of, section, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def sentence(page) -> str:
    (lede,) = lines(page, "p", class_="lede")
    return lede


# Visitor --------------------------------------------------------------------------------------------------------------


def test_visitor_reads_which_public_event_comes_next(client_as, world: World):
    make_event(title_en="Later", earliest=date(2026, 6, 1), visibility="public")
    make_event(
        title_en="Next", earliest=date(2026, 5, 14), latest=date(2026, 5, 15), city_en="Astana", visibility="public"
    )
    make_event(title_en="Inner", earliest=date(2026, 4, 1))
    make_event(title_en="Called off", earliest=date(2026, 4, 1), visibility="public", status="cancelled")
    for role in ("visitor", "partner"):
        page = page_of(client_as(role).get("/"))
        assert sentence(page) == "The next public event of CICA: Next, 14–15 May 2026, Astana."
        assert lines(section(page, "next"), "h3") == ["Next", "Later"]


def test_visitor_reads_what_is_under_way(client: Client, world: World):
    shared: dict[str, Any] = {"visibility": "public", "mode": "online", "status": "confirmed"}
    make_event(title_en="Course", earliest=date(2026, 3, 15), latest=date(2026, 3, 17), **shared)
    make_event(title_en="Next", earliest=date(2026, 5, 14), **shared)
    assert sentence(page_of(client.get("/"))) == (
        "Under way: Course, 15–17 March 2026, online. The next public event of CICA: Next, 14 May 2026, online."
    )


def test_no_day_is_invented_for_the_next_event(client: Client, world: World):
    may: dict[str, Any] = {"earliest": date(2026, 5, 1), "latest": date(2026, 5, 31), "precision": "month"}
    make_event(title_en="Some time in May", visibility="public", **may)
    page = page_of(client.get("/"))
    assert sentence(page) == "The next public event of CICA: Some time in May, May 2026."
    (lede,) = elements(page, "p", class_="lede")
    assert list(elements(lede, "time")) == []


def test_visitor_without_events_is_told_so(client: Client, world: World):
    page = page_of(client.get("/"))
    assert sentence(page) == "No public event of CICA is announced at present."
    assert lines(section(page, "next"), "b") == ["No event to come"]


def test_visitor_finds_the_five_dimensions(client: Client, world: World):
    dimensions = section(page_of(client.get("/")), "dimensions")
    links = {words(a): dict(a.attributes)["href"] for a in elements(dimensions, "a")}
    assert links == {
        "Priority areas": "/areas/",
        "Military-Political Dimension": "/dimensions/MP/",
        "New Challenges and Threats Dimension": "/dimensions/NCT/",
        "Economic Dimension": "/dimensions/ECO/",
        "Environmental Dimension": "/dimensions/ENV/",
        "Human Dimension": "/dimensions/HUM/",
    }


def test_titles_in_the_other_language_are_marked(client: Client, world: World):
    make_event(title_en="English only", title_ru="", earliest=date(2026, 5, 14), visibility="public")
    page = page_of(client.get("/ru/"))
    (lede,) = elements(page, "p", class_="lede")
    (link,) = elements(lede, "a")
    assert dict(link.attributes)["lang"] == "en"


# Liaison --------------------------------------------------------------------------------------------------------------


def titles(events) -> list[str]:
    return [event.title for event in events]


def test_liaison_sees_own_events_and_those_of_others(client_as, world: World):
    day = date(2026, 5, 10)
    make_event(title_en="Organised", earliest=day, roles=[state_role(world.kaz)])
    make_event(
        title_en="Proposed", earliest=day, status="proposed", visibility="secretariat", roles=[state_role(world.kaz)]
    )
    make_event(
        title_en="Co-organised", earliest=day, roles=[state_role(world.tha), state_role(world.kaz, "co_organiser")]
    )
    make_event(title_en="Hosted", earliest=day, roles=[secretariat_role(), state_role(world.kaz, "host")])
    make_event(title_en="Both", earliest=day, roles=[state_role(world.kaz), state_role(world.kaz, "host")])
    make_event(title_en="Of others", earliest=day, roles=[state_role(world.tha)])
    make_event(
        title_en="Proposal of others",
        earliest=day,
        status="proposed",
        visibility="secretariat",
        roles=[state_role(world.tha)],
    )
    make_event(title_en="Secret", earliest=day, visibility="secretariat")
    make_event(title_en="Over", earliest=date(2026, 1, 10), roles=[state_role(world.kaz)])
    board = client_as("liaison").get("/").context["board"]
    assert (titles(board.organised), titles(board.supported), titles(board.upcoming)) == (
        ["Organised", "Proposed", "Both"],
        ["Co-organised", "Hosted"],
        ["Of others"],
    )


def test_liaison_is_named_its_deadlines(client_as, world: World):
    kaz = state_role(world.kaz)
    make_event(
        title_en="Course", earliest=date(2026, 5, 10), nomination_deadline=date(2026, 3, 21),
        report_due=date(2026, 5, 24), roles=[kaz], status="confirmed",
    )  # fmt: skip
    invited = make_event(title_en="Forum", earliest=date(2026, 4, 10), nomination_deadline=date(2026, 3, 17))
    make_participation(event=invited, state=world.kaz)
    page = page_of(client_as("liaison").get("/"))
    assert lines(section(page, "deadlines"), "li") == [
        "Tomorrow Tue 17 Mar Name the participants Forum, 10 April 2026 Open: Forum",
        "In 5 days Sat 21 Mar Name the participants Course, 10 May 2026 Open: Course",
        "In 69 days Sun 24 May Send the report Course, 10 May 2026 Open: Course",
    ]
    (sub,) = lines(page, "p", class_="sub")
    assert sub == "Your calendar, your duties, your deadlines. 3 deadlines; the next is on Tuesday 17 March."
    page = page_of(client_as("liaison").get("/ru/"))
    assert lines(section(page, "deadlines"), "li")[0].startswith("Завтра вт 17 мар")
    (sub,) = lines(page, "p", class_="sub")
    assert sub.endswith("3 срока; ближайший — вторник, 17 марта.")


@pytest.mark.parametrize(
    "values",
    [
        {"nomination_deadline": date(2026, 3, 15), "status": "confirmed"},
        {"nomination_deadline": date(2026, 3, 21), "status": "cancelled"},
        {"nomination_deadline": date(2026, 3, 21), "status": "postponed"},
    ],
)
def test_what_is_over_or_called_off_is_no_deadline(client_as, world: World, values):
    make_event(earliest=date(2026, 5, 10), roles=[state_role(world.kaz)], **values)
    assert client_as("liaison").get("/").context["board"].deadlines == []


def test_what_concerns_others_is_no_deadline(client_as, world: World):
    by: dict[str, Any] = {"nomination_deadline": date(2026, 3, 21)}
    make_event(earliest=date(2026, 5, 10), report_due=date(2026, 5, 24), roles=[state_role(world.tha)], **by)
    declined = make_event(earliest=date(2026, 5, 10), roles=[state_role(world.tha)], **by)
    make_participation(event=declined, state=world.kaz, answer="regrets")
    assisted = make_event(
        earliest=date(2026, 5, 10), report_due=date(2026, 5, 24), roles=[state_role(world.kaz, "assisting")]
    )
    assert assisted.pk
    assert client_as("liaison").get("/").context["board"].deadlines == []


def test_liaison_sees_the_duties_of_its_state(client_as, world: World):
    make_chairmanship(state=world.kaz, starts_on=date(2024, 12, 17))
    row = make_coordination(state=world.kaz, area=world.areas["NCT-HLT"])
    make_attestation(coordination=row, as_of=date(2024, 1, 1), as_of_text="early 2024")
    make_attestation(coordination=make_coordination(state=world.tha, area=world.areas["ECO-SME"]))
    duties = section(page_of(client_as("liaison").get("/")), "duties")
    assert lines(duties, "li") == [
        "Chair of CICA since 17 December 2024",
        "Coordinator, Epidemiological safety, public health NCT attested early 2024",
    ]
    assert [dict(a.attributes)["href"] for a in elements(duties, "a")] == ["/areas/NCT-HLT/"]


def test_liaison_page_is_kept_by_nobody(client_as):
    assert client_as("liaison").get("/")["Cache-Control"] == "private, no-store"
    assert not client_as("visitor").get("/").has_header("Cache-Control")


def test_a_closed_liaison_sees_the_page_of_visitors(client_as, liaison: User):
    client = client_as("liaison")
    User.objects.filter(pk=liaison.pk).update(is_active=False)
    assert "home/visitor.html" in [template.name for template in client.get("/").templates]


@pytest.mark.both
@pytest.mark.parametrize("role", ["visitor", "liaison"])
def test_pages_take_the_same_number_of_queries_for_many_rows(client_as, world: World, role: str):
    def add() -> None:
        make_attestation(coordination=make_coordination(state=world.kaz))
        for kind in ("organiser", "co_organiser", "host"):
            roles = [state_role(world.kaz, kind), state_role(world.tha, "assisting")]
            make_event(visibility="public", roles=roles, nomination_deadline=date(2026, 4, 1))
        make_event(visibility="public", roles=[state_role(world.tha)])

    client = client_as(role)
    add()
    few = count_queries(client, "/")
    add()
    add()
    assert count_queries(client, "/") == few <= 35


def test_month_names_are_inclined_in_russian(client_as, world: World):
    with override("ru"):
        page = page_of(client_as("liaison").get("/ru/"))
    assert lines(page, "p")[0].startswith("Понедельник, 16 марта 2026 г.")
