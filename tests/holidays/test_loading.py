"""Loading holidays into the database, by command and by sweep."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cica_portal.common.audiences import Audience
from cica_portal.common.models import Change, Door
from cica_portal.common.viewer import ANONYMOUS, Viewer
from members import tasks
from members.holidays.loading import load_holidays, window
from members.holidays.steps import remove_holiday, save_holiday
from members.models import Holiday
from tests import factories
from tests.factories import make_act

pytestmark = [pytest.mark.both, pytest.mark.django_db]
LOADING = make_act(door=Door.COMMAND)


def load(*years: int):
    return load_holidays(years=years or [2026], act=LOADING)


def test_window_reaches_from_last_year_three_years_ahead():
    assert window(date(2026, 3, 16)) == [2025, 2026, 2027, 2028, 2029]


def test_second_run_changes_nothing(world):
    first = load(2026, 2027)
    assert first.created == Holiday.objects.count() > 100
    changes = Change.objects.count()
    again = load(2026, 2027)
    assert (again.created, again.changed, again.removed, again.differences) == (0, 0, 0, ())
    assert Change.objects.count() == changes


def test_states_without_data_are_named(world):
    stranger = factories.make_state(iso2="ZZ")
    assert load(2026).lacking == ((stranger, 2026),)
    factories.make_holiday(state=stranger)
    assert load(2026).lacking == ()


def test_edited_day_is_left_and_the_difference_told(world, act):
    load()
    row = Holiday.objects.filter(state=world.kaz, kind="public")[0]
    row.kind = "working"
    save_holiday(holiday=row, act=act)
    assert [difference.recorded for difference in load().differences] == [row.day]
    row.refresh_from_db()
    assert (row.kind, row.origin) == ("working", "entered")


def test_removed_day_stays_away(world, act):
    load()
    row = Holiday.objects.filter(state=world.tha)[0]
    day = row.day
    remove_holiday(holiday=row, act=act)
    assert [(one.recorded, one.package) for one in load().differences] == [(None, day)]
    assert not Holiday.objects.filter(state=world.tha, day=day).exists()


def test_what_the_loader_itself_removed_may_come_back(world):
    load()
    row = Holiday.objects.filter(state=world.tha)[0]
    remove_holiday(holiday=row, act=LOADING)
    assert load().created == 1


def test_outdated_estimate_is_replaced(world):
    load(2027)
    row = Holiday.objects.filter(state=world.tur)[0]
    Holiday.objects.filter(pk=row.pk).update(day=date(2027, 7, 7))
    loaded = load(2027)
    assert (loaded.created, loaded.removed) == (1, 1)


def test_sweep_fills_the_window(world, at_now):
    tasks.load_holidays()
    years = {day.year for day in Holiday.objects.values_list("day", flat=True)}
    assert years == set(window(factories.TODAY))
    assert set(Change.objects.filter(kind="holiday").values_list("door", flat=True)) == {"task"}


def test_command_says_what_it_did(world, at_now):
    factories.make_state(iso2="ZZ", name_en="Nowhere")
    out = StringIO()
    call_command("load_holidays", "--from", "2026", "--to", "2026", stdout=out)
    assert f"{Holiday.objects.count()} entered, 0 changed, 0 removed." in out.getvalue()
    assert "No holiday data: Nowhere, 2026" in out.getvalue()


def test_command_refuses_years_in_disorder(world):
    with pytest.raises(CommandError):
        call_command("load_holidays", "--from", "2027", "--to", "2026")


def test_public_sees_no_holiday_and_names_stay_inside(world):
    row = factories.make_holiday(name_en="Feast")
    assert list(Holiday.objects.visible_to(ANONYMOUS)) == []
    assert list(Holiday.objects.visible_to(Viewer(Audience.MEMBER_STATES))) == [row]
    by_audience = {change.visibility: change.after for change in Change.objects.filter(kind="holiday")}
    assert "name_en" not in by_audience["member_states"]
    assert by_audience["secretariat"] == {"name_en": "Feast"}
    assert "public" not in by_audience
