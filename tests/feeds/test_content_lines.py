"""Lines are short, whole and clean, and give their text back."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Component

from cbm_events.feeds.content_lines import clean, line, list_line, quoted, text_line

CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
TEXTS = st.text(alphabet=st.one_of(st.characters(), st.sampled_from('\\,;:"\r\n\t \x00\x07\u2028\u0085яЖ🕊️א')))


def written(text: str) -> bytes:
    return text_line("SUMMARY", text, language="ru").encode()


@given(TEXTS)
@example("a" * 60 + "\\" * 30)
@example("я" * 5000)
@example(" " * 500)
@example("x" * 73 + "\n" * 40)
@example("lone\rreturn, line\u2028separator, \ud800 half a pair")
def test_text_line_is_clean_and_gives_its_text_back(text: str):
    content = written(text)
    assert content.endswith(b"\r\n") == bool(clean(text))
    for part in content.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(part) <= 75
        assert not CONTROLS.search(part.decode())
    parsed = Component.from_ical(f"BEGIN:VEVENT\r\n{content.decode()}END:VEVENT\r\n")
    assert str(parsed.get("SUMMARY", "")) == clean(text)


@given(TEXTS)
def test_no_line_breaks_an_escape_or_begins_with_a_space_of_the_text(text: str):
    folded = written("x" * 62 + text + "y").split(b"\r\n ")
    for part in folded[:-1]:
        assert (len(part) - len(part.rstrip(b"\\"))) % 2 == 0
    if not re.search(r"\s{60}", text):
        assert [part for part in folded[1:] if part[:1] in (b" ", b"\t")] == []


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("one\r\ntwo\rthree\u2028four\x0bfive", "one\ntwo\nthree\nfour\nfive"),
        ("bell\x07 and nothing\x00", "bell and nothing"),
        ("a\ttab stays", "a\ttab stays"),
        (" half \udc80 ", "half"),
    ],
)
def test_control_characters_go_and_line_breaks_are_alike(text: str, cleaned: str):
    assert clean(text) == cleaned


def test_other_values_cannot_begin_a_line_of_their_own():
    assert line("URL", "https://a.example/\r\nATTENDEE:x") == "URL:https://a.example/ATTENDEE:x\r\n"
    assert quoted('say "no"\r\nX:') == '"say  no  X:"'
    assert list_line("CATEGORIES", ["a, b", "c;d"]) == "CATEGORIES:a\\, b,c\\;d\r\n"
