"""What each row would do, and that importing does just that."""

from datetime import date
from typing import Any

import pytest

from cbm_events.models import Event, EventRole
from cbm_events.services import save_event
from cica_portal.common.models import Change
from tests import factories
from tests.cast import World
from tests.imports.conftest import effects, result, said
from tests.imports.files import HEADINGS, ROW, csv_file, row

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.slow]


def stored() -> Event:
    return Event.objects.with_parties().get()


def test_new_event_is_entered_with_history(check, enter, world: World, editor):
    run = check()
    assert (effects(run), Event.objects.count()) == (["new"], 0)
    enter(run)
    event = stored()
    assert (event.title_en, event.kind, event.status, event.visibility) == (
        "Seminar on trade", "seminar", "planned", "member_states",
    )  # fmt: skip
    assert (event.earliest, event.latest, event.precision) == (date(2026, 5, 12), date(2026, 5, 14), "day")
    assert (event.city_en, event.country, event.dimension) == ("Astana", world.kaz, world.dimensions["ECO"])
    assert [(role.role, role.state) for role in event.roles.all()] == [("organiser", world.kaz)]
    change = Change.objects.get(kind="event")
    assert (change.door, change.actor, change.batch, change.action) == ("import", editor, run.batch, "created")


def test_same_file_twice_changes_nothing(check, enter):
    enter(check())
    before = Change.objects.count()
    again = check()
    assert effects(again) == ["same"]
    enter(again)
    assert (Change.objects.count(), Event.objects.count(), stored().version) == (before, 1, 1)


def test_difference_is_shown_field_by_field_and_entered(check, enter, world: World):
    enter(check())
    run = check([row(city="Almaty", kind="Workshop", organiser="Kazakhstan")])
    assert effects(run) == ["changed"]
    assert (result(run)["before"], result(run)["after"]) == (
        {"city_en": "Astana", "kind": "seminar"}, {"city_en": "Almaty", "kind": "workshop"},
    )  # fmt: skip
    enter(run)
    assert (stored().city_en, stored().kind, stored().version) == ("Almaty", "workshop", 2)


def test_blank_cell_empties_nothing_where_the_event_is_found_by_its_title(check, enter):
    enter(check())
    assert effects(check([row(city="", country="", dimension="")])) == ["same"]


def test_blank_cell_empties_the_field_of_a_named_event(check, enter, world: World):
    enter(check())
    headings = ["Identifier", *(f"{name} in English" if name == "City" else name for name in HEADINGS)]
    named = [headings, [stored().public_id, *row(city="", organiser="")]]
    run = check(file=csv_file(named))
    assert result(run)["after"] == {"city_en": "", "parties": []}
    enter(run)
    assert (stored().city_en, stored().roles.count()) == ("", 0)


@pytest.mark.parametrize("key", ["public_id", "uid", "address"])
def test_event_is_named_by_identifier_uid_or_address(check, enter, key):
    enter(check())
    event = stored()
    text = f"https://portal.example/ru/events/{event.public_id}/" if key == "address" else getattr(event, key)
    run = check(file=csv_file([["ID", *HEADINGS], [text, *row(title="New title", dates="June 2026")]]))
    assert set(result(run)["after"]) == {"title_en", "earliest", "latest", "precision", "date_text"}
    enter(run)
    assert (stored().title_en, stored().precision, stored().date_text) == ("New title", "month", "June 2026")


def test_unknown_identifier_is_an_error(check):
    run = check(file=csv_file([["ID", *HEADINGS], ["nosuchevent", *ROW]]))
    assert (effects(run), said(run)) == (["error"], ["no_event"])


def test_event_that_may_be_the_same_is_asked_about(check, enter):
    enter(check())
    run = check([row(dates="3–5 June 2026")])
    assert (effects(run), said(run)) == (["question"], ["duplicate"])
    assert result(run)["candidates"] == [stored().public_id]


