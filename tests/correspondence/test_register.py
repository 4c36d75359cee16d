"""Numbers of letters: unique in their year, without gaps, never given twice."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cbm_events.correspondence.filing import documents_of, file_letter
from cbm_events.correspondence.writing import annul, mark_sent, save_numbering
from cbm_events.models import Letter, LetterNumbering
from cbm_events.services import remove_samples
from cica_portal.common.history import StaleVersion
from cica_portal.common.models import Change, Document
from cica_portal.common.text import new_public_id
from tests.factories import make_act, make_event, make_letter_template, make_letters
from tests.parallel import run_together

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NEXT_YEAR = datetime(2026, 12, 31, 20, tzinfo=UTC)


def test_letters_are_numbered_one_after_the_other(event, world):
    letters = make_letters(event, [world.tha, world.kaz]) + make_letters(event, [world.tur])
    assert [(letter.number, letter.symbol) for letter in letters] == [
        (1, "CICA/2026/001"), (2, "CICA/2026/002"), (3, "CICA/2026/003"),
    ]  # fmt: skip
    assert [[state.code for state in letter.states.all()] for letter in letters] == [["KAZ"], ["THA"], ["TUR"]]
    assert letters[0].body.startswith("To the Ministry of Foreign Affairs of Kazakhstan.")


def test_circular_is_one_letter_to_several_states(event, world):
    (letter,) = make_letters(event, [world.tha, world.kaz], is_circular=True)
    assert letter.is_circular
    assert {state.code for state in letter.states.all()} == {"KAZ", "THA"}
    assert "the Ministries of Foreign Affairs of Kazakhstan and Thailand" in letter.body


def test_numbers_begin_anew_with_the_year_of_astana(event, world):
    make_letters(event, [world.kaz])
    (letter,) = make_letters(event, [world.kaz], act=make_act(at=NEXT_YEAR))
    assert (letter.year, letter.number, letter.dated) == (2027, 1, date(2027, 1, 1))


def test_same_form_sent_twice_is_entered_once_and_leaves_no_gap(event, world):
    series = new_public_id()
    make_letters(event, [world.kaz], series=series)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_letters(event, [world.kaz], series=series)
    assert make_letters(event, [world.kaz])[0].number == 2


@pytest.mark.django_db(transaction=True)
def test_letters_written_at_the_same_time_get_numbers_without_gap(event, world):
    template = make_letter_template()
    states = list(world.states.values())
    answers = run_together(lambda index: make_letters(event, states[: index % 3 + 1], template=template), count=6)
    assert [error for error in answers if isinstance(error, Exception)] == []
    assert sorted(Letter.objects.values_list("number", flat=True)) == list(range(1, 13))


def test_annulled_letter_keeps_its_number(event, world):
    (letter,) = make_letters(event, [world.kaz])
    annul(letter=letter, act=make_act())
    assert make_letters(event, [world.kaz])[0].number == 2
    with pytest.raises(ValidationError):
        mark_sent(letter=letter, on=date(2026, 3, 17), act=make_act())


def test_sent_letter_is_not_annulled_and_not_sent_before_its_day(event, world):
    (letter,) = make_letters(event, [world.kaz])
    with pytest.raises(ValidationError):
        mark_sent(letter=letter, on=date(2026, 3, 15), act=make_act())
    mark_sent(letter=letter, on=date(2026, 3, 16), act=make_act())
    with pytest.raises(ValidationError):
        annul(letter=letter, act=make_act())


def test_second_saver_is_told(event, world):
    (letter,) = make_letters(event, [world.kaz])
    other = Letter.objects.get(pk=letter.pk)
    mark_sent(letter=other, on=date(2026, 3, 16), act=make_act())
    with pytest.raises(StaleVersion):
        annul(letter=letter, act=make_act())


def test_history_keeps_text_number_and_addressees(event, world):
    (letter,) = make_letters(event, [world.kaz])
    change = Change.objects.of("letter", letter.public_id).get()
    assert change.visibility == "secretariat"
    assert change.after["symbol"] == "CICA/2026/001"
    assert change.after["states"] == ["KAZ"]
    assert change.after["body"] == letter.body


def test_numbering_is_the_secretariats(event, world):
    save_numbering(pattern=LetterNumbering(pattern="SEC-{number}/{year}", digits=1), act=make_act())
    assert make_letters(event, [world.kaz])[0].symbol == "SEC-1/2026"


@pytest.mark.parametrize("pattern", ["{number}", "{year}", "{number}{number}{year}", "{year}/{nr}", "{number", ""])
def test_pattern_without_year_or_number_is_refused(pattern):
    with pytest.raises(ValidationError) as refused:
        save_numbering(pattern=LetterNumbering(pattern=pattern), act=make_act())
    assert set(refused.value.message_dict) == {"pattern"}


def test_letter_is_filed_once_as_a_document_of_the_secretariat(event, world):
    (letter,) = make_letters(event, [world.kaz])
    file_letter(letter=letter, event=event, act=make_act())
    document = Document.objects.about("event", event.public_id).get()
    assert (document.kind, document.symbol, document.visibility) == ("note_verbale", "CICA/2026/001", "secretariat")
    assert (document.title_en, document.language) == ("Invitation: Seminar on waters", "en")
    with pytest.raises(ValidationError):
        file_letter(letter=letter, event=event, act=make_act())
    assert list(documents_of(letter)) == [document]


def test_letters_stay_in_the_register_when_their_sample_event_goes(world):
    (letter,) = make_letters(make_event(is_sample=True), [world.kaz])
    remove_samples(act=make_act())
    letter.refresh_from_db()
    assert (letter.event, letter.number) == (None, 1)


def test_nobody_is_no_addressee(event):
    with pytest.raises(ValidationError):
        make_letters(event, [])
