"""Clients that are generated from the OpenAPI file work as they come."""

import importlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cica_portal.common.api.reference import openapi_file
from tests.api.bearers import issue

TYPESCRIPT = Path(__file__).parent / "typescript"


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "schema.json"
    path.write_bytes(openapi_file("en"))
    return path


def run(*command: str | Path, folder: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def python_client(file, tmp_path, monkeypatch):
    """The generated package, by the name of one of its modules."""
    generator = Path(sys.executable).with_name("openapi-python-client")
    said = run(generator, "generate", "--path", file, "--output-path", "cica_client", "--meta", "none", folder=tmp_path)
    assert "WARNING" not in said.upper()
    monkeypatch.syspath_prepend(tmp_path)
    yield lambda name: importlib.import_module(f"cica_client.{name}")
    for name in [name for name in sys.modules if name.partition(".")[0] == "cica_client"]:
        del sys.modules[name]


def test_python_client_reads_lists_entries_and_errors(live_server, filled, python_client):
    models, events, event = map(python_client, ("models", "api.events.list_events", "api.events.get_events"))
    with python_client("client").Client(base_url=live_server.url) as client:
        page = events.sync(client=client, year=2026)
        part = events.sync(client=client, fields=list(map(models.ListEventsFieldsItem, ("id", "title")))).results[0]
        expand = [models.GetEventsExpandItem("documents")]
        entry = event.sync(filled.public.public_id, client=client, expand=expand)
        unseen = event.sync(filled.secret.public_id, client=client)
    assert isinstance(page, models.EventPage)
    assert [event.title.en for event in page.results] == ["Workshop"]
    assert isinstance(part, models.EventPart)
    assert (part.id, part.title.ru) == (filled.public.public_id, "Семинар")
    assert [document.symbol for document in entry.documents] == ["CICA/1"]
    assert (type(unseen), unseen.status) == (models.Problem, 404)


def test_python_client_reads_every_list_with_a_token(live_server, filled, cast, at_now, python_client):
    token = issue(cast["partner"], cast["administrator"], grant="member_states")
    with python_client("client").AuthenticatedClient(base_url=live_server.url, token=token) as client:
        for noun in (
            "states", "holidays", "seats", "silence_procedures", "plans", "plan_versions", "documents", "outcomes",
            "event_links",
        ):  # fmt: skip
            assert python_client(f"api.{noun}.list_{noun}").sync(client=client).results, noun
        changes = python_client("api.changes.list_changes").sync(client=client, limit=200)
    assert {change.resource for change in changes.results} > {"events", "documents", "plan-versions"}


@pytest.fixture
def typescript_client(file, tmp_path) -> Path:
    """The compiled program of a partner, its types checked against the file."""
    if not shutil.which("npm"):
        pytest.skip("no npm: the TypeScript client needs node 20")
    folder = shutil.copytree(TYPESCRIPT, tmp_path / "typescript")
    run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", folder=folder)
    run("npx", "openapi-typescript", file, "-o", "schema.ts", folder=folder)
    run("npx", "tsc", folder=folder)
    return folder / "built" / "client.js"


def test_typescript_client_reads_lists_entries_and_errors(live_server, filled, cast, at_now, typescript_client):
    token = issue(cast["partner"], cast["administrator"], grant="member_states")
    public = json.loads(run("node", typescript_client, live_server.url, folder=typescript_client.parent))
    assert public == {
        "titles": ["Workshop"],
        "part": ["title", "documents"],
        "documents": 1,
        "unseen": [404, "Not found"],
        "told": True,
    }
    granted = json.loads(run("node", typescript_client, live_server.url, token, folder=typescript_client.parent))
    assert sorted(granted["titles"]) == ["For members", "Workshop"]
