"""Rules over one row that the database keeps: bodies, seats, decisions."""

from datetime import date

import pytest

from councils.models import Council, Decision, Objection, Seat, SilenceProcedure, SilenceStep
from tests import factories
from tests.constraints import Case, assert_refused_by_database, assert_says, each, with_message
from tests.councils.making import make_objection, make_silence

pytestmark = [pytest.mark.both, pytest.mark.django_db]

ESTABLISHED = "Give both ends of the period in which it was established, in order."


def council(**values) -> Council:
    return Council(code="NEW", kind="advisory", name_en="New", established_precision="day", **values)


def seat(**values) -> Seat:
    return Seat(**{"council": factories.make_council(), "role": "member", "starts_on": date(2024, 1, 1)} | values)


def seat_again() -> Seat:
    first = factories.make_seat(role="chair")
    return seat(council=first.council, state=first.state, role="chair", starts_on=date(2025, 1, 1))


def decision_again() -> Decision:
    first = factories.make_decision()
    return Decision(council=first.council, adopted_on=first.adopted_on, title_en=first.title_en)


def decision_without_title() -> Decision:
    return Decision(council=factories.make_council(), adopted_on=date(2025, 1, 1))


def silence(**values) -> SilenceProcedure:
    return SilenceProcedure(**{"council": factories.make_council(), "subject_en": "List of coordinators"} | values)


def objection_again() -> Objection:
    first = make_objection()
    return Objection(procedure=first.procedure, state=first.state, text="Again", received_at=factories.NOW)


def step(**values) -> SilenceStep:
    return SilenceStep(**{"procedure": make_silence(), "number": 9, "at": factories.NOW} | values)


CASES = [
    Case(
        "council_established_order",
        ESTABLISHED,
        lambda: council(established_earliest=date(2020, 2, 1), established_latest=date(2020, 1, 1)),
    ),
    Case("council_established_order", ESTABLISHED, lambda: council(established_earliest=date(2020, 2, 1))),
    Case("council_established_order", ESTABLISHED, lambda: council(established_latest=date(2020, 2, 1))),
    Case("seat_has_holder", "Choose a member state or name the institution.", seat),
    Case(
        "seat_order",
        "The term ends before it starts.",
        lambda: seat(state=factories.make_state(), ends_on=date(2023, 1, 1)),
    ),
    Case(
        "seat_dated",
        "Give the start of the term, or the day for which a source attests it.",
        lambda: seat(state=factories.make_state(), starts_on=None),
    ),
    Case("seat_open_once", "This state already holds this seat.", seat_again),
    Case("decision_has_title", "Enter the title in English or in Russian.", decision_without_title),
    Case("decision_once", "This decision is already entered.", decision_again),
    Case("silence_has_subject", "Enter the subject in English or in Russian.", lambda: silence(subject_en="")),
    Case("silence_has_deadline", "Enter the day and the hour of the deadline.", lambda: silence(stage="circulated")),
    Case(
        "silence_adopted_has_decision",
        "A procedure has a decision exactly when it is adopted.",
        lambda: silence(decision=factories.make_decision()),
    ),
    Case("objection_standing_once", "An objection of this state already stands.", objection_again),
    Case("silence_step_once", "", lambda: step(number=1, action="extend")),
    Case(
        "silence_adopted_by_chair",
        "Enter when and by whom the adoption was notified.",
        lambda: step(action="adopt", notified_by="The Chair"),
    ),
]


@with_message(CASES)
def test_rule_has_a_message(case: Case):
    assert_says(case)


@each(CASES)
def test_rule_is_kept_by_the_database(case: Case):
    assert_refused_by_database(case)


def test_seat_of_a_named_institution_needs_no_state():
    seat(institution_en="Chamber of Commerce").full_clean()


def test_attested_seat_needs_no_term():
    seat(state=factories.make_state(), starts_on=None, attested_on=date(2022, 1, 1)).full_clean()


def test_state_may_hold_a_seat_again_after_its_term():
    first = factories.make_seat(ends_on=date(2024, 12, 31))
    seat(council=first.council, state=first.state, starts_on=date(2025, 1, 1)).full_clean()
