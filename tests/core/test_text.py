"""Plain text: refused, folded, and picked by language."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from cica_portal.common.text import (
    PUBLIC_ID_ALPHABET,
    fold,
    new_public_id,
    pick,
    validate_plain_text,
    validate_single_line,
)


@pytest.mark.parametrize(
    "text",
    ["<b>Bold</b>", "<script>alert(1)</script>", "</p>", "<!-- note -->", "<?php", "<img src=x", "a <SVG/onload=x> b"],
)
def test_markup_is_refused(text: str):
    with pytest.raises(ValidationError) as refused:
        validate_plain_text(text)
    assert refused.value.messages == ["Write plain text: remove the HTML tags."]


@pytest.mark.parametrize("text", ["\x00", "bell\x07", "escape\x1b[0m", "\x7f", "\x85", "half \ud800"], ids=ascii)
def test_control_characters_are_refused(text: str):
    with pytest.raises(ValidationError) as refused:
        validate_plain_text(text)
    assert refused.value.messages == ["Remove the control characters from the text."]


@pytest.mark.parametrize("text", ["5 < 7 and 9 > 8", "a <- b", "R&D", "«Мёд» – “tea”", "two\nlines\tand a tab", "🙂"])
def test_ordinary_text_is_accepted(text: str):
    validate_plain_text(text)


@pytest.mark.parametrize("text", ["two\nlines", "two\r\nlines", "a\ttab", "a\u2028line", "a\u2029paragraph"], ids=ascii)
def test_title_stays_on_one_line(text: str):
    with pytest.raises(ValidationError) as refused:
        validate_single_line(text)
    assert refused.value.messages == ["Keep it on one line."]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Қазақстан", "казакстан"),
        ("Өскемен", "оскемен"),
        ("Ұлытау", "улытау"),
        ("Түркістан", "туркистан"),
        ("Әл-Фараби", "ал-фараби"),
        ("Ғылым", "гылым"),
        ("Жаңа Шаһар", "жана шахар"),
        ("Учёный", "ученый"),
        ("Türkiye", "turkiye"),
        ("İSTANBUL", "istanbul"),
        ("Côte", "cote"),
        ("STRASSE", "straße"),
        ("  two \n words ", "two words"),
    ],
)
def test_search_forgives_letters(written: str, typed: str):
    assert fold(written) == fold(typed)


def test_parts_are_joined_by_one_space():
    assert fold("One", "", "Two") == "one two"


@given(st.text())
@example("\N{MATHEMATICAL BOLD CAPITAL ALPHA}")
def test_folding_twice_changes_nothing(text: str):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("language", "english", "russian", "expected"),
    [
        ("en", "Forum", "Форум", ("Forum", "en")),
        ("ru", "Forum", "Форум", ("Форум", "ru")),
        ("ru", "Forum", "", ("Forum", "en")),
        ("en", "", "Форум", ("Форум", "ru")),
        ("en", "", "", ("", "en")),
    ],
)
def test_missing_translation_falls_back_with_a_mark(language, english, russian, expected):
    assert pick(language, english, russian) == expected


def test_public_identifiers_are_short_and_unlike():
    made = {new_public_id() for _turn in range(1000)}
    assert len(made) == 1000
    assert {len(identifier) for identifier in made} == {10}
    assert set("".join(made)) <= set(PUBLIC_ID_ALPHABET)
