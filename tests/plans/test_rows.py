"""Planned against carried out, as each viewer sees it: outcomes, earlier dates, totals, what stands outside."""

from datetime import date

import pytest

from cbm_events.models import Event, Plan, PlanItem, PlanOutcome, PlanVersion
from cbm_events.plans import drafting, freezing, linking
from cbm_events.plans.freezing import Action
from cbm_events.plans.implementation import Implementation, implementation_of, year_lines
from cbm_events.plans.rows import Row
from cbm_events.services import save_event
from cica_portal.common.fuzzy import Period, Precision
from cica_portal.common.viewer import Viewer
from members.viewers import viewer_for
from tests.factories import make_act, make_event, make_figure, state_role
from tests.plans.making import make_item, make_plan, make_version

pytestmark = [pytest.mark.slow, pytest.mark.both, pytest.mark.django_db]
NOVEMBER = date(2026, 11, 30)
REASON = make_act(reason="Agreed with the organiser")


@pytest.fixture
def reading(editor) -> Viewer:
    return viewer_for(editor)


def read(version: PlanVersion, viewer: Viewer, today: date = NOVEMBER) -> Implementation:
    return implementation_of(PlanVersion.objects.select_related("plan").get(pk=version.pk), viewer, today)


def row(version: PlanVersion, number: int, viewer: Viewer) -> Row:
    return next(row for row in read(version, viewer).rows if row.line.number == number)


def turn(event: Event, reason: str = "", **values) -> Event:
    stored = Event.objects.get(pk=event.pk)
    for name, value in values.items():
        setattr(stored, name, value)
    return save_event(event=stored, act=make_act(reason=reason))


def item(number: int) -> PlanItem:
    return PlanItem.objects.select_related("plan").get(number=number)


def test_totals_follow_the_events(adopted, seminar, workshop, reading):
    turn(seminar, status="held")
    turn(workshop, "Hall not free", status="cancelled")
    found = read(adopted, reading)
    assert (found.totals.planned, found.totals.carried_out) == (3, 1)
    assert found.totals.outcomes == {"held": 1, "cancelled": 1, "ahead": 1}
    assert row(adopted, 2, reading).pasts[workshop.public_id].called_off == "Hall not free"


def test_every_earlier_date_is_kept_with_its_reason(adopted, seminar, reading):
    turn(seminar, "Hall not free", earliest=date(2026, 3, 3), latest=date(2026, 3, 4))
    turn(seminar, "Asked for by Türkiye", earliest=date(2026, 4, 1), latest=date(2026, 4, 30), precision="month")
    turn(seminar, earliest=date(2026, 4, 7), latest=date(2026, 4, 8), precision="day", status="held")
    found = row(adopted, 1, reading)
    earlier = [(past.period.earliest, past.reason) for past in found.pasts[seminar.public_id].dates]
    # April was not given up: its days became known.
    assert earlier == [
        (date(2026, 3, 3), "Asked for by Türkiye"),
        (date(2026, 2, 10), "Hall not free"),
    ]
    assert found.outcome == "moved"


def test_date_that_came_back_is_no_earlier_date(adopted, seminar, reading):
    turn(seminar, earliest=date(2026, 3, 3), latest=date(2026, 3, 4))
    turn(seminar, earliest=date(2026, 2, 10), latest=date(2026, 2, 11), status="held")
    found = row(adopted, 1, reading)
    assert [past.period.earliest for past in found.pasts[seminar.public_id].dates] == [date(2026, 3, 3)]
    assert found.outcome == "held"


def test_amended_date_is_the_plan_and_the_adopted_one_stays_visible(plan, adopted, seminar, freeze, reading):
    line = item(1)
    line.earliest, line.latest = date(2026, 9, 1), date(2026, 9, 2)
    drafting.save_item(item=line, states=[], act=make_act())
    amended = freeze(plan, Action.AMEND)
    turn(seminar, earliest=date(2026, 9, 1), latest=date(2026, 9, 2), status="held")
    found = row(amended, 1, reading)
    assert found.outcome == "held"
    assert found.planned_before == [Period(date(2026, 2, 10), date(2026, 2, 11), Precision.DAY)]
    assert row(adopted, 1, reading).outcome == "moved"


def test_event_of_two_lines_is_merged_and_names_the_other(adopted, seminar, workshop, reading):
    linking.link_event(item=item(3), event=seminar, act=REASON)
    turn(seminar, status="held")
    assert [(row(adopted, n, reading).outcome, row(adopted, n, reading).same_plan[0].number) for n in (1, 3)] == [
        ("merged", 3), ("merged", 1),
    ]  # fmt: skip
    assert read(adopted, reading).totals.carried_out == 2


def test_plan_that_counts_meetings_counts_each_event_once(plan, adopted, seminar, workshop, reading):
    Plan.objects.filter(pk=plan.pk).update(counts="meetings")
    linking.link_event(item=item(3), event=seminar, act=REASON)
    linking.link_event(item=item(2), event=make_event(status="held", earliest=date(2026, 6, 9)), act=REASON)
    turn(seminar, status="held")
    turn(workshop, status="held")
    totals = read(adopted, reading).totals
    assert (totals.planned, totals.carried_out, totals.lines) == (3, 3, 3)


