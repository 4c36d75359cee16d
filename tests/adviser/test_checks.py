"""What is found of certain days."""

from datetime import date, timedelta

import pytest

from cbm_events.adviser.findings import Kind, Level, Part, Shared
from cica_portal.common.fuzzy import month_period
from tests.adviser.almanacs import (
    FRIDAY_SATURDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    calendar,
    days,
    kinds,
    look_up,
    meeting,
    of_kind,
    other,
)

ONE_DAY = timedelta(days=1)
FRIDAY = THURSDAY + ONE_DAY


@pytest.mark.parametrize(
    ("common", "shared"),
    [
        ({"organisers": frozenset({"KAZ", "THA"})}, Shared.ORGANISER),
        ({"area": "ECO-SME"}, Shared.AREA),
        ({"council": "BC"}, Shared.COUNCIL),
    ],
)
@pytest.mark.parametrize("gathers_in_person", [True, False])
def test_common_organiser_area_or_body_is_a_clash(common, shared, gathers_in_person):
    dates = look_up(other(gathers_in_person=gathers_in_person, **common), of=meeting(council="BC"))
    finding = of_kind(dates, Kind.CLASH)
    assert (finding.level, finding.days, dates.level) == (Level.CLASH, (WEDNESDAY,), Level.CLASH)
    assert shared in finding.shared


def test_meeting_of_a_governing_body_is_a_clash_for_everybody():
    assert kinds(look_up(other(is_statutory=True, gathers_in_person=False))) == ["statutory"]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({"coordinators": frozenset({"CHN"})}, {"organisers": frozenset({"CHN"})}),
        ({"coordinators": frozenset({"CHN"})}, {"coordinators": frozenset({"CHN"})}),
        ({"organisers": frozenset({"CHN"})}, {"coordinators": frozenset({"CHN"})}),
    ],
)
def test_coordinator_that_is_needed_twice_is_named(mine, theirs):
    finding = of_kind(look_up(other(**theirs), of=meeting(**mine)), Kind.COORDINATOR)
    assert (finding.level, finding.states) == (Level.CARE, ("CHN",))


def test_one_delegation_cannot_be_in_two_cities():
    assert kinds(look_up(other())) == ["one_delegation"]
    assert kinds(look_up(other(places=frozenset({"astana"})))) == ["same_city"]


def test_online_event_of_others_stands_against_nothing():
    assert kinds(look_up(other(gathers_in_person=False))) == []
    assert kinds(look_up(other(), of=meeting(gathers_in_person=False))) == []


@pytest.mark.parametrize(("day", "found"), [(TUESDAY - ONE_DAY, True), (FRIDAY, True), (FRIDAY + ONE_DAY, False)])
def test_event_elsewhere_on_the_next_day_leaves_no_day_to_travel(day: date, found: bool):
    assert kinds(look_up(other(days(day)))) == (["no_day_between"] if found else [])
    assert kinds(look_up(other(days(day), places=frozenset({"astana"})))) == []


def test_vague_event_may_fall_on_the_days_if_it_concerns_the_same_people():
    vague = month_period(2026, 9)
    assert kinds(look_up(other(vague))) == []
    assert kinds(look_up(other(vague, area="ECO-SME"))) == ["may_fall"]
    assert kinds(look_up(other(month_period(2026, 10), area="ECO-SME"))) == []


def test_holiday_weighs_by_what_the_state_does():
    off = {WEDNESDAY: False}
    wanted = meeting(organisers=frozenset({"THA"}), coordinators=frozenset({"CHN"}))
    rows = [calendar(code, off) for code in ("KAZ", "THA", "CHN", "IND", "IRN")]
    dates = look_up(calendars=rows, of=wanted)
    by_part = {finding.part: finding for finding in dates.findings if finding.days}
    costs = [by_part[part].cost for part in (Part.HOST, Part.ORGANISER, Part.COORDINATOR)]
    assert costs == sorted(costs, reverse=True)
    assert by_part[Part.HOST].level == Level.CLASH
    assert by_part[Part.OTHER].states == ("IND", "IRN")
    assert by_part[Part.OTHER].level == Level.REMARK


