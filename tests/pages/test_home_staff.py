"""The start page of the Secretariat."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cbm_events.models import Event
from cica_portal.common.audiences import Audience
from cica_portal.common.models import Delivery, Mail
from cica_portal.common.viewer import Viewer
from cica_portal.home.boards.attention import Need, attention
from cica_portal.home.boards.reminders import reminder_board
from cica_portal.home.boards.year import year_board
from tests.cast import World
from tests.factories import (
    NOW,
    TODAY,
    make_area,
    make_attestation,
    make_coordination,
    make_event,
    make_user,
    number,
    state_role,
)
from tests.pages.counting import count_queries
from tests.pages.reading import elements, lines, page_of, section, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

STAFF = Viewer(Audience.SECRETARIAT)
BOTH: dict[str, Any] = {"title_ru": "Название"}


def make_mail(**values: Any) -> Mail:
    defaults = {
        "message_id": f"<{number('mail')}@test>", "address": "a@example.org", "language": "en", "template": "reminder",
        "not_before": NOW, "created_at": NOW,
    }  # fmt: skip
    return Mail.objects.create(**defaults | values)


def make_delivery(**values: Any) -> Delivery:
    count = number("delivery")
    defaults = {
        "subject_kind": "event", "subject_key": f"e{count}", "rule_key": "rule", "occurrence": TODAY,
        "due_at": NOW, "planned_at": NOW,
    }  # fmt: skip
    return Delivery.objects.create(recipient=values.pop("recipient", None) or make_user(), **defaults | values)


def needs() -> list[tuple[str, list[Need], bool]]:
    return [(task.event.title_en, task.needs, task.is_late) for task in attention(STAFF, TODAY, NOW).events]


# Needs attention ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"earliest": TODAY - timedelta(1)}, [Need.OUTCOME]),
        ({"earliest": TODAY - timedelta(1), "status": "confirmed"}, [Need.OUTCOME]),
        ({"earliest": TODAY}, []),
        ({"earliest": TODAY - timedelta(1), "status": "held"}, []),
        ({"earliest": TODAY - timedelta(1), "status": "postponed"}, []),
        ({"earliest": TODAY - timedelta(1), "status": "cancelled"}, []),
        ({"earliest": TODAY + timedelta(60), "latest": TODAY + timedelta(90), "precision": "month"}, [Need.DAYS]),
        ({"earliest": TODAY + timedelta(61), "latest": TODAY + timedelta(90), "precision": "month"}, []),
        ({"earliest": TODAY + timedelta(90), "title_ru": ""}, [Need.LANGUAGE]),
        ({"earliest": TODAY + timedelta(91), "title_ru": ""}, []),
        ({"earliest": TODAY - timedelta(1), "status": "held", "title_ru": ""}, []),
        (
            {"earliest": TODAY, "latest": TODAY + timedelta(9), "precision": "tbc", "title_ru": ""},
            [Need.DAYS, Need.LANGUAGE],
        ),
    ],
)
def test_an_event_needs_what_is_really_missing(world: World, values: dict[str, Any], found: list[Need]):
    make_event(**{"title_en": "Event"} | BOTH | values)
    assert needs() == ([("Event", found, Need.OUTCOME in found)] if found else [])


def test_what_is_late_longest_comes_first(world: World):
    make_event(title_en="Soon", title_ru="", earliest=TODAY + timedelta(3))
    make_event(title_en="Last week", earliest=TODAY - timedelta(7), **BOTH)
    make_event(title_en="Last year", earliest=TODAY - timedelta(300), **BOTH)
    assert [title for title, _needs, _late in needs()] == ["Last year", "Last week", "Soon"]


def test_what_ended_more_than_a_year_ago_is_one_thing(world: World):
    for days in (366, 365, 400):
        make_event(title_en=f"{days} days ago", earliest=TODAY - timedelta(days), **BOTH)
    found = attention(STAFF, TODAY, NOW)
    assert [event.title_en for event in found.old_events] == ["400 days ago", "366 days ago"]
    assert ([task.event.title_en for task in found.events], found.late) == (["365 days ago"], 1)
    assert found.count == 3  # with the areas that have no coordinator


def test_areas_in_use_without_a_known_coordinator(world: World):
    areas = {row.code: row for row in world.areas.values()}
    make_attestation(coordination=make_coordination(area=areas["NCT-TER"]))
    make_coordination(area=areas["NCT-HLT"], starts_on=date(2024, 1, 1), ends_on=date(2025, 12, 31))
    make_attestation(coordination=make_coordination(area=areas["ECO-SME"], role="co_coordinator"))
    make_coordination(area=areas["ENV-DIS"], starts_on=date(2026, 1, 1))
    make_area(dimension=world.dimensions["HUM"], status="historic")
    assert [area.code for area in attention(STAFF, TODAY, NOW).areas] == ["NCT-HLT", "ECO-SME"]


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"state": "failed"}, 1),
        ({"state": "unknown"}, 1),
        ({"state": "queued"}, 0),
        ({"state": "sent"}, 0),
        ({"state": "failed", "created_at": NOW - timedelta(31)}, 0),
    ],
)
def test_mails_that_did_not_arrive(db, values: dict[str, Any], count: int):
    make_mail(**values)
    assert attention(STAFF, TODAY, NOW).mail.failed == count


# The year and the reminders -------------------------------------------------------------------------------------------


def test_every_event_of_the_year_is_one_mark(world: World):
    dimension = world.dimensions["MP"]
    make_event(earliest=date(2026, 1, 10), status="held", dimension=dimension)
    make_event(earliest=TODAY, latest=TODAY + timedelta(1), status="confirmed", dimension=dimension)
    make_event(earliest=date(2026, 1, 1), latest=date(2026, 12, 31), precision="year", dimension=dimension)
    make_event(earliest=date(2026, 2, 10), kind="committee", status="held")
    make_event(earliest=date(2026, 2, 11), status="cancelled")
    make_event(earliest=date(2025, 12, 31), status="held", dimension=dimension)
    board = year_board(STAFF, 2026, TODAY)
    marks = {row.key: ([mark.status for mark in row.marks], row.held) for row in board.rows}
    assert marks == {
        "mp": (["held", "now", "planned"], 1),
        "nct": ([], 0),
        "eco": ([], 0),
        "env": ([], 0),
        "hum": ([], 0),
        "gb": (["held"], 1),
        "none": (["cancelled"], 0),
    }
    assert (board.held, board.total, board.under_way, board.cancelled, board.samples) == (2, 5, 1, 1, 0)
    assert [status for status, _label in board.legend] == ["held", "now", "planned", "cancelled"]


@pytest.mark.both
def test_reminders_are_counted_from_the_ledger(db):
    midnight = datetime(2026, 3, 16, 19, tzinfo=UTC)  # The 17th begins in Astana.
    make_delivery(due_at=NOW - timedelta(days=2))
    make_delivery(due_at=midnight - timedelta(seconds=1))
    make_delivery(due_at=midnight)
    make_delivery(due_at=midnight + timedelta(days=7))
    make_delivery(state="sent", settled_at=NOW - timedelta(days=6))
    make_delivery(state="sent", settled_at=NOW - timedelta(days=8))
    make_delivery(state="failed", settled_at=NOW - timedelta(days=1))
    make_delivery(state="unknown", settled_at=NOW - timedelta(days=1))
    make_delivery(state="superseded", settled_at=NOW)
    board = reminder_board(TODAY, NOW)
    assert (board.due_today, board.due_in_week, board.sent_in_week, board.failed_in_week) == (2, 3, 1, 2)
    assert board.next_at == NOW - timedelta(days=2)


# The page -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def busy(world: World) -> World:
    make_event(
        title_en="Held course", earliest=date(2026, 1, 10), status="held", dimension=world.dimensions["MP"], **BOTH
    )
    make_event(
        title_en="Course under way", earliest=TODAY, latest=TODAY + timedelta(1), status="confirmed", city_en="Astana",
        dimension=world.dimensions["MP"], roles=[state_role(world.kaz)], **BOTH,
    )  # fmt: skip
    make_event(title_en="Forgotten", earliest=date(2026, 3, 1), visibility="secretariat", **BOTH)
    make_event(title_en="In one language", title_ru="", earliest=date(2026, 4, 10), city_en="Baku")
    return world


def test_the_sentence_tells_how_the_year_stands(client_as, busy: World):
    (lede,) = lines(page_of(client_as("editor").get("/")), "p", class_="lede")
    assert lede == ("1 of 4 events of 2026 have been held, one is under way. 4 things need you; one is late.")


def test_the_page_of_a_quiet_day(client_as, world: World):
    for area in world.areas.values():
        make_attestation(coordination=make_coordination(area=area))
    page = page_of(client_as("reader").get("/"))
    assert lines(page, "p", class_="lede") == ["No event of 2026 is entered. Nothing waits for you."]
    assert lines(section(page, "next-days"), "p") == ["No event is entered for these days."]


def test_things_that_need_somebody_lead_to_their_event(client_as, busy: World):
    tasks = section(page_of(client_as("editor").get("/")), "attention")
    assert lines(tasks, "li") == [
        "Confirmation since 16 March 2026 One planned event is not confirmed yet In one language, 10 April 2026"
        " See which",
        "Late 1 March 2026 Forgotten It is over and not marked as held. Open: Forgotten",
        "In 25 days Fri 10 Apr In one language Its title is not entered in both languages. Open: In one language",
        "Sources 4 priority areas have no known coordinator Epidemiological safety, public health;"
        " Combating terrorism; Development of SMEs; Natural disaster management See which",
    ]
    (first,) = (link for link in elements(tasks, "a") if "Forgotten" in words(link))
    assert dict(first.attributes)["href"] == f"/events/{Event.objects.get(title_en='Forgotten').public_id}/"


def test_the_next_30_days_are_a_table(client_as, busy: World):
    table = section(page_of(client_as("editor").get("/")), "next-days")
    (body,) = elements(table, "tbody")
    assert lines(body, "tr") == [
        "16–17 March 2026 MP Course under way Astana Under way",
        "10 April 2026 In one language Baku Planned",
    ]


def test_each_mark_says_in_words_what_it_is(client_as, busy: World):
    year = section(page_of(client_as("editor").get("/")), "year")
    (row, *_others) = elements(year, "li")
    assert words(row) == (
        "MP Military-political 1 of 2 Held course, 10 January 2026: Held Course under way, 16–17 March 2026: Under way"
    )


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("reader", ["Proposals"]),
        ("editor", ["Proposals", "New event"]),
        ("administrator", ["Proposals", "New event"]),
    ],
)
def test_an_editor_may_begin_an_event(client_as, world: World, role: str, offered: list[str]):
    page = page_of(client_as(role).get("/"))
    (head,) = elements(page, "div", class_="pagehead")
    assert [words(a) for a in elements(head, "a", class_="btn")] == offered


@pytest.mark.both
def test_the_page_takes_the_same_number_of_queries_for_many_rows(client_as, world: World):
    def add() -> None:
        make_area(dimension=world.dimensions["HUM"])
        roles = [state_role(world.kaz), state_role(world.tha, "co_organiser")]
        make_event(earliest=date(2026, 3, 20), roles=roles, dimension=world.dimensions["MP"])
        make_event(earliest=date(2026, 3, 1), roles=roles)
        make_mail(state="failed")
        make_delivery()

    client = client_as("editor")
    add()
    few = count_queries(client, "/")
    add()
    add()
    assert count_queries(client, "/") == few <= 25
