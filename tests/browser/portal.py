"""A whole portal for the browser: web server, worker and scheduler as make run starts them, with the real data."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psutil
import psycopg2
from django.conf import settings

PASSWORD = "portal-demo"
PEOPLE = {
    "administrator": "admin@demo.example",
    "editor": "editor@demo.example",
    "reader": "reader@demo.example",
    "liaison": "kaz@demo.example",
    "other_liaison": "tha@demo.example",
}
STARTS_WITHIN, STOPS_WITHIN = 120, 30


@dataclass
class ServedPortal:
    """`serve` under a folder and a database of its own."""

    folder: Path
    environment: dict[str, str]
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "manage.py", "serve", "--setup", "--port", str(self.port)]
        log = (self.folder / "serve.log").open("ab")
        self.process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.2)
        raise RuntimeError(f"the portal did not start:\n{self.log()}")

    def assert_running(self) -> None:
        assert self.process is not None
        assert self.process.poll() is None, f"the portal has stopped:\n{self.log()}"

    def log(self) -> str:
        return (self.folder / "serve.log").read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def manage(self, *arguments: str) -> str:
        """A command of the portal, against the same database."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def database_of_its_own(folder: Path) -> Iterator[str]:
    """A file, or a new database on the server of the tests."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        yield f"sqlite:///{folder / 'portal.sqlite3'}"
        return
    name = f"portal_browser_{os.getpid()}"
    run_sql(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        run_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def run_sql(statement: str) -> None:
    values = settings.DATABASES["default"]
    place = {"host": values["HOST"], "port": values["PORT"] or None, **values.get("OPTIONS", {})}
    connection = psycopg2.connect(dbname="postgres", user=values["USER"], password=values["PASSWORD"], **place)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


@contextmanager
def served_portal() -> Iterator[ServedPortal]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cica-portal-browser-")))
        database = stack.enter_context(database_of_its_own(folder))
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DJANGO_"))}
        environment |= {"PORTAL_ENV": "embedded", "PORTAL_VAR": str(folder / "var"), "DATABASE_URL": database}
        portal = ServedPortal(folder, environment, free_port())
        stack.callback(portal.stop)
        portal.start()
        yield portal


def kill_background(portal: ServedPortal) -> None:
    """kill -9 of worker and scheduler; the supervisor then stops the rest, as it must."""
    assert portal.process is not None
    children = psutil.Process(portal.process.pid).children(recursive=True)
    doomed = [child for child in children if {"worker", "beat"} & set(child.cmdline())]
    assert {word for child in doomed for word in child.cmdline()} >= {"worker", "beat"}
    for child in doomed:
        with suppress(psutil.NoSuchProcess):
            child.kill()
    portal.process.wait(STOPS_WITHIN)
