"""Keeps programs running whatever happens to them, as an init or a container engine does; and kills them."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psutil

PAUSE, STEP = 0.5, 0.1
STOPS_WITHIN = 30
# What a program is called by the words of its command line.
ROLES = {"serve": "serve", "gunicorn": "web", "worker": "worker", "beat": "beat"}


@dataclass
class Program:
    name: str
    command: Sequence[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    groups: list[int] = field(default_factory=list)
    starts: int = 0

    def start(self, folder: Path, log: Path) -> None:
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command, cwd=folder, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        self.groups.append(self.process.pid)
        self.starts += 1


class Keeper:
    """`kills` counts what was killed, by role."""

    def __init__(self, programs: Sequence[Program], folder: Path, log: Path) -> None:
        self.programs, self.folder, self.log = programs, folder, log
        self.kills: Counter[str] = Counter()
        self.goes_on = threading.Event()
        self.watcher = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        self.goes_on.set()
        self.watcher.start()

    def stop(self) -> None:
        """Each is told to end; what does not, and whatever killed parents have left behind, is killed."""
        self.goes_on.clear()
        self.watcher.join()
        for program in self.programs:
            if program.process and program.process.poll() is None:
                program.process.terminate()
        for program in self.programs:
            if program.process:
                with suppress(subprocess.TimeoutExpired):
                    program.process.wait(STOPS_WITHIN)
        for program in self.programs:
            for group in program.groups:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(group, signal.SIGKILL)
            if program.process:
                program.process.wait()

    @property
    def starts(self) -> int:
        return sum(program.starts for program in self.programs)

    def kill(self, role: str, random: Random) -> bool:
        """kill -9 of one process of this role: "worker" is the program, "worker child" one of its processes."""
        found = list(self._processes(role))
        return bool(found) and self._kill(role, [random.choice(found)])

    def kill_all(self, role: str) -> bool:
        """All processes of this role at the same moment; "everything" is as when the power fails."""
        return self._kill(role, list(self._processes(role)))

    def _kill(self, role: str, processes: list[psutil.Process]) -> bool:
        killed = False
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
                killed = True
        self.kills[role] += killed
        return killed

    def _processes(self, role: str) -> Iterator[psutil.Process]:
        for program in self.programs:
            if program.process is None or program.process.poll() is not None:
                continue
            with suppress(psutil.NoSuchProcess):
                top = psutil.Process(program.process.pid)
                for process in [top, *top.children(recursive=True)]:
                    if role in {"everything", role_of(process)}:
                        yield process

    def _watch(self) -> None:
        ended: dict[str, float] = {}
        while self.goes_on.is_set():
            for program in self.programs:
                if program.process and program.process.poll() is None:
                    continue
                since = ended.setdefault(program.name, time.monotonic())
                if time.monotonic() - since >= PAUSE or not program.starts:
                    program.start(self.folder, self.log)
                    del ended[program.name]
            time.sleep(STEP)


def role_of(process: psutil.Process) -> str:
    """A child whose command line is that of its parent is the parent's child, not a program by itself."""
    with suppress(psutil.NoSuchProcess):
        words = process.cmdline()
        role = next((role for word, role in ROLES.items() if word in words), "")
        parent = process.parent()
        return f"{role} child" if role and parent and parent.cmdline() == words else role
    return ""
