"""What the reports of states, dimensions, areas, bodies and the days ahead say, and to whom."""

from datetime import date, timedelta

import pytest

from cbm_events.reports.ahead import ahead_report
from cbm_events.reports.coordinators import subject_report
from cbm_events.reports.councils import council_report
from cbm_events.reports.states import state_report
from tests.councils.making import make_silence
from tests.factories import (
    TODAY,
    make_attestation,
    make_coordination,
    make_decision,
    make_event,
    make_seat,
    secretariat_role,
)
from tests.reports.conftest import MEMBERS, PUBLIC, STAFF, figures, keys, titles

pytestmark = pytest.mark.django_db


def test_state_counts_what_it_had_a_part_in_once(world, events):
    report = state_report(world.kaz, 2025, PUBLIC)
    assert figures(report, "role") == {
        "Organiser": (3, 2, 1), "Co-organiser": (1, 1, 0), "Host of the venue": (1, 1, 0), "Events in all": (4, 3, 1),
    }  # fmt: skip
    assert titles(report, "organised") == [
        "new_year", "forum", "sample", "planned", "inferred", "vague", "joint", "summit",
    ]  # fmt: skip


def test_state_lists_what_it_does_not_count_with_the_reason(world, events):
    report = state_report(world.kaz, 2025, PUBLIC)
    assert {event.title: event.why for event in report.listed() if event.why} == {
        "new_year": "Began in an earlier year", "vague": "Date inferred", "sample": "Samples",
        "summit": "Meetings of CICA’s own bodies",
    }  # fmt: skip


def test_inferred_dimension_enters_no_count(world, events):
    report = state_report(world.kaz, 2025, PUBLIC)
    table = figures(report, "dimension")
    assert (table["Economic Dimension"], table["Environmental Dimension"]) == ((1, 1, 0), (1, 0, 1))
    assert table["Not stated"] == (2, 2, 0)


def test_earlier_years_stand_beside(world, events):
    report = state_report(world.kaz, 2025, PUBLIC)
    years = {"2021": (0, 0), "2022": (0, 0), "2023": (1, 1), "2024": (1, 1), "2025": (4, 3)}
    assert figures(report, "years") == years


def test_closed_event_is_in_the_sheet_of_those_who_see_it(world, events):
    assert "closed" not in [event.title for event in state_report(world.kaz, 2025, PUBLIC).listed()]
    assert figures(state_report(world.kaz, 2025, MEMBERS), "role")["Events in all"] == (5, 4, 1)


def test_roles_are_dated_or_attested(world, events):
    make_attestation(coordination=make_coordination(state=world.kaz, area=world.areas["ECO-SME"]))
    (chapter,) = [one for one in state_report(world.kaz, 2025, PUBLIC).chapters if one.key == "roles"]
    assert chapter.texts[0].rows[0][:3] == ("Coordinator", "Development of SMEs", "attested early 2024")
    assert "roles" not in keys(state_report(world.kaz, 2023, PUBLIC))


def test_quiet_areas_are_named_to_the_secretariat_only(world, events):
    make_event(dimension=world.dimensions["NCT"], area=world.areas["NCT-TER"], earliest=date(2025, 2, 2))
    for asked, names in ((MEMBERS, {"Combating terrorism"}), (STAFF, {"Combating terrorism", QUIET})):
        table = figures(subject_report(world.dimensions["NCT"], 2025, asked), "area")
        assert set(table) - {"Events in all"} == names


QUIET = "Epidemiological safety, public health"


def test_area_counts_what_is_stated_to_belong_to_it(world, events):
    inferred = {"area": world.areas["ECO-SME"], "dimension": world.dimensions["ECO"], "basis": {"area": "inferred"}}
    make_event(title_en="guessed", earliest=date(2025, 2, 2), visibility="public", status="held", **inferred)
    report = subject_report(world.areas["ECO-SME"], 2025, PUBLIC)
    assert figures(report, "kind")["Events in all"] == (1, 1)
    assert {event.title: event.why for event in report.listed()} == {
        "forum": "", "guessed": "Inferred that it belongs here",
    }  # fmt: skip


def test_body_counts_its_meetings_and_lists_its_decisions_and_seats(world):
    council = world.councils["SOC"]
    for kind in ("committee", "committee", "seminar"):
        make_event(council=council, kind=kind, earliest=date(2025, 2, 2), visibility="public", status="held")
    make_seat(council=council, state=world.tur, role="chair")
    for visibility in ("public", "member_states"):
        make_decision(council=council, title_en=f"for {visibility}", visibility=visibility)
    report = council_report(council, 2025, PUBLIC)
    assert figures(report, "kind") == {"Committee meeting": (2, 2), "Seminar": (1, 1), "Events in all": (3, 3)}
    words = {chapter.key: chapter.texts[0].rows for chapter in report.chapters if chapter.texts}
    assert [row[:2] for row in words["decisions"]] == [("10 December 2025", "for public")]
    assert words["seats"][0][:2] == ("Chair", "Türkiye")


def test_days_ahead_are_ninety_and_leave_out_what_fell_away(world):
    for name, days, status in (
        ("today", 0, "confirmed"), ("last", 89, "planned"), ("too late", 90, "planned"), ("over", -1, "held"),
        ("off", 5, "cancelled"),
    ):  # fmt: skip
        make_event(title_en=name, earliest=TODAY + timedelta(days=days), status=status, visibility="public")
    report = ahead_report(PUBLIC)
    assert titles(report, "days") == ["today", "last"]
    assert figures(report, "precision")["Events in all"] == (2, 1, 1)


def test_what_awaits_confirmation_is_for_the_secretariat(world):
    make_event(title_en="soon", earliest=TODAY + timedelta(days=9), status="planned", roles=[secretariat_role()])
    assert "unconfirmed" in keys(ahead_report(STAFF))
    assert "unconfirmed" not in keys(ahead_report(MEMBERS))


def test_silence_that_runs_is_for_member_states(world):
    make_silence()
    assert "silence" in keys(ahead_report(MEMBERS))
    assert "silence" not in keys(ahead_report(PUBLIC))
