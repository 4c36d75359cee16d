"""Rules over one plan, version or line that the database keeps."""

from datetime import date

import pytest

from cbm_events.models import Plan, PlanItem, PlanLine, PlanLink
from tests import factories
from tests.constraints import Case, assert_refused_by_database, assert_says, each, with_message
from tests.plans.making import (
    item_values,
    line_of,
    make_item,
    make_link,
    make_plan,
    make_version,
    outcome_of,
    version_of,
)

pytestmark = [pytest.mark.both, pytest.mark.django_db]

STAGE = "A draft is the Secretariat’s; only an adopted plan can be public."
MEETING = "Name the meeting that adopted the plan, and the day."


def item(**values) -> PlanItem:
    return PlanItem(plan=make_plan(), **item_values(**values))


def line(**values) -> PlanLine:
    plan = make_plan()
    return line_of(make_version(plan), make_item(plan), **values)


def second_line(**values) -> PlanLine:
    """Beside a line 3 of another item."""
    plan = make_plan()
    version = make_version(plan, make_item(plan, number=3))
    return line_of(version, make_item(plan, number=4), **values)


def line_again() -> PlanLine:
    plan = make_plan()
    first = make_item(plan)
    return line_of(make_version(plan, first), first)


def adopted_again():
    plan = make_plan(stage="adopted")
    make_version(plan)
    return version_of(plan)


def item_of_same_number() -> PlanItem:
    plan = make_plan()
    make_item(plan, number=1)
    return PlanItem(plan=plan, **item_values(number=1))


def link_again() -> PlanLink:
    first = make_link()
    return PlanLink(item=first.item, event=first.event)


def text_cases(prefix: str, row) -> list[Case]:
    """The rules that a working text and a frozen line have in common."""
    return [
        Case(f"{prefix}_has_title", "Enter the title in English or in Russian.", lambda: row(title_en="")),
        Case(f"{prefix}_dates_both", "Enter both the first and the last day.", lambda: row(latest=None)),
        Case(
            f"{prefix}_dates_in_order",
            "The last day is before the first day.",
            lambda: row(earliest=date(2026, 5, 15), latest=date(2026, 5, 14)),
        ),
        Case(
            f"{prefix}_precision_has_dates",
            "Enter the first day, or choose “To be confirmed”.",
            lambda: row(earliest=None, latest=None),
        ),
        Case(
            f"{prefix}_online_has_no_place",
            "An online event has no city and no country.",
            lambda: row(mode="online", city_en="Astana"),
        ),
        Case(
            f"{prefix}_one_country",
            "Choose a member state or name another country, not both.",
            lambda: row(country=factories.make_state(), country_other="Elsewhere"),
        ),
        Case(
            f"{prefix}_area_has_dimension",
            "Choose the dimension of the priority area.",
            lambda: row(area=factories.make_area()),
        ),
        Case(f"{prefix}_has_a_meeting", "A line is at least one meeting.", lambda: row(meetings=0)),
    ]


CASES = [
    Case(
        "plan_once_a_year",
        "There is a plan of this year already.",
        lambda: Plan(year=make_plan(year=2031).year),
    ),
    Case(
        "plan_visibility_follows_stage", STAGE, lambda: Plan(year=2031, stage="draft", visibility="member_states")
    ),
    Case("plan_version_once", "This version is already there.", lambda: version_of(
        make_version(make_plan(), kind="circulated").plan, number=1, kind="circulated"
    )),
    Case("plan_adopted_once", "The plan is already adopted.", adopted_again),
    Case("plan_version_names_meeting", MEETING, lambda: version_of(make_plan(), meeting_en="")),
    Case(
        "plan_version_public_has_basis",
        "Say on what basis the plan is public.",
        lambda: version_of(make_plan(), visibility="public"),
    ),
    *text_cases("plan_item", item),
    Case("plan_item_number_once", "The plan has a line of this number already.", item_of_same_number),
    *text_cases("plan_line", line),
    Case("plan_line_once", "The version holds this line already.", line_again),
    Case(
        "plan_line_number_once",
        "The version holds a line of this number already.",
        lambda: second_line(number=3),
    ),
    Case("plan_link_once", "The event belongs to this line already.", link_again),
    Case(
        "plan_outcome_has_reason",
        "Give the reason, in English or in Russian.",
        lambda: outcome_of(reason_en=""),
    ),
    Case(
        "plan_outcome_other_item",
        "Only a line that is carried over or merged names another line.",
        lambda: outcome_of(other_item=make_item(make_plan(year=2040))),
    ),
]  # fmt: skip


@with_message(CASES)
def test_rule_says_what_is_wrong(case: Case):
    assert_says(case)


@each(CASES)
def test_database_refuses(case: Case):
    assert_refused_by_database(case)


@pytest.mark.parametrize(
    ("stage", "visibility"),
    [("draft", "public"), ("circulated", "secretariat"), ("circulated", "public"), ("adopted", "secretariat")],
)
def test_stage_says_who_sees_a_plan(stage, visibility):
    assert_refused_by_database(
        Case("plan_visibility_follows_stage", STAGE, lambda: Plan(year=2031, stage=stage, visibility=visibility))
    )


def test_circulated_text_is_never_public():
    version = version_of(make_plan(), kind="circulated", visibility="public", public_basis="Asked for")
    assert_refused_by_database(Case("plan_version_public_has_basis", "", lambda: version))
