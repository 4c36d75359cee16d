"""The rules, one by one."""

from dataclasses import replace
from datetime import date

import pytest

from cbm_events.summaries.beside import years_of
from cbm_events.summaries.counting import CountingRule, EventFacts, judge
from cbm_events.summaries.rows import facts_from, stored_facts

YEAR = range(2025, 2026)
HELD = EventFacts(
    subject_id="a", title_en="Forum", title_ru="", status="held", kind="forum", dimension="ECO", area="ECO-SME",
    mode="in_person", states=("KAZ",), earliest=date(2025, 3, 4), latest=date(2025, 3, 5), precision="day",
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""),
        ({"precision": "year", "earliest": date(2025, 1, 1), "latest": date(2025, 12, 31)}, ""),
        ({"latest": date(2026, 1, 2)}, ""),
        ({"kind": "council_session"}, ""),
        ({"inferred": ("dimension", "kind", "mode", "area")}, ""),
        ({"is_sample": True, "status": "cancelled"}, "sample"),
        ({"kind": "summit"}, "statutory"),
        ({"kind": "ministerial"}, "statutory"),
        ({"kind": "committee"}, "statutory"),
        ({"kind": "working_group"}, "statutory"),
        ({"earliest": date(2024, 12, 30)}, "began_earlier"),
        ({"earliest": date(2024, 1, 1), "latest": date(2025, 12, 31), "precision": "year"}, "year_not_known"),
        ({"inferred": ("earliest",)}, "date_inferred"),
        ({"inferred": ("status",)}, "status_inferred"),
        ({"status": "proposed"}, "proposed"),
        ({"status": "planned"}, "planned"),
        ({"status": "confirmed"}, "confirmed"),
        ({"status": "postponed"}, "postponed"),
        ({"status": "cancelled"}, "cancelled"),
    ],
)
def test_each_rule(changes, why):
    assert judge(replace(HELD, **changes), YEAR).why == why


@pytest.mark.parametrize(
    ("choice", "changes", "why"),
    [
        ({"councils": "out"}, {"kind": "council_session"}, "council_session"),
        ({"councils": "out"}, {}, ""),
        ({"online": "out"}, {"mode": "online"}, "online"),
        ({"online": "out"}, {"mode": "hybrid"}, ""),
        ({"online": "out"}, {"mode": "online", "inferred": ("mode",)}, ""),
        ({"series": "once"}, {"main": "b"}, "part_of_series"),
        ({"series": "each"}, {"main": "b"}, ""),
    ],
)
def test_each_choice(choice, changes, why):
    assert judge(replace(HELD, **changes), YEAR, CountingRule(**choice)).why == why


def test_rule_is_read_back_from_what_is_stored():
    rule = CountingRule(joint="each", series="once", councils="out", online="out")
    assert rule.code == "held-2 joint-each series-once councils-out online-out"
    assert CountingRule.of(rule.code) == rule
    assert CountingRule.of("something-else") == CountingRule()


@pytest.mark.parametrize(
    ("changes", "why", "year"),
    [
        ({}, "", 2025),
        ({"earliest": date(2023, 1, 1), "latest": date(2024, 12, 31), "precision": "year"}, "", 0),
        ({"earliest": date(2022, 1, 1), "latest": date(2023, 12, 31), "precision": "year"}, "year_not_known", 0),
        ({"earliest": date(2022, 12, 30), "latest": date(2023, 1, 2)}, "began_earlier", 2022),
    ],
)
def test_several_years_count_as_one_period(changes, why, year):
    facts = replace(HELD, **changes)
    assert (judge(facts, range(2023, 2026)).why, facts.year) == (why, year)


def test_meeting_of_a_body_is_known_as_one():
    summit = replace(HELD, kind="summit")
    assert judge(summit, YEAR).meeting
    assert not judge(replace(summit, status="planned"), YEAR).meeting
    assert not judge(replace(summit, is_sample=True), YEAR).meeting
    assert not judge(HELD, YEAR).meeting


def test_joint_event_weighs_as_the_rule_says():
    joint = replace(HELD, states=("KAZ", "THA"), others=("secretariat",))
    assert (judge(joint, YEAR).weight, judge(joint, YEAR, CountingRule(joint="each")).weight) == (1, 3)


@pytest.mark.parametrize(
    ("changes", "month"),
    [
        ({}, 3),
        ({"latest": date(2025, 4, 1)}, 3),
        ({"precision": "month", "earliest": date(2025, 6, 1), "latest": date(2025, 6, 30)}, 6),
        ({"precision": "month", "earliest": date(2025, 6, 1), "latest": date(2025, 7, 31)}, 0),
        ({"precision": "quarter"}, 0),
        ({"precision": "half_year"}, 0),
        ({"precision": "year"}, 0),
        ({"inferred": ("earliest",)}, 0),
    ],
)
def test_month_is_that_of_the_beginning_if_known(changes, month):
    assert replace(HELD, **changes).month == month


def test_facts_survive_storage():
    assert facts_from("a", stored_facts(HELD)) == HELD


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("2024", [2024]),
        ("2020–2023", [2020, 2021, 2022, 2023]),
        ("October 2020 – October 2021", [2020, 2021]),
        ("the first chairmanship", []),
    ],
)
def test_years_of_a_published_period(period, years):
    assert list(years_of(period)) == years
