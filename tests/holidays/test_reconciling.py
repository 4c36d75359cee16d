"""What becomes of a recorded day when the package says something: nobody's work is undone."""

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.holidays.package import FoundHoliday
from members.holidays.reconciling import Difference, holiday_id, reconcile
from members.models import Holiday, MemberState
from tests.factories import NOW

STATE = MemberState(pk=1, code="KAZ")
FEAST = date(2027, 3, 10)
ONE_DAY = timedelta(days=1)


def found(day: date = FEAST, **values) -> FoundHoliday:
    defaults: dict[str, Any] = {"day": day, "kind": "public", "name_en": "Feast", "is_estimated": True}
    return FoundHoliday(**defaults | values)


def recorded(day: date = FEAST, *, of: date | None = None, **values) -> Holiday:
    """A day that the package once gave as `of`."""
    defaults: dict[str, Any] = {"kind": "public", "name_en": "Feast", "is_estimated": True, "origin": "package"}
    return Holiday(state=STATE, day=day, public_id=holiday_id("KAZ", of or day), **defaults | values)


def confirmed(day: date = FEAST, **values) -> Holiday:
    return recorded(day, confirmed_at=NOW, confirmed_by_id=1, **values)


def compare(days, rows, removed=()):
    result = reconcile("KAZ", days, rows, removed)
    return result.new, result.changed, result.gone, result.differences


def test_what_is_not_recorded_is_new():
    assert compare([found()], []) == ([found()], [], [], [])


def test_what_is_recorded_so_is_left():
    assert compare([found()], [recorded()]) == ([], [], [], [])


def test_unconfirmed_estimate_follows_the_package():
    row, later = recorded(), found(FEAST + ONE_DAY)
    assert compare([later], [row]) == ([later], [], [row], [])


def test_estimate_that_became_certain_is_changed():
    row, certain = recorded(), found(is_estimated=False)
    assert compare([certain], [row]) == ([], [(row, certain)], [], [])


def test_confirmed_day_stays_when_the_package_moves():
    later = FEAST + ONE_DAY
    assert compare([found(later)], [confirmed()]) == ([], [], [], [Difference("KAZ", FEAST, later)])


def test_day_that_was_corrected_with_its_confirmation_stays_corrected():
    later = FEAST + ONE_DAY
    assert compare([found()], [confirmed(later, of=FEAST)]) == ([], [], [], [Difference("KAZ", later, FEAST)])


def test_confirmed_day_that_the_package_no_longer_has_is_named():
    assert compare([], [confirmed()]) == ([], [], [], [Difference("KAZ", FEAST, None)])


def test_entered_day_is_not_the_packages_to_judge():
    row = Holiday(state=STATE, day=FEAST, name_en="Of our own", kind="public", origin="entered")
    assert compare([], [row]) == ([], [], [], [])
    assert compare([found()], [row]) == ([], [], [], [])


def test_entered_working_day_stands_against_a_holiday_of_the_package():
    row = Holiday(state=STATE, day=FEAST, kind="working", origin="entered")
    assert compare([found()], [row]) == ([], [], [], [Difference("KAZ", FEAST, FEAST)])


def test_removed_day_does_not_come_back():
    removed = {holiday_id("KAZ", FEAST)}
    assert compare([found()], [], removed) == ([], [], [], [Difference("KAZ", None, FEAST)])


def test_second_feast_of_the_year_is_a_feast_of_its_own():
    """A lunar year is shorter than a solar one: the same holiday may come twice."""
    later = found(FEAST + timedelta(days=354))
    assert compare([found(), later], [confirmed()]) == ([later], [], [], [])


days = st.dates(date(2027, 1, 1), date(2027, 12, 31))
packages = st.dictionaries(days, st.booleans(), max_size=6).map(
    lambda picked: [found(day, is_estimated=estimated) for day, estimated in sorted(picked.items())]
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(packages, packages, st.sets(days, max_size=6))
def test_fixed_rows_are_never_touched_and_a_second_run_does_nothing(before, after, fixed_days):
    rows = {day.day: recorded(day.day, is_estimated=day.is_estimated) for day in before}
    rows |= {day: confirmed(day) for day in fixed_days}
    result = reconcile("KAZ", after, list(rows.values()), ())
    touched = [*result.gone, *[row for row, _day in result.changed]]
    assert not [row for row in touched if row.is_fixed]
    for row in result.gone:
        del rows[row.day]
    for row, day in result.changed:
        row.is_estimated, row.name_en = day.is_estimated, day.name_en
    assert not rows.keys() & {day.day for day in result.new}
    rows |= {day.day: recorded(day.day, is_estimated=day.is_estimated) for day in result.new}
    again = reconcile("KAZ", after, list(rows.values()), ())
    assert (again.new, again.changed, again.gone, again.differences) == ([], [], [], result.differences)
