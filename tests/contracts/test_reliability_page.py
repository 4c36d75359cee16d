"""The page on reliability names only tests that exist, leaves no statement out, and says what the siege holds."""

import re

from tests.chaos.reckoning import STATEMENTS
from tests.contracts.source import BASE
from tests.contracts.test_security_page import NAMED, exists

PAGE = (BASE / "docs" / "reliability.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([RFX]\d+) ", re.MULTILINE)
SIEGE = "`make chaos`"


def test_every_test_that_is_named_exists():
    named = NAMED.findall(PAGE)
    assert len(named) > 40
    assert [f"{file}::{test}" for file, test in named if not exists(file, test)] == []


def test_every_statement_has_its_row():
    numbers = {"R": range(1, 16), "F": range(16, 29), "X": range(62, 72)}
    expected = [f"{letter}{number}" for letter, of_kind in numbers.items() for number in of_kind]
    assert ROW.findall(PAGE) == expected


def test_every_row_names_a_test_or_the_siege():
    rows = [line for line in PAGE.splitlines() if ROW.match(line)]
    assert [row for row in rows if not NAMED.search(row) and SIEGE not in row] == []


def test_the_siege_holds_what_the_page_says():
    said = re.findall(r"^- ([A-Z].*\.)$", PAGE, re.MULTILINE)
    assert said == [f"{statement}." for statement in STATEMENTS]
