"""Three programs as one: they start together, end together, and leave nothing behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.platform.production import BASE

WAITS = "import time; time.sleep(60)"
IGNORES = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
DIES = "import sys, time; time.sleep(0.3); sys.exit(3)"
KILLS_ITSELF = "import os, signal, time; time.sleep(0.3); os.kill(os.getpid(), signal.SIGKILL)"
HAS_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WAITS!r}])"


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def start(grace: float = 5, **programs: str) -> subprocess.Popen[str]:
        script = textwrap.dedent(f"""
            import os, sys
            from cica_portal.supervisor import Program, Supervisor
            programs = [Program(name, (sys.executable, "-c", code)) for name, code in {programs!r}.items()]
            supervisor = Supervisor(programs, dict(os.environ), {str(tmp_path)!r}, grace={grace})
            def announce(goes_on):
                for process in supervisor.running.values():
                    print("pid", process.pid, os.getsid(process.pid), flush=True)
                print("started", flush=True)
            sys.exit(supervisor.run(when_started=announce))
        """)
        process = subprocess.Popen(
            [sys.executable, "-c", script], cwd=BASE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def read_children(process: subprocess.Popen[str], *, ready: frozenset[str] = frozenset()) -> list[int]:
    """Reads on until the supervisor has started all and every line of `ready` has come, in whichever order."""
    children = []
    awaited = {"started", *ready}
    assert process.stdout is not None
    while awaited:
        line = process.stdout.readline()
        assert line, f"ended without a word of {awaited}"
        if line.startswith("pid"):
            _, pid, session = line.split()
            assert pid == session, "each program has a session of its own"
            children.append(int(pid))
        awaited.discard(line.strip())
    return children


def wait_until_gone(*pids: int, seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(is_alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_all_and_is_no_failure(supervise, number: signal.Signals):
    process = supervise(web=WAITS, worker=WAITS, beat=WAITS)
    children = read_children(process)
    process.send_signal(number)
    output, _ = process.communicate(timeout=30)
    assert (process.returncode, output) == (0, "Stopping ...\n")
    assert len(children) == 3
    assert wait_until_gone(*children)


@pytest.mark.parametrize(("code", "how"), [(DIES, "exit code 3"), (KILLS_ITSELF, "signal SIGKILL")])
def test_one_that_dies_stops_all_with_a_line_that_names_it(supervise, code: str, how: str):
    process = supervise(web=WAITS, worker=code, beat=WAITS)
    children = read_children(process)
    output, _ = process.communicate(timeout=30)
    assert (process.returncode, output) == (1, f"worker has ended by itself ({how}): everything is stopped.\n")
    assert wait_until_gone(*children)


def test_one_that_does_not_stop_is_killed_after_the_grace(supervise):
    process = supervise(grace=0.5, web=WAITS, worker=IGNORES)
    children = read_children(process, ready=frozenset({"up"}))
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=30)
    expected = "Stopping ...\nDid not stop within 0.5 seconds and is killed: worker.\n"
    assert (process.returncode, output) == (0, expected)
    assert wait_until_gone(*children)


def test_a_second_signal_kills_at_once(supervise):
    process = supervise(grace=60, worker=IGNORES)
    children = read_children(process, ready=frozenset({"up"}))
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "Stopping ...\n"
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert time.monotonic() - begun < 20
    assert process.returncode == 0
    assert wait_until_gone(*children)


def test_children_of_a_program_end_with_it(supervise):
    process = supervise(web=HAS_CHILD)
    (leader,) = read_children(process)
    grandchild = wait_for_child(leader)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert wait_until_gone(leader, grandchild)


def wait_for_child(pid: int) -> int:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if children := path.read_text().split():
            return int(children[0])
        time.sleep(0.05)
    raise AssertionError("no child came up")


def test_a_killed_supervisor_leaves_no_program_running(supervise):
    process = supervise(web=WAITS, worker=WAITS)
    children = read_children(process)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    assert wait_until_gone(*children)
