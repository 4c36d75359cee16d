"""Rules over answers on planned events that the database keeps."""

from datetime import date

import pytest

from cbm_events.models import ConfirmationAnswer, ConfirmationTerm
from tests import factories
from tests.constraints import Case, assert_refused_by_database, assert_says, each, with_message

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def answer(**values) -> ConfirmationAnswer:
    event = values.pop("event", None) or factories.make_event()
    author = values.pop("author", None) or factories.make_user(role="liaison", state=factories.make_state())
    defaults = {
        "wish": "move", "earliest": event.earliest, "latest": event.latest, "answered_at": factories.NOW,
    }  # fmt: skip
    return ConfirmationAnswer(event=event, state=author.state, author=author, **defaults | values)


def second_waiting_answer() -> ConfirmationAnswer:
    first = factories.make_answer()
    return answer(event=first.event, author=first.author)


def settled(**values) -> ConfirmationAnswer:
    return answer(**{"settled_by": factories.make_user(), "settled_at": factories.NOW} | values)


def second_term() -> ConfirmationTerm:
    return ConfirmationTerm(singleton=False)


CASES = [
    Case("confirmation_term_one_row", "There is one term of confirmation.", second_term),
    Case(
        "confirmation_answer_has_dates", "Enter the dates; a cancellation has none.",
        lambda: answer(earliest=None, latest=None),
    ),
    Case(
        "confirmation_answer_in_order", "The last day is before the first day.",
        lambda: answer(earliest=date(2026, 5, 2), latest=date(2026, 5, 1)),
    ),
    Case(
        "confirmation_answer_is_exact", "Enter exact days before you confirm the event.",
        lambda: answer(wish="confirm", precision="month"),
    ),
    Case(
        "confirmation_answer_settled_by_somebody", "An answer that is settled has a person and a time.",
        lambda: answer(standing="applied"),
    ),
    Case(
        "confirmation_answer_returned_with_reply", "Write what is to be consulted on.",
        lambda: settled(standing="returned"),
    ),
    Case("confirmation_answer_waits_once", "An answer of this state already waits.", second_waiting_answer),
]  # fmt: skip


@with_message(CASES)
def test_rule_has_a_message(case: Case):
    assert_says(case)


@each(CASES)
def test_rule_is_kept_by_the_database(case: Case):
    assert_refused_by_database(case)


def test_cancellation_has_no_dates():
    answer(wish="cancel", earliest=None, latest=None).full_clean()
