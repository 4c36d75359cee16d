"""Drafts that the portal asks for by itself, each once."""

from datetime import UTC, datetime

import pytest

from cbm_events.models import YearlySummary
from cbm_events.summaries.editions import request_summary, run_waiting_summaries
from cbm_events.summaries.schedule import request_due_summaries
from cica_portal.common.audiences import Audience
from tests.factories import make_act
from tests.parallel import run_together

pytestmark = [pytest.mark.django_db, pytest.mark.both]
JANUARY, FEBRUARY, MAY = (datetime(2027, month, 5, 6, tzinfo=UTC) for month in (1, 2, 5))


def asked():
    return sorted(YearlySummary.objects.values_list("year", "audience", "occasion", "edition"))


def test_past_year_is_drafted_in_january_for_every_audience():
    assert [request_due_summaries(now=JANUARY) for _time in range(3)] == [3, 0, 0]
    assert asked() == [(2026, audience, "2027-01", 1) for audience in ("member_states", "public", "secretariat")]
    run_waiting_summaries(now=JANUARY)
    assert request_due_summaries(now=JANUARY) == 0
    assert {row.stage for row in YearlySummary.objects.all()} == {"draft"}


def test_portal_that_stood_still_in_january_drafts_in_february():
    assert request_due_summaries(now=FEBRUARY) == 4
    assert request_due_summaries(now=FEBRUARY) == 0


def test_year_to_date_is_drafted_each_month():
    assert request_due_summaries(now=MAY) == 1
    run_waiting_summaries(now=MAY)
    assert request_due_summaries(now=MAY.replace(day=28)) == 0
    assert request_due_summaries(now=MAY.replace(month=6)) == 1
    assert asked() == [(2027, "secretariat", "2027-05", 1), (2027, "secretariat", "2027-06", 2)]


def test_month_begins_in_astana():
    assert request_due_summaries(now=datetime(2027, 4, 30, 20, tzinfo=UTC)) == 1
    assert asked() == [(2027, "secretariat", "2027-05", 1)]


def test_draft_that_somebody_is_building_is_asked_for_afterwards():
    request_summary(year=2027, audience=Audience.SECRETARIAT, act=make_act(at=MAY))
    assert request_due_summaries(now=MAY) == 0
    run_waiting_summaries(now=MAY)
    assert request_due_summaries(now=MAY) == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_ask_once():
    run_together(lambda index: request_due_summaries(now=MAY))
    assert YearlySummary.objects.count() == 1
