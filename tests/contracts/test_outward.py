"""What an attacker's text could travel through is not there: no fetching, no unpickling, no built SQL or template."""

import ast
from pathlib import Path

from tests.contracts.source import APPS, findings, python_files, tree_of

# The supervisor asks its own health address; webhooks go to addresses that are looked at.
FETCHING, MAY_FETCH = (
    {"requests", "httpx", "aiohttp", "urllib.request", "http.client", "ftplib"},
    {"starting.py", "posting.py"},
)
# Two statements made of the names of a model's own columns, and of nothing else.
WRITTEN_OUT = {"claims.py"}
# Draws charts: writes XML and reads none.
WRITES_XML = {"drawing.py"}
UNSAFE_MODULES = {"pickle", "marshal", "shelve", "dill", "xml", "lxml"}
UNSAFE_CALLS = {"raw", "extra", "RawSQL", "from_string", "Template", "eval", "exec", "execute", "executescript"}


def modules_of(path: Path) -> set[str]:
    nodes = list(ast.walk(tree_of(path)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


def built_calls(path: Path) -> list[str]:
    """Calls that run a text, unless it stands there in full."""
    calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    return [ast.unparse(call) for call in calls if name_of(call) in UNSAFE_CALLS and not is_literal(call)]


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_literal(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Constant)


def test_no_address_is_fetched():
    files = [path for path in python_files(*APPS) if path.name not in MAY_FETCH]
    assert findings(files, lambda path: modules_of(path) & FETCHING) == {}


def test_nothing_is_unpickled_and_no_xml_is_read():
    files = [path for path in python_files(*APPS) if path.name not in WRITES_XML]
    assert findings(files, lambda path: {m.split(".")[0] for m in modules_of(path)} & UNSAFE_MODULES) == {}


def test_no_text_becomes_sql_template_or_code():
    files = [path for path in python_files(*APPS) if path.name not in WRITTEN_OUT]
    assert findings(files, built_calls) == {}


def test_check_notices_built_sql(tmp_path: Path):
    file = tmp_path / "bad.py"
    file.write_text("cursor.execute(f'SELECT {word}')\ncursor.execute('SELECT 1')\n", encoding="utf-8")
    assert built_calls(file) == ["cursor.execute(f'SELECT {word}')"]
