"""The page on security names only tests that exist, and leaves none of its statements out."""

import ast
import re

from tests.contracts.source import BASE, tree_of

PAGE = (BASE / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
ROW = re.compile(r"^\| ([PUSV]?\d+)\b", re.MULTILINE)


def exists(file: str, test: str) -> bool:
    path = BASE / "tests" / file
    if not path.exists():
        return False
    return any(isinstance(node, ast.FunctionDef) and node.name == test for node in ast.walk(tree_of(path)))


def test_every_test_that_is_named_exists():
    named = NAMED.findall(PAGE)
    assert len(named) > 100
    assert [f"{file}::{test}" for file, test in named if not exists(file, test)] == []


def test_every_statement_has_its_row():
    letters = {"P": range(41, 49), "U": range(71, 74), "S": range(74, 77), "V": range(77, 79)}
    expected = [str(number) for number in range(1, 41)]
    expected += [f"{letter}{number}" for letter, numbers in letters.items() for number in numbers]
    assert ROW.findall(PAGE) == expected


def test_every_row_names_a_test_or_says_that_it_is_not_held():
    rows = [line for line in PAGE.splitlines() if ROW.match(line)]
    assert [row for row in rows if not NAMED.search(row) and "not held" not in row.lower() and "below" not in row] == []


def test_a_name_that_does_not_exist_is_noticed():
    assert not exists("access/test_matrix.py", "test_of_nothing")
