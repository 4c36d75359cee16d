"""A series of meetings counts as one, where the edition says so."""

from dataclasses import replace

import pytest

from cbm_events.models import YearlySummary
from cbm_events.summaries.counting import CountingRule, Why, judge
from cbm_events.summaries.editions import request_summary, run_waiting_summaries
from cbm_events.summaries.rows import facts_from, stored_facts
from cica_portal.common.audiences import Audience
from tests.factories import NOW, make_act, make_event, make_link
from tests.summaries.test_counting import HELD

PART = replace(HELD, subject_id="b", main="a")


ONCE = CountingRule(series="once")


def test_meeting_of_a_series_counts_by_itself_or_with_its_main_event():
    assert judge(PART, range(2025, 2026)).why == ""
    assert judge(PART, range(2025, 2026), ONCE).why == Why.PART_OF_SERIES


def test_series_is_kept_with_the_edition_and_older_editions_are_still_read():
    stored = stored_facts(PART)
    assert facts_from("b", stored) == PART
    del stored["main"]
    assert facts_from("b", stored) == replace(PART, main="")


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize(("rule", "held", "left_out"), [(CountingRule(), 3, {}), (ONCE, 1, {"part_of_series": 2})])
def test_edition_counts_by_its_rule(rule, held, left_out):
    main, *parts = (make_event(earliest=f"2025-0{month}-04", status="held", visibility="public") for month in (6, 4, 5))
    for part in parts:
        make_link(part=part, main=main)
    summary = request_summary(year=2025, audience=Audience.PUBLIC, act=make_act(), rule=rule)
    run_waiting_summaries(now=NOW)
    summary = YearlySummary.objects.get(pk=summary.pk)
    assert (summary.counting_rule, summary.figures["held"], summary.figures["left_out"]) == (rule.code, held, left_out)


@pytest.mark.django_db
def test_main_event_that_the_audience_does_not_see_makes_no_series():
    part = make_event(earliest="2025-04-04", status="held", visibility="public")
    make_link(part=part, main=make_event(earliest="2025-06-04", status="held", visibility="secretariat"))
    summary = request_summary(year=2025, audience=Audience.PUBLIC, act=make_act(), rule=ONCE)
    run_waiting_summaries(now=NOW)
    assert YearlySummary.objects.get(pk=summary.pk).figures["held"] == 1
