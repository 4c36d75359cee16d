"""Sample events: marked, in the months to come, fair to every state, removed by one command."""

from datetime import date

import pytest
from django.core.management import call_command

from cbm_events.models import Event, EventRole
from cbm_events.samples import first_weekday, load_samples, period_of
from cbm_events.services import remove_samples
from cica_portal.common.fuzzy import Period, Precision
from cica_portal.common.models import Change
from cica_portal.common.reference import Outcome
from tests import factories
from tests.data.conftest import load_all, loading_act, records

TODAY = date(2026, 11, 24)


@pytest.fixture
def samples(reference: list[Outcome]) -> list[Event]:
    load_samples(today=TODAY, act=loading_act())
    return list(Event.objects.samples().with_parties())


def test_samples_are_marked_in_both_languages(samples: list[Event]):
    assert len(samples) == 14 == len(records("sample_events"))
    assert all(event.title_en.startswith("Sample: ") and event.title_ru.startswith("Пример: ") for event in samples)


def test_samples_show_what_there_is(samples: list[Event]):
    assert {event.dimension_key for event in samples} == {"mp", "nct", "eco", "env", "hum"}
    assert {event.precision for event in samples} == {"day", "month", "quarter"}
    assert {event.status for event in samples} == {"proposed", "planned", "confirmed", "postponed", "cancelled"}
    assert {event.visibility for event in samples} == {"public", "member_states", "secretariat"}
    assert {event.mode for event in samples} == {"", "in_person", "online", "hybrid"}
    assert len({event.kind for event in samples}) >= 8
    assert {event.zone for event in samples if event.start_time} >= {"Asia/Almaty", "Asia/Bangkok", "Asia/Baku"}


@pytest.mark.parametrize("today", [TODAY, date(2026, 1, 31), date(2027, 12, 1), date(2028, 2, 29)])
def test_samples_lie_in_the_months_to_come(today: date, reference: list[Outcome]):
    load_samples(today=today, act=loading_act())
    days = Event.objects.samples().filter(latest__isnull=False).dates("latest", "day")
    months = [(day.year - today.year) * 12 + day.month - today.month for day in days]
    assert (min(months), max(months) <= 16) == (1, True)


def test_no_state_called_anything_off(samples: list[Event]):
    called_off = [event for event in samples if event.status in {"postponed", "cancelled"}]
    parties = {role.party for event in called_off for role in event.roles.all()}
    assert (len(called_off), parties) == (2, {EventRole.Party.SECRETARIAT})


def test_proposals_are_seen_by_their_state_and_the_secretariat_only(samples: list[Event]):
    proposals = [event for event in samples if event.status == "proposed"]
    assert {event.visibility for event in proposals} == {"secretariat"}
    assert [role.recorded_value()["of"] for event in proposals for role in event.roles.all()] == ["KAZ", "THA"]


@pytest.mark.both
def test_second_run_changes_nothing_not_even_later(samples: list[Event]):
    changes = Change.objects.count()
    outcome = load_samples(today=date(2027, 3, 1), act=loading_act())
    assert (outcome.created, outcome.updated, Change.objects.count()) == (0, 0, changes)


@pytest.mark.both
def test_removal_takes_the_samples_and_nothing_else(samples: list[Event]):
    real = Event.objects.count() - 14
    assert remove_samples(act=loading_act()) == 14
    assert (Event.objects.samples().count(), Event.objects.count()) == (0, real)
    assert remove_samples(act=loading_act()) == 0
    assert load_samples(today=TODAY, act=loading_act()).created == 14


def test_reference_data_leaves_samples_alone(samples: list[Event]):
    assert all(outcome.unchanged == outcome.total for outcome in load_all())
    assert Event.objects.samples().count() == 14


def test_commands_load_and_remove(reference: list[Outcome]):
    call_command("load_sample_events", today=TODAY, verbosity=0)
    assert Event.objects.samples().count() == 14 + len(records("sample_plan"))
    call_command("remove_sample_events", verbosity=0)
    assert Event.objects.samples().count() == 0


def test_removal_leaves_real_events_of_people(reference: list[Outcome]):
    factories.make_event(title_en="Sample size seminar")
    assert remove_samples(act=loading_act()) == 0


def test_weekday_of_a_month():
    assert first_weekday(date(2026, 12, 1), 2) == date(2026, 12, 1)
    assert first_weekday(date(2026, 12, 1), 1) == date(2026, 12, 7)
    when = {"months_ahead": 2, "precision": "day", "week": 2, "weekday": 3, "days": 2}
    assert period_of(when, date(2026, 11, 30)) == Period(date(2027, 1, 13), date(2027, 1, 14), Precision.DAY)
