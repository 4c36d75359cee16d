"""What the database refuses of letters, whoever writes."""

import pytest

from cbm_events.models import Letter, LetterNumbering, LetterTemplate
from tests.constraints import Case, assert_refused_by_database, assert_says, each, with_message
from tests.factories import TODAY, make_event, make_letter_template, make_letters, make_state

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def letter(**values) -> Letter:
    defaults = {
        "series": "s", "year": 2026, "number": 7, "symbol": "CICA/2026/007", "kind": "invitation", "form": "note",
        "language": "en", "addressee": "All", "is_circular": False, "subject": "On it", "body": "Text", "dated": TODAY,
    }  # fmt: skip
    return Letter(**defaults | values)


def numbered_twice() -> Letter:
    (first,) = make_letters(make_event(), [make_state()])
    return letter(number=first.number, year=first.year)


def named_twice() -> LetterTemplate:
    first = make_letter_template()
    return LetterTemplate(
        name=first.name, language=first.language, kind="thanks", form="note", subject="On it", body="Text"
    )


CASES = [
    Case("letter_number_once", "This number is given to another letter.", numbered_twice),
    Case("letter_sent_on_a_day", "Say on which day the letter was sent.", lambda: letter(status="sent")),
    Case("letter_template_once", "There is already a template of this name in this language.", named_twice),
    Case("letter_numbering_one_row", "There is one numbering of letters.", lambda: LetterNumbering(code="others")),
]


@with_message(CASES)
def test_rule_says_what_is_wrong(case: Case):
    assert_says(case)


@each(CASES)
def test_database_refuses_what_breaks_the_rule(case: Case):
    assert_refused_by_database(case)


@pytest.mark.parametrize("status", ["draft", "annulled"])
def test_day_of_sending_belongs_to_what_was_sent(status):
    assert_refused_by_database(Case("letter_sent_on_a_day", "", lambda: letter(status=status, sent_on=TODAY)))
