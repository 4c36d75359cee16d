"""The project's own files, read once for the tests of this folder."""

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

BASE: Path = settings.BASE_DIR
APPS = ("cica_portal", "members", "councils", "cbm_events")


@cache
def python_files(*folders: str) -> list[Path]:
    """Source files, migrations left out."""
    found = (path for folder in folders for path in sorted((BASE / folder).rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def calls_of(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))


@cache
def templates() -> list[Path]:
    return sorted(path for path in (BASE / "templates").rglob("*") if path.suffix in {".html", ".txt"})


def name_of(path: Path) -> str:
    return str(path.relative_to(BASE))


def findings(paths: Iterable[Path], check: Callable[[Path], Any]) -> dict[str, Any]:
    """What the check finds, by file; a good tree gives {}."""
    return {name_of(path): found for path in paths if (found := check(path))}