def test_estimated_holiday_counts_by_half_and_says_so():
    certain, estimated = (look_up(calendars=[calendar("KAZ", {WEDNESDAY: guess})]) for guess in (False, True))
    assert estimated.cost == certain.cost / 2
    assert of_kind(estimated, Kind.HOLIDAY).is_estimated
    assert of_kind(estimated, Kind.HOLIDAY).level == Level.CARE


def test_holiday_in_many_states_is_more_than_a_remark():
    rows = [calendar(f"S{number:02}", {WEDNESDAY: False}) for number in range(7)]
    assert of_kind(look_up(calendars=rows), Kind.HOLIDAY_ELSEWHERE).level == Level.CARE


def test_weekend_is_that_of_the_state():
    wanted = meeting(days(THURSDAY, FRIDAY), host="JOR", organisers=frozenset({"KAZ"}))
    rows = [calendar("JOR", weekend=FRIDAY_SATURDAY), calendar("KAZ"), calendar("QAT", weekend=FRIDAY_SATURDAY)]
    dates = look_up(calendars=rows, of=wanted)
    assert (of_kind(dates, Kind.WEEKEND).states, of_kind(dates, Kind.WEEKEND).days) == (("JOR",), (FRIDAY,))
    assert of_kind(dates, Kind.WEEKEND_ELSEWHERE).states == ("QAT",)


def test_weekend_that_is_worked_is_a_working_day():
    saturday = FRIDAY + ONE_DAY
    wanted = meeting(days(saturday))
    assert kinds(look_up(calendars=[calendar("KAZ")], of=wanted)) == ["weekend"]
    assert kinds(look_up(calendars=[calendar("KAZ", working=frozenset({saturday}))], of=wanted)) == []


def test_holiday_on_a_weekend_is_said_once():
    sunday = FRIDAY + 2 * ONE_DAY
    dates = look_up(calendars=[calendar("KAZ", {sunday: False})], of=meeting(days(sunday)))
    assert kinds(dates) == ["holiday"]


def test_day_of_cica_is_kept():
    assert kinds(look_up(of=meeting(days(date(2026, 10, 4), date(2026, 10, 6))))) == ["cica_day"]
    assert kinds(look_up(of=meeting(days(date(2026, 10, 6), date(2026, 10, 7))))) == []


def test_states_without_data_are_named_and_not_called_clear():
    rows = [calendar("KAZ", known_years=frozenset()), calendar("LKA", known_years=frozenset({2025})), calendar("THA")]
    dates = look_up(calendars=rows)
    assert of_kind(dates, Kind.NO_DATA).states == ("KAZ",)
    assert of_kind(dates, Kind.NO_DATA_ELSEWHERE).states == ("LKA",)
    assert Kind.WORKING_DAYS not in {finding.kind for finding in dates.findings}


def test_turn_of_the_year_asks_for_both_years():
    wanted = meeting(days(date(2026, 12, 30), date(2027, 1, 2)))
    row = calendar("KAZ", known_years=frozenset({2026}), weekend=frozenset())
    assert of_kind(look_up(calendars=[row], of=wanted), Kind.NO_DATA).years == (2026, 2027)


def test_clear_days_are_called_clear():
    dates = look_up(calendars=[calendar("KAZ"), calendar("THA")])
    assert [(finding.kind, finding.level) for finding in dates.findings] == [
        (Kind.FREE_OF_CLASHES, Level.CLEAR),
        (Kind.WORKING_DAYS, Level.CLEAR),
    ]
    assert dates.cost == 0


def test_worst_comes_first():
    rows = [calendar("KAZ"), calendar("THA", {WEDNESDAY: False})]
    dates = look_up(other(area="ECO-SME"), other(key="far"), calendars=rows)
    levels = [finding.level for finding in dates.findings]
    assert levels == sorted(levels, reverse=True)
    assert kinds(dates) == ["clash", "one_delegation", "holiday_elsewhere"]
