"""What holds for every source file."""

import ast
import subprocess
import sys
from pathlib import Path

import django

from tests.contracts.source import APPS, BASE, calls_of, findings, functions_of, name_of, python_files, tree_of

SOURCES, EVERYTHING = python_files(*APPS), python_files(*APPS, "tests")
FILE_LINES, FUNCTION_LINES = 400, 40
JUNK_DRAWERS = {"utils", "helpers", "misc", "tools", "shared", "manager"}
# The layers that may not know what time it is: it comes in as a parameter.
TIMELESS = {
    "models",
    "querysets",
    "permissions",
    "services",
    "transitions",
    "reminders",
    "summaries",
    "history",
    "fuzzy",
}
INTERFACES = {"views", "api", "management", "admin", "tasks"}
CLOCKS = {"now", "utcnow", "today", "localtime", "localdate"}
# Whoever opens a transaction beside the history says here why.
TRANSACTIONS = {
    "cica_portal/common/history.py": "the rows, their changes and the numbers of the audiences",
    "cica_portal/common/mailing/ledger.py": "a mail and the deliveries that it settles",
    "cica_portal/common/mailing/sweep.py": "a mail that has been sent, and the hand-over of the next one",
    "cbm_events/reminders/gathering.py": "a mail and the deliveries that it carries",
    "cbm_events/invitations/sending.py": "a mail and the delivery that it carries",
    "members/accounts/pseudonyms.py": "the rows of a person, their history and the mails to it",
    "cbm_events/imports/previews.py": "a file and its rows, before any event is touched",
    "cbm_events/imports/committing.py": "an import, and the look at what others wrote since its preview",
    "cbm_events/summaries/editions.py": "an edition's number with its job; its figures with their rows",
    "cica_portal/common/api/once.py": "a request is claimed before its act",
    "members/accounts/token_warnings.py": "a warning and its mail",
    "cica_portal/common/webhooks/ledger.py": "a receiver's place and its messages; the answer of one and its standing",
    "cica_portal/common/webhooks/sweep.py": "a receiver that is disabled, and the mails that say so",
}


def test_django_has_its_security_fixes():
    assert django.VERSION[:2] == (5, 2)
    assert django.VERSION[2] >= 19


def test_layers_hold():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    checked = subprocess.run(command, cwd=BASE, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_files_are_short():
    def too_long(path: Path) -> int:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        return lines if lines > FILE_LINES else 0

    assert findings(EVERYTHING, too_long) == {}


def test_functions_are_short():
    def too_long(path: Path) -> dict[str, int]:
        lengths = {node.name: (node.end_lineno or node.lineno) - node.lineno + 1 for node in functions_of(path)}
        return {name: length for name, length in lengths.items() if length > FUNCTION_LINES}

    assert findings(EVERYTHING, too_long) == {}


def test_functions_are_short_on_the_whole():
    lengths = sorted(
        (node.end_lineno or node.lineno) - node.lineno + 1 for path in SOURCES for node in functions_of(path)
    )
    assert sum(lengths) / len(lengths) <= 9
    assert lengths[int(len(lengths) * 0.9)] <= 20


def test_files_are_named_for_what_they_do():
    assert [name_of(path) for path in EVERYTHING if path.stem in JUNK_DRAWERS] == []


def test_own_modules_are_imported_at_the_top():
    def inner(path: Path) -> list[int]:
        nodes = (node for function in functions_of(path) for node in ast.walk(function))
        return [node.lineno for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) and imports_own(node)]

    assert findings(SOURCES, inner) == {}


def imports_own(node: ast.Import | ast.ImportFrom) -> bool:
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return any(name.partition(".")[0] in APPS for name in names)


def test_imports_name_what_they_take():
    def stars(path: Path) -> list[int]:
        imports = (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.ImportFrom))
        return [node.lineno for node in imports if node.level or any(alias.name == "*" for alias in node.names)]

    assert findings(SOURCES, stars) == {}


def test_queue_never_holds_what_is_due_later():
    """A message with a delay is lost or doubled by the broker: what is due later is a row."""

    def delayed(path: Path) -> list[int]:
        return [call.lineno for call in calls_of(path) if is_delayed(call)]

    assert findings(SOURCES, delayed) == {}


def is_delayed(call: ast.Call) -> bool:
    return called(call) == "retry" or any(word.arg in {"countdown", "eta"} for word in call.keywords)


def called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def test_no_rule_hides_in_a_signal():
    assert [name_of(path) for path in SOURCES if "@receiver" in path.read_text(encoding="utf-8")] == []


def test_no_rule_rests_on_a_lock_that_sqlite_lacks():
    assert [name_of(path) for path in SOURCES if "select_for_update" in path.read_text(encoding="utf-8")] == []


def test_time_comes_in_as_a_parameter():
    def clocks(path: Path) -> list[int]:
        layers = {path.stem, *(parent.name for parent in path.parents)}
        if INTERFACES & layers or not TIMELESS & layers:
            return []
        return [call.lineno for call in calls_of(path) if called(call) in CLOCKS]

    assert findings(SOURCES, clocks) == {}


def test_transactions_are_opened_by_the_history():
    def opened(path: Path) -> list[int]:
        return [call.lineno for call in calls_of(path) if called(call) == "atomic"]

    assert findings(SOURCES, opened).keys() - TRANSACTIONS.keys() == set()


def test_history_is_never_rewritten():
    """Nobody updates or deletes rows of Change; people in it are pseudonymised through the user.

    What audiences were told, without any value, is forgotten when no client may ask for it any more.
    """

    def rewrites(path: Path) -> list[str]:
        calls = (ast.unparse(call) for call in calls_of(path) if called(call) in {"update", "delete"})
        return [text for text in calls if text.startswith(("Change.", "AudienceChange."))]

    assert findings(SOURCES, rewrites).keys() == {"cica_portal/common/changes.py"}