@pytest.mark.parametrize(
    ("other", "effect"),
    [
        ({"dates": "12–14 May 2027"}, "new"),
        ({"dates": "TBC"}, "question"),
        ({"dates": "May 2026"}, "question"),
        ({"organiser": "Thailand"}, "question"),
        ({"title": "SEMINAR, on “Trade”"}, "changed"),
        ({"title": "Seminar on trade and customs"}, "question"),
        ({"title": "Youth forum"}, "new"),
    ],
)
def test_what_counts_as_the_same_event(check, enter, other, effect):
    enter(check())
    assert effects(check([row(**other)])) == [effect]


def test_two_equal_events_are_not_guessed_between(check, world: World):
    for _number in range(2):
        factories.make_event(
            title_en="Seminar on trade", earliest=date(2026, 5, 12), latest=date(2026, 5, 14),
            roles=[factories.state_role(world.kaz)],
        )  # fmt: skip
    run = check()
    assert (effects(run), said(run)) == (["conflict"], ["several"])


def test_two_rows_about_one_event_are_a_conflict(check, enter):
    enter(check())
    run = check([ROW, row(city="Almaty")])
    assert (effects(run), said(run, 3)) == (["conflict", "conflict"], ["same_event"])


def test_row_that_repeats_another_is_a_conflict(check):
    run = check([ROW, row(title="Forum"), row(city="Almaty")])
    assert (effects(run), said(run, 4)) == (["new", "new", "conflict"], ["repeated"])


def test_sheet_of_an_older_version_is_a_conflict_only_where_it_says_something_new(check, enter, act):
    enter(check())
    event = stored()
    sheet: list[list[Any]] = [["ID", "Version", *HEADINGS], [event.public_id, 1, *ROW]]
    event.city_en = "Almaty"
    save_event(event=event, act=act)
    assert effects(check(file=csv_file(sheet))) == ["same"]
    sheet[1][-1] = "Workshop"
    run = check(file=csv_file(sheet))
    assert (effects(run), said(run), result(run)["after"]) == (["conflict"], ["stale"], {"kind": "workshop"})


def test_version_that_never_was_is_an_error(check, enter):
    enter(check())
    run = check(file=csv_file([["ID", "Version", *HEADINGS], [stored().public_id, 7, *ROW]]))
    assert said(run) == ["bad_version"]


def test_parties_that_the_file_does_not_name_stay(check, enter, world: World):
    event = factories.make_event(
        title_en="Seminar on trade", kind="seminar", earliest=date(2026, 5, 12), latest=date(2026, 5, 14),
        roles=[
            factories.state_role(world.kaz, capacity="coordinator", is_lead=True, institution_ru="Министерство"),
            factories.secretariat_role("assisting"),
        ],
    )  # fmt: skip
    assert effects(check([row(city="", country="", dimension="")])) == ["same"]
    run = check(file=csv_file([["ID", "Organisers"], [event.public_id, "Kazakhstan; Thailand"]]))
    enter(run)
    assert {(role.role, role.party_name, role.capacity, role.is_lead) for role in stored().roles.all()} == {
        ("organiser", "Kazakhstan", "coordinator", True),
        ("organiser", "Thailand", "", False),
        ("assisting", "CICA Secretariat", "", False),
    }
    assert EventRole.objects.get(state=world.kaz).institution_ru == "Министерство"


def test_choices_for_the_whole_file_hold_where_a_row_is_silent(check, enter, world: World):
    rows = [["Title", "Dates"], ["Meeting of friends", "12–14 May"]]
    run = check(
        file=csv_file(rows), year=2026, kind="conference", status="proposed", organiser="THA",
    )  # fmt: skip
    enter(run)
    event = stored()
    assert (event.kind, event.status, event.visibility, event.earliest) == (
        "conference", "proposed", "secretariat", date(2026, 5, 12),
    )  # fmt: skip
    assert [role.state for role in event.roles.all()] == [world.tha]


def test_line_that_names_a_dimension_is_a_heading(check, enter):
    rows = [["Title", "Dates", "Organiser"], ["Human Dimension", "", ""], ["Youth forum", "May 2026", "KAZ"]]
    run = check(file=csv_file(rows))
    assert effects(run) == ["", "new"]
    enter(run)
    assert (str(stored().dimension), stored().kind) == ("Human Dimension", "forum")
