"""The real plans as far as they are sourced, and the sample plan: a full year, fair to every state."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.management import call_command

from cbm_events.models import Event, EventRole, Plan, PlanItem, PlanVersion
from cbm_events.plans.implementation import implementation_of, year_lines
from cbm_events.samples import load_sample_plan, load_samples
from cbm_events.services import remove_samples
from cica_portal.common import history
from cica_portal.common.audiences import Audience
from cica_portal.common.models import Change, Delivery, Door
from cica_portal.common.reference import Outcome
from cica_portal.common.viewer import ANONYMOUS, Viewer
from tests.data.conftest import load_all, records

pytestmark = [pytest.mark.slow, pytest.mark.both, pytest.mark.usefixtures("reference")]
TODAY = date(2026, 11, 26)
STAFF = Viewer(Audience.SECRETARIAT)


def loading(today: date) -> history.Act:
    """Noon of the day."""
    return history.Act(door=Door.COMMAND, at=datetime.combine(today, time(12), UTC))


def real(year: int) -> PlanVersion:
    return PlanVersion.objects.select_related("plan").get(plan__year=year, plan__is_sample=False)


def sample(year: int) -> Plan:
    return Plan.objects.get(year=year, is_sample=True)


def test_plans_are_those_whose_adoption_is_sourced():
    told = Plan.objects.order_by("year").values_list("year", "stage", "is_partial", "versions__decided_on")
    assert list(told) == [
        (2023, "adopted", True, date(2022, 12, 14)),
        (2024, "adopted", True, date(2023, 12, 12)),
        (2025, "adopted", True, date(2024, 12, 4)),
        (2026, "adopted", True, date(2025, 12, 17)),
    ]
    assert all(version.decision and version.public_basis for version in PlanVersion.objects.all())


def test_plan_of_2024_prints_what_was_published_and_fills_no_gap():
    read = implementation_of(real(2024), ANONYMOUS, TODAY)
    assert [(figure.value, figure.source) for figure in read.published] == [
        (27, "Kazinform interview with the CICA Secretary General, early 2024")
    ]
    assert read.gap is not None
    assert (read.gap.published, read.gap.recorded, read.gap.difference) == (27, 0, 27)
    assert [row.is_inferred for row in read.rows] == [True, True]
    assert read.totals.planned == 0


def test_lines_that_a_source_states_are_counted():
    counts = {line.plan.year: line.totals.planned for line in year_lines(list(Plan.objects.all()), ANONYMOUS, TODAY)}
    assert counts == {2023: 1, 2024: 0, 2025: 2, 2026: 0}
    assert all(item.source for item in PlanItem.objects.all())
    assert set(PlanItem.objects.values_list("number", flat=True)) == {None}


def test_loading_again_changes_nothing():
    changes = Change.objects.count()
    outcome = next(outcome for outcome in load_all() if outcome.label == "annual plans")
    assert (outcome.created, outcome.unchanged, Change.objects.count()) == (0, 4, changes)


@pytest.fixture
def samples(reference: list[Outcome]) -> None:
    load_samples(today=TODAY, act=loading(TODAY))
    assert load_sample_plan(today=TODAY, act=loading(TODAY)) == 2


@pytest.mark.usefixtures("samples")
def test_sample_plan_plays_a_full_year():
    adopted, amended = sample(2026).versions.in_order()
    assert (adopted.kind, amended.kind, adopted.decided_on) == ("adopted", "amended", date(2025, 12, 10))
    read = implementation_of(amended, STAFF, TODAY)
    assert dict(read.totals.outcomes) == {
        "held": 16, "moved": 1, "carried_over": 1, "cancelled": 1, "not_reported": 1, "ahead": 2,
    }  # fmt: skip
    assert (read.totals.planned, read.totals.carried_out, read.totals.withdrawn) == (22, 17, 1)
    assert "Sample: panel on railway data" in [event.title_en for event in read.outside]
    assert {group.code for group in read.by_dimension} == {"MP", "NCT", "ECO", "ENV", "HUM"}
    assert (sample(2027).stage, sample(2027).items.count() > 5) == ("draft", True)


@pytest.mark.usefixtures("samples")
def test_nothing_is_moved_called_off_or_left_open_by_a_state():
    keys = [record["title_en"] for record in records("sample_plan") if {"planned", "turn"} & set(record)]
    turned = Event.objects.filter(title_en__in=keys).with_parties()
    assert len(turned) == len(keys) == 5
    assert {role.party for event in turned for role in event.roles.all()} == {EventRole.Party.SECRETARIAT}
    assert not Delivery.objects.exists()


@pytest.mark.usefixtures("samples")
def test_samples_are_loaded_once_and_go_without_a_trace_in_the_tables():
    assert load_sample_plan(today=date(2027, 3, 1), act=loading(date(2027, 3, 1))) == 0
    call_command("remove_sample_events", verbosity=0)
    assert (Plan.objects.filter(is_sample=True).count(), Event.objects.samples().count()) == (0, 0)
    assert Plan.objects.count() == 4
    assert load_sample_plan(today=TODAY, act=loading(TODAY)) == 2
    assert remove_samples(act=loading(TODAY)) == len(records("sample_plan"))


@pytest.mark.parametrize("today", [date(2026, 1, 5), date(2026, 6, 24), date(2026, 12, 31)])
def test_sample_plan_holds_on_any_day_of_the_year(today: date):
    load_samples(today=today, act=loading(today))
    assert load_sample_plan(today=today, act=loading(today)) == 2
    last = sample(2026).versions.order_by("-number")[0]
    read = implementation_of(last, STAFF, today)
    held = [event for row in read.rows for event in row.events if event.status == "held"]
    assert all(event.latest and event.latest < today for event in held)
    assert read.totals.lines == len([row for row in read.rows if row.is_listed])