def test_event_in_the_next_year_is_carried_over_to_its_line(adopted, seminar, reading):
    turn(seminar, earliest=date(2027, 2, 2), latest=date(2027, 2, 3))
    later = make_plan(year=2027)
    [line] = drafting.add_events(plan=later, events=[Event.objects.get(pk=seminar.pk)], act=make_act())
    found = row(adopted, 1, reading)
    assert (found.outcome, [(other.year, other.number) for other in found.later_plans]) == ("carried_over", [(2027, 1)])
    assert found.later_plans[0].key == line.public_id


def test_draft_of_the_next_plan_is_not_told_to_member_states(adopted, seminar, viewers):
    turn(seminar, earliest=date(2027, 2, 2), latest=date(2027, 2, 3))
    drafting.add_events(plan=make_plan(year=2027), events=[Event.objects.get(pk=seminar.pk)], act=make_act())
    assert row(adopted, 1, viewers["liaison"]).later_plans == []
    assert len(row(adopted, 1, viewers["reader"]).later_plans) == 1


def test_statement_goes_first_with_its_reason(adopted, seminar, reading):
    turn(seminar, status="held")
    told = PlanOutcome(item=item(1), outcome="in_part", reason_en="One day of two")
    linking.state_outcome(outcome=told, act=make_act())
    found = row(adopted, 1, reading)
    assert (found.outcome, found.stated and found.stated.reason, read(adopted, reading).totals.carried_out) == (
        "in_part", "One day of two", 0,
    )  # fmt: skip


def test_withdrawn_line_is_listed_and_not_counted(plan, adopted, freeze, reading):
    drafting.take_out(item=item(2), act=make_act())
    found = read(freeze(plan, Action.AMEND), reading)
    assert [(row.line.number, row.outcome) for row in found.rows][1] == (2, "withdrawn")
    assert (found.totals.planned, found.totals.withdrawn) == (2, 1)


def test_events_outside_the_plan(adopted, seminar, world, reading):
    outside = make_event(title_en="Briefing", status="held", roles=[state_role(world.tha)])
    make_event(kind="committee")
    make_event(status="proposed")
    make_event(earliest=date(2027, 5, 1))
    make_event(is_sample=True)
    found = read(adopted, reading)
    assert (list(found.outside), found.outside_held) == ([outside], 1)


def test_published_figure_stands_beside_and_the_gap_is_printed(adopted, reading):
    make_figure(period="2026", metric="events_planned", value=27, visibility="public")
    make_figure(period="2020–2026", metric="events_planned", value=99, visibility="public")
    gap = read(adopted, reading).gap
    assert gap is not None
    assert (gap.published, gap.recorded, gap.difference) == (27, 3, 24)


def test_inferred_line_is_shown_and_not_counted(reading):
    plan = make_plan(stage="adopted", is_partial=True)
    version = make_version(plan, make_item(plan), make_item(plan, basis={"plan": "inferred"}))
    totals = read(version, reading).totals
    assert (totals.planned, totals.inferred, len(read(version, reading).rows)) == (1, 1, 2)


def test_public_reads_what_its_own_events_tell(plan, adopted, seminar, workshop, viewers):
    seen = Plan.objects.get(pk=plan.pk)
    freezing.show(plan=seen, action=Action.PUBLISH, act=make_act(), version=seen.version, basis="SOC, item 4")
    turn(seminar, status="held", visibility="public")
    turn(workshop, status="held")
    linking.state_outcome(outcome=PlanOutcome(item=item(1), outcome="in_part", reason_en="One day"), act=make_act())
    outcomes = {
        role: [row.outcome for row in read(adopted, viewers[role]).rows] for role in ("visitor", "partner", "liaison")
    }
    assert outcomes == {
        "visitor": ["held", "not_reported", "ahead"],
        "partner": ["held", "not_reported", "ahead"],
        "liaison": ["in_part", "held", "ahead"],
    }
    assert [[event.title_en for event in row.events] for row in read(adopted, viewers["visitor"]).rows] == [
        ["Seminar on risk analysis"], [], [],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "seen"),
    [("visitor", []), ("partner", []), ("liaison", [2025]), ("other_liaison", [2025]), ("reader", [2026, 2025])],
)
def test_draft_is_the_secretariats_and_a_circulated_plan_the_member_states(role, seen, viewers, plan, lines):
    make_plan(year=2025, stage="circulated")
    assert [found.year for found in Plan.objects.visible_to(viewers[role])] == seen
    assert PlanItem.objects.visible_to(viewers[role]).exists() == (role == "reader")


def test_list_of_plans_takes_as_many_queries_for_three_as_for_one(adopted, reading, django_assert_num_queries):
    for year in (2023, 2024):
        plan = make_plan(year=year, stage="adopted")
        make_version(plan, make_item(plan, number=1))
    plans = list(Plan.objects.all())
    with django_assert_num_queries(5):
        one = year_lines(plans[:1], reading, NOVEMBER)
    with django_assert_num_queries(5):
        three = year_lines(plans, reading, NOVEMBER)
    assert (one[0].totals, [line.totals.planned for line in three]) == (three[0].totals, [3, 1, 1])
