"""What stands in the way of a start is said in one line before anything runs."""

import errno
import os
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command

from cica_portal.home.starting import (
    CannotStart,
    explain_bind_error,
    only_copy,
    refuse_outside_address,
    refuse_taken_port,
    wait_until_answers,
)
from tests.platform.production import run_python


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def serve(*arguments: str, var: Path) -> tuple[int, str, str]:
    done = run_python("manage.py", "serve", *arguments, env={"PORTAL_ENV": "embedded", "PORTAL_VAR": str(var)})
    return done.returncode, done.stdout, done.stderr


def test_a_taken_port_is_said_in_one_line_and_nothing_starts(taken_port: int, tmp_path: Path):
    line = (
        f"Cannot start: Port {taken_port} is taken by another program. Choose another: make run PORT={taken_port + 1}"
    )
    assert serve("--port", str(taken_port), "--setup", var=tmp_path) == (2, "", line + "\n")
    assert not (tmp_path / "portal.sqlite3").exists()


@pytest.mark.parametrize("port", ["0", "-1", "65536", "99999"])
def test_a_port_that_does_not_exist_is_said_in_one_line(port: str, tmp_path: Path):
    line = f"Cannot start: There is no port {port}: ports are numbered from 1 to 65535.\n"
    assert serve(f"--port={port}", var=tmp_path) == (2, "", line)


def test_set_up_that_is_interrupted_says_so_in_one_line(
    tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    def interrupt(*names: str, **options: Any) -> None:
        raise KeyboardInterrupt

    settings.VAR_DIR = settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("cica_portal.home.management.commands.serve.call_command", interrupt)
    with pytest.raises(SystemExit) as end:
        call_command("serve", "--setup", f"--port={free_port()}")
    line = "Stopped during the set-up; the next start takes it up again.\n"
    assert (end.value.code, *capsys.readouterr()) == (130, "", line)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_second_copy_is_refused_in_one_line(tmp_path: Path):
    with only_copy(tmp_path / "serve.lock"):
        line = f"Cannot start: The portal already runs from {tmp_path} (process {os.getpid()}).\n"
        assert serve("--port", "8813", "--setup", var=tmp_path) == (2, "", line)
    with only_copy(tmp_path / "serve.lock"):
        assert (tmp_path / "serve.lock").read_text() == f"{os.getpid()}\n"


def test_an_embedded_portal_answers_on_this_machine_only(tmp_path: Path):
    line = "Cannot start: An embedded portal answers on this machine only: 0.0.0.0 is not a loopback address.\n"
    assert serve("--host", "0.0.0.0", var=tmp_path) == (2, "", line)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.1.1", "::1", "localhost"])
def test_loopback_addresses_are_accepted(host: str):
    refuse_outside_address(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])
def test_other_addresses_are_refused(host: str):
    with pytest.raises(CannotStart):
        refuse_outside_address(host)


def test_a_free_port_is_accepted(taken_port: int):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    refuse_taken_port("127.0.0.1", free)
    with pytest.raises(CannotStart):
        refuse_taken_port("127.0.0.1", taken_port)


def test_a_port_that_needs_more_rights_is_explained():
    line = explain_bind_error(PermissionError(errno.EACCES, "Permission denied"), "127.0.0.1", 80)
    assert line == "Port 80 is not allowed to this user. Choose one above 1023: make run PORT=8000"


def test_waiting_ends_when_a_program_has_died():
    assert wait_until_answers("http://127.0.0.1:9", goes_on=lambda: False) is False


def test_a_proxy_for_other_machines_is_not_asked_for_this_one(monkeypatch: pytest.MonkeyPatch):
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args): ...

    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        assert wait_until_answers(f"http://127.0.0.1:{server.server_port}", goes_on=lambda: True, seconds=5)
        server.shutdown()
