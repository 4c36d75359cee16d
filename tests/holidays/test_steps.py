"""Entering, confirming and removing holidays."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from cica_portal.common.history import StaleVersion
from cica_portal.common.models import Change
from members.holidays.runs import runs_of
from members.holidays.steps import confirm_holidays, enter_holidays
from members.models import Holiday
from tests import factories

pytestmark = [pytest.mark.both, pytest.mark.django_db]
FEAST = date(2027, 3, 9)
ONE_DAY = timedelta(days=1)


@pytest.fixture
def feast(world) -> list[Holiday]:
    """Three estimated days."""
    values = {"state": world.kaz, "name_en": "Feast", "is_estimated": True, "origin": "package"}
    return [factories.make_holiday(day=FEAST + ONE_DAY * shift, **values) for shift in range(3)]


def days() -> list[date]:
    return list(Holiday.objects.order_by("day").values_list("day", flat=True))


@pytest.mark.parametrize("shift", [-1, 0, 1, 2])
def test_days_are_confirmed_together_and_move_together(feast, act, shift: int):
    confirm_holidays(holidays=feast, first_day=FEAST + ONE_DAY * shift, act=act, version=1)
    assert days() == [FEAST + ONE_DAY * (shift + place) for place in range(3)]
    assert {row.confirmed_by for row in Holiday.objects.all()} == {act.actor}
    assert not Holiday.objects.awaiting_confirmation().exists()
    assert Change.objects.filter(kind="holiday", action="updated").count() == 3


def test_nothing_is_confirmed_twice(feast, act):
    confirm_holidays(holidays=feast, first_day=FEAST, act=act, version=1)
    with pytest.raises(ValidationError, match="settled already"):
        confirm_holidays(holidays=feast, first_day=FEAST, act=act, version=2)


def test_correction_is_within_a_week(feast, act):
    with pytest.raises(ValidationError, match="within a week"):
        confirm_holidays(holidays=feast, first_day=FEAST + ONE_DAY * 8, act=act, version=1)
    assert days()[0] == FEAST


def test_day_that_is_taken_is_refused_and_nothing_moves(feast, act, world):
    factories.make_holiday(state=world.kaz, day=FEAST + ONE_DAY * 3)
    with pytest.raises(ValidationError, match="Another holiday of the state"):
        confirm_holidays(holidays=feast, first_day=FEAST + ONE_DAY, act=act, version=1)
    assert days()[0] == FEAST


def test_second_confirmer_is_told(feast, act):
    with pytest.raises(StaleVersion):
        confirm_holidays(holidays=feast, first_day=FEAST, act=act, version=7)


def test_entered_days_are_all_stored_or_none(world, act):
    factories.make_holiday(state=world.kaz, day=FEAST + ONE_DAY)
    rows = [Holiday(state=world.kaz, day=FEAST + ONE_DAY * shift) for shift in range(2)]
    with pytest.raises(ValidationError):
        enter_holidays(holidays=rows, act=act)
    assert days() == [FEAST + ONE_DAY]


def test_days_in_a_row_are_one_line(feast, world):
    factories.make_holiday(state=world.kaz, day=FEAST + ONE_DAY * 3, name_en="Other")
    factories.make_holiday(state=world.kaz, day=FEAST + ONE_DAY * 9, name_en="Other")
    assert [len(run.days) for run in runs_of(Holiday.objects.all())] == [3, 1, 1]
