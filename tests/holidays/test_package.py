"""What is read from the package of holidays."""

import json
from datetime import date

import pytest

from members.holidays.package import find_holidays
from members.reference import DATA

STATES = {row["iso2"]: row["code"] for row in json.loads((DATA / "member_states.json").read_text(encoding="utf-8"))}


def test_every_member_state_is_known_for_this_year():
    """A package that forgets a state is noticed here, not by an empty page."""
    assert [code for iso2, code in STATES.items() if not find_holidays(iso2, [2026])] == []


def test_only_one_state_lacks_the_years_to_come():
    lacking = {
        year: [code for iso2, code in STATES.items() if not find_holidays(iso2, [year])] for year in (2027, 2029)
    }
    assert lacking == {2027: ["LKA"], 2029: ["LKA"]}


def test_unknown_country_has_no_days():
    assert find_holidays("ZZ", [2026]) == []


@pytest.mark.parametrize("iso2", ["KZ", "JO", "PS", "PK"])
def test_days_of_the_moon_are_estimates_and_their_names_say_nothing_of_it(iso2: str):
    found = find_holidays(iso2, [2028])
    assert any(day.is_estimated for day in found)
    assert not any("estimated" in day.name_en for day in found)


def test_day_on_which_something_certain_falls_too_is_no_estimate():
    """India, 15 August 2027: a fixed holiday and one that depends on the moon."""
    day = next(day for day in find_holidays("IN", [2027]) if day.day == date(2027, 8, 15))
    assert ";" in day.name_en
    assert not day.is_estimated


def test_weekend_on_which_offices_work_is_a_working_day():
    kinds = {day.day: day.kind for day in find_holidays("CN", [2026])}
    assert kinds[date(2026, 2, 14)] == "working"
    assert kinds[date(2026, 2, 17)] == "public"


def test_days_come_once_and_in_order():
    days = [day.day for day in find_holidays("PS", [2026, 2027])]
    assert days == sorted(set(days))


def test_russian_names_where_the_package_has_them():
    names = [day.name_ru for day in find_holidays("TJ", [2026])]
    assert all(names)
    assert not any("приблизительная" in name for name in names)
    assert not any(day.name_ru for day in find_holidays("TR", [2026]))
