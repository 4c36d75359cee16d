"""Letters as DOCX."""

import io
import zipfile

import docx
import pytest

from cbm_events.correspondence.filing import archive_of
from cbm_events.correspondence.paper import docx_of, file_name
from tests.correspondence.conftest import shipped
from tests.factories import make_letter_template, make_letters

pytestmark = pytest.mark.django_db


def lines(letter) -> list[str]:
    return [
        paragraph.text.replace("\u00a0", " ") for paragraph in docx.Document(io.BytesIO(docx_of(letter))).paragraphs
    ]


def test_note_verbale_ends_with_place_day_and_addressee(event, world):
    (letter,) = make_letters(event, [world.kaz], template=shipped("invitation-en"))
    text = lines(letter)
    assert text[1] == "No. CICA/2026/001"
    assert text[2].startswith("The Secretariat of the Conference on Interaction")
    assert text[-3].endswith("the assurances of its highest consideration.")
    assert text[-2:] == ["Astana, 16 March 2026", "Ministry of Foreign Affairs of Kazakhstan"]


def test_russian_note_is_russian_throughout(event, world):
    (letter,) = make_letters(event, [world.kaz], template=shipped("invitation-ru"))
    text = lines(letter)
    assert text[1] == "№ CICA/2026/001"
    assert text[-2:] == ["Астана, 16 марта 2026 г.", "Министерству иностранных дел Казахстана"]


def test_letter_begins_with_its_addressee_and_subject(event, world):
    (letter,) = make_letters(
        event, [world.kaz], template=make_letter_template(form="letter", body="Excellency,\n\nWe write.\nTwice.")
    )
    assert lines(letter)[1:] == [
        "No. CICA/2026/001", "Astana, 16 March 2026", "Ministry of Foreign Affairs of Kazakhstan",
        "Invitation: Seminar on waters", "Excellency,", "We write.\nTwice.",
    ]  # fmt: skip


def test_archive_holds_each_letter_under_its_symbol(event, world):
    letters = make_letters(event, [world.kaz, world.tha])
    archive = archive_of(letters)
    names = zipfile.ZipFile(io.BytesIO(archive)).namelist()
    assert names == ["CICA-2026-001-en.docx", "CICA-2026-002-en.docx"] == [file_name(letter) for letter in letters]
    assert archive == archive_of(letters)
