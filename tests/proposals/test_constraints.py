"""Rules over one proposal or step that the database keeps."""

from datetime import date, time

import pytest

from cbm_events.models import Proposal, ProposalStep
from tests import factories
from tests.constraints import Case, assert_refused_by_database, assert_says, each, with_message

pytestmark = [pytest.mark.both, pytest.mark.django_db]

DATES = "The last day is before the first day."
TIMES = "A clock time needs exact days and a time zone; a time zone needs an opening time."
PLAN = "Name the meeting and the day on which the plan was adopted."
DRAFT = "A proposal is a draft until it is submitted."


def proposal(**values) -> Proposal:
    return Proposal(**factories.proposal_values(**values))


def submitted(**values) -> Proposal:
    return proposal(**{"status": "submitted", "submitted_at": factories.NOW} | values)


def step(**values) -> ProposalStep:
    stored = factories.make_proposal()
    values = {"proposal": stored, "number": 1, "status": "submitted", "actor": stored.author} | values
    return ProposalStep(at=factories.NOW, **values)


def step_again() -> ProposalStep:
    first = step()
    first.save()
    return step(proposal=first.proposal, number=first.number)


CASES = [
    Case(
        "proposal_has_title",
        "Enter the title in English or in Russian.",
        lambda: proposal(title_en=""),
    ),
    Case("proposal_dates_both", "Enter both the first and the last day.", lambda: proposal(latest=None)),
    Case("proposal_dates_in_order", DATES, lambda: proposal(earliest=date(2026, 5, 15), latest=date(2026, 5, 14))),
    Case(
        "proposal_precision_has_dates",
        "Enter the first day, or choose “To be confirmed”.",
        lambda: proposal(earliest=None, latest=None),
    ),
    Case("proposal_times_with_zone", TIMES, lambda: proposal(start_time=time(9))),
    Case(
        "proposal_online_has_no_place",
        "An online event has no city and no country.",
        lambda: proposal(mode="online", city_en="Astana"),
    ),
    Case(
        "proposal_one_country",
        "Choose a member state or name another country, not both.",
        lambda: proposal(country=factories.make_state(), country_other="Elsewhere"),
    ),
    Case(
        "proposal_area_has_dimension",
        "Choose the dimension of the priority area.",
        lambda: proposal(area=factories.make_area()),
    ),
    Case(
        "proposal_accepted_has_event",
        "A proposal has an event exactly when it is entered in the draft plan.",
        lambda: submitted(status="accepted"),
    ),
    Case("proposal_names_plan", PLAN, lambda: submitted(status="not_included", adopted_on=date(2026, 12, 10))),
    Case("proposal_submitted_or_draft", DRAFT, lambda: proposal(status="submitted")),
    Case("proposal_step_once", "Proposal step with this Proposal and Number already exists.", step_again),
    Case("proposal_returned_with_comment", "Write what is to be consulted on.", lambda: step(status="returned")),
]


@with_message(CASES)
def test_rule_says_what_is_wrong(case: Case):
    assert_says(case)


@each(CASES)
def test_rule_holds_in_the_database(case: Case):
    assert_refused_by_database(case)


def test_good_rows_are_accepted():
    for row in (
        proposal(),
        submitted(),
        proposal(status="withdrawn"),
        submitted(status="accepted", event=factories.make_event()),
        submitted(status="not_included", adopted_on=date(2026, 12, 10), meeting_ru="КСДЛ"),
    ):
        row.full_clean()
        row.save()
    assert Proposal.objects.count() == 5
