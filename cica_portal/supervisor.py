"""Runs several programs as one: stops all when one dies, and stops each in order when told to."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

PR_SET_PDEATHSIG = 1
STEP = 0.1


@dataclass(frozen=True, slots=True)
class Program:
    name: str
    command: tuple[str, ...]


@dataclass(slots=True)
class Supervisor:
    programs: Sequence[Program]
    environment: dict[str, str]
    folder: str
    grace: float = 10
    say: Callable[[str], None] = print
    signals: int = 0
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def run(self, *, when_started: Callable[[Callable[[], bool]], None]) -> int:
        """Blocks until told to stop (0) or a program has died (1). `when_started` gets a function that says
        whether all programs still run and nobody has asked to stop."""
        earlier = {number: signal.signal(number, self.note_signal) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            for program in self.programs:
                self.running[program.name] = self.start(program)
            when_started(self.goes_on)
            while self.goes_on():
                time.sleep(STEP)
            return self.finish()
        finally:
            self.kill_groups()
            for process in self.running.values():
                process.wait()
            for number, handler in earlier.items():
                signal.signal(number, handler)

    def start(self, program: Program) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            program.command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent if sys.platform == "linux" else None,
        )

    def note_signal(self, number: int, frame: FrameType | None) -> None:
        self.signals += 1
        if self.signals > 1:
            self.kill_groups()

    def goes_on(self) -> bool:
        return not self.signals and all(process.poll() is None for process in self.running.values())

    def finish(self) -> int:
        asked = bool(self.signals)
        if asked:
            self.say("Stopping ...")
        else:
            self.report_dead()
        self.stop()
        return 0 if asked else 1

    def report_dead(self) -> None:
        for name, process in self.running.items():
            if process.poll() is not None:
                self.say(f"{name} has ended by itself ({describe_exit(process.returncode)}): everything is stopped.")

    def stop(self) -> None:
        """SIGTERM goes to each program only: its own children end in its order, none in the middle of a task."""
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + self.grace
        while time.monotonic() < deadline and any(p.poll() is None for p in self.running.values()):
            time.sleep(STEP)
        late = [name for name, process in self.running.items() if process.poll() is None]
        if late:
            self.say(f"Did not stop within {self.grace:g} seconds and is killed: {', '.join(late)}.")

    def kill_groups(self) -> None:
        for process in self.running.values():
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                continue


def describe_exit(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def end_with_parent() -> None:
    """In the child, before the program starts: even a killed supervisor leaves nothing running."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
