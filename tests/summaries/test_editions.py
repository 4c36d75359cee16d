"""Building an edition: what it stores, once, however often it is started or killed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from cbm_events.models import SummaryRow, YearlySummary
from cbm_events.services import save_event
from cbm_events.summaries import editions
from cbm_events.summaries.digests import digest_again
from cbm_events.summaries.editions import (
    GAVE_UP,
    LEASE,
    cancel_summary,
    request_summary,
    run_waiting_summaries,
)
from cbm_events.summaries.rows import facts_of_events
from cbm_events.summaries.stages import publish_summary, return_summary, review_summary
from cica_portal.common.audiences import Audience
from cica_portal.common.models import Change
from tests.factories import NOW, make_act, make_event, make_figure
from tests.killed import run_until_killed
from tests.parallel import run_together
from tests.summaries.conftest import YEAR

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def build(audience=Audience.PUBLIC, *, now=NOW, **asked):
    summary = request_summary(**{"year": YEAR, "audience": audience, "act": make_act()} | asked)
    assert run_waiting_summaries(now=now) == 1
    return YearlySummary.objects.get(pk=summary.pk)


def names(summary, **conditions):
    return sorted(row.facts["title_en"] for row in summary.rows.filter(part="event", **conditions))


def test_figures_of_the_small_year(year_of_events):
    summary = build()
    assert (summary.state, summary.stage, summary.edition, summary.error) == ("done", "draft", 1, "")
    assert (summary.as_of, summary.built_at, summary.lease_until) == (NOW, NOW, None)
    assert names(summary, counted=True) == ["forum", "half", "inferred", "joint", "month", "new_year"]
    figures = summary.figures
    assert (figures["held"], figures["organising_states"]) == (6, 3)
    assert figures["counts"] == {
        "dimension": {"ECO": 2, "ENV": 1, "NCT": 2, "not_stated": 1},
        "area": {"ECO-SME": 1, "not_stated": 5},
        "organiser": {"KAZ": 2, "THA": 2, "TUR": 1, "not_stated": 1, "secretariat": 1},
        "kind": {"forum": 2, "seminar": 2, "training": 2},
        "month": {"12": 1, "3": 2, "6": 1, "9": 1, "not_stated": 1},
        "mode": {"in_person": 1, "not_stated": 4, "online": 1},
        "city": {"not_stated": 5, "online": 1},
    }
    assert figures["statuses"] == {"cancelled": 1, "confirmed": 1, "held": 6, "postponed": 1}
    assert figures["labels"]["organiser"] == [
        ["KAZ", "Kazakhstan", "Казахстан"], ["THA", "Thailand", "Таиланд"], ["TUR", "Türkiye", "Турция"],
    ]  # fmt: skip
    assert [code for code, _en, _ru in figures["labels"]["dimension"]] == ["MP", "NCT", "ECO", "ENV", "HUM"]


def test_each_event_that_was_left_out_says_why(year_of_events):
    summary = build()
    left_out = {row.facts["title_en"]: row.why for row in summary.rows.filter(part="event", counted=False)}
    assert left_out == {
        "summit": "statutory", "sample": "sample", "old_year": "began_earlier", "two_years": "year_not_known",
        "reported": "date_inferred", "postponed": "postponed", "cancelled": "cancelled", "unreported": "confirmed",
    }  # fmt: skip


def test_edition_counts_what_its_audience_sees(year_of_events):
    assert build(Audience.PUBLIC).figures["held"] == 6
    assert build(Audience.MEMBER_STATES).figures["held"] == 7


def test_figures_agree_with_the_rows(year_of_events):
    summary = build()
    events = summary.rows.filter(part="event")
    assert summary.figures["held"] == events.filter(counted=True).count()
    assert sum(summary.figures["left_out"].values()) == events.filter(counted=False).count()
    assert summary.progress == summary.total >= events.count()


def test_digest_is_that_of_what_is_stored(year_of_events):
    summary = build()
    assert digest_again(summary) == summary.digest
    row = summary.rows.first()
    summary.rows.filter(pk=row.pk).update(counted=not row.counted)
    assert digest_again(summary) != summary.digest


def test_edition_is_frozen_and_the_next_one_has_the_change(year_of_events):
    first = build()
    event = year_of_events["unreported"]
    event.refresh_from_db()
    event.status = "held"
    save_event(event=event, act=make_act())
    second = build()
    first.refresh_from_db()
    assert (first.edition, first.figures["held"], second.edition, second.figures["held"]) == (1, 6, 2, 7)
    assert names(first, why="confirmed") == ["unreported"]


def test_published_figures_stand_beside_and_are_not_merged(world):
    make_figure(event=None, period="2020–2023", metric="events_held", value=74, visibility="public")
    make_figure(event=None, period="2024–2026", metric="organising_states", value=14, visibility="public")
    make_figure(event=None, period="2025", metric="events_held", value=9, visibility="member_states")
    make_event(status="held", visibility="public", earliest=NOW.date().replace(year=YEAR))
    figures = build().figures
    assert figures["held"] == 1
    assert [(row["metric"], row["value"], row["period"]) for row in figures["published"]] == [
        ("organising_states", 14, "2024–2026")
    ]


def test_asking_twice_while_it_is_being_built_is_one_edition(year_of_events):
    first = request_summary(year=YEAR, audience=Audience.PUBLIC, act=make_act())
    again = request_summary(year=YEAR, audience=Audience.PUBLIC, act=make_act())
    assert first == again
    assert YearlySummary.objects.count() == 1


@pytest.mark.parametrize("year", [1991, NOW.year + 1])
def test_year_must_make_sense(db, year):
    with pytest.raises(ValidationError):
        request_summary(year=year, audience=Audience.PUBLIC, act=make_act())


def test_the_year_begins_in_astana(db):
    in_the_night = datetime(2026, 12, 31, 20, tzinfo=UTC)
    summary = request_summary(year=2027, audience=Audience.PUBLIC, act=make_act(at=in_the_night))
    assert summary.year == 2027


@pytest.mark.django_db(transaction=True)
def test_many_people_ask_at_once(year_of_events):
    answers = run_together(lambda index: request_summary(year=YEAR, audience=Audience.PUBLIC, act=make_act()))
    assert {answer.pk for answer in answers} == {YearlySummary.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_build_it_once(year_of_events):
    request_summary(year=YEAR, audience=Audience.PUBLIC, act=make_act())
    answers = run_together(lambda index: run_waiting_summaries(now=NOW))
    assert sorted(answers) == [0] * 7 + [1]
    summary = YearlySummary.objects.get()
    assert (summary.state, summary.attempts, summary.rows.filter(part="event").count()) == ("done", 1, 14)


def test_failure_is_tried_again_and_given_up_in_the_end(year_of_events, monkeypatch):
    request_summary(year=YEAR, audience=Audience.PUBLIC, act=make_act())
    monkeypatch.setattr(editions, "facts_of_events", lambda *read: 1 / 0)
    for attempt in range(1, 4):
        assert run_waiting_summaries(now=NOW + attempt * LEASE) == 0
        summary = YearlySummary.objects.get()
        assert (summary.state, summary.attempts) == ("running", attempt)
        assert summary.error == "ZeroDivisionError: division by zero"
    assert run_waiting_summaries(now=NOW + 5 * LEASE) == 0
    summary.refresh_from_db()
    assert (summary.state, summary.error) == ("failed", GAVE_UP)
    assert request_summary(year=YEAR, audience=Audience.PUBLIC, act=make_act()).edition == 2


def test_event_saved_while_the_rows_are_read_is_read_again(year_of_events, monkeypatch):
    request_summary(year=YEAR, audience=Audience.PUBLIC, act=make_act())
    read = facts_of_events
    readings: list[int] = []

    def read_and_be_interrupted(events, viewer, in_plan):
        found = list(read(events, viewer, in_plan))
        if not readings:
            make_event(title_en="meanwhile", status="held", visibility="public", earliest=date(YEAR, 8, 3))
        readings.append(len(found))
        return found

    monkeypatch.setattr(editions, "facts_of_events", read_and_be_interrupted)
    assert run_waiting_summaries(now=NOW) == 1
    assert "meanwhile" in names(YearlySummary.objects.get(), counted=True)
    assert [number for number in readings if number > 3] == [14, 15]


def kill_builder_at(point):
    run_until_killed("tests.summaries.dying", point, NOW.isoformat())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", ["reading", "storing", "finishing"])
def test_edition_whose_worker_was_killed_is_built_once_by_the_next(year_of_events, point):
    summary = request_summary(year=YEAR, audience=Audience.PUBLIC, act=make_act())
    kill_builder_at(point)
    summary.refresh_from_db()
    assert (summary.state, summary.attempts) == ("running", 1)
    assert 0.6 <= summary.progress / summary.total <= 1
    assert SummaryRow.objects.count() == 0, "nothing is half written"
    assert run_waiting_summaries(now=NOW + LEASE / 2) == 0
    assert run_waiting_summaries(now=NOW + LEASE + timedelta(seconds=1)) == 1
    summary.refresh_from_db()
    assert (summary.state, summary.figures["held"], summary.rows.filter(part="event").count()) == ("done", 6, 14)
    assert YearlySummary.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_edition_whose_worker_was_killed_when_it_was_built_is_left_alone(year_of_events):
    summary = request_summary(year=YEAR, audience=Audience.PUBLIC, act=make_act())
    kill_builder_at("built")
    rows = list(summary.rows.values_list("pk", flat=True))
    assert run_waiting_summaries(now=NOW + 2 * LEASE) == 0
    summary.refresh_from_db()
    assert (summary.state, summary.attempts, summary.built_at) == ("done", 1, NOW)
    assert list(summary.rows.values_list("pk", flat=True)) == rows


def test_draft_is_reviewed_and_published_once(year_of_events):
    waiting = request_summary(year=YEAR, audience=Audience.PUBLIC, act=make_act())
    for step in (review_summary, publish_summary, return_summary):
        with pytest.raises(ValidationError):
            step(summary=waiting, act=make_act())
    run_waiting_summaries(now=NOW)
    with pytest.raises(ValidationError):
        publish_summary(summary=waiting, act=make_act())
    for step in (review_summary, return_summary, review_summary, publish_summary):
        step(summary=waiting, act=make_act())
    for step in (review_summary, publish_summary, return_summary):
        with pytest.raises(ValidationError):
            step(summary=waiting, act=make_act())
    changes = Change.objects.of("yearly_summary", waiting.public_id).filter(action="updated").order_by("id")
    assert [change.after["stage"] for change in changes] == ["reviewed", "draft", "reviewed", "published"]


def test_cancelled_job_is_not_built(year_of_events):
    summary = request_summary(year=YEAR, audience=Audience.PUBLIC, act=make_act())
    cancel_summary(summary=summary, act=make_act())
    assert run_waiting_summaries(now=NOW) == 0
    with pytest.raises(ValidationError):
        cancel_summary(summary=summary, act=make_act())
    summary.refresh_from_db()
    assert (summary.state, summary.rows.count()) == ("cancelled", 0)
    assert request_summary(year=YEAR, audience=Audience.PUBLIC, act=make_act()).edition == 2


def test_job_that_is_cancelled_while_it_runs_stops(year_of_events, monkeypatch):
    summary = request_summary(year=YEAR, audience=Audience.PUBLIC, act=make_act())
    read = facts_of_events

    def read_and_be_cancelled(events, viewer, in_plan):
        if YearlySummary.objects.get().state == "running":
            cancel_summary(summary=summary, act=make_act())
        return read(events, viewer, in_plan)

    monkeypatch.setattr(editions, "facts_of_events", read_and_be_cancelled)
    assert run_waiting_summaries(now=NOW) == 0
    summary.refresh_from_db()
    assert (summary.state, summary.rows.count()) == ("cancelled", 0)
