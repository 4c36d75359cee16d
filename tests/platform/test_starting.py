"""What stands in the way of a start is said in one line before anything runs."""

import errno
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

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
