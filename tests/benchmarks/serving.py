"""Gunicorn in a process of its own, one worker with four threads, and a client that keeps it busy."""

from __future__ import annotations

import os
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

PORTAL = ("--config", "python:cica_portal.gunicorn")
BARE = (
    "--worker-class",
    "gthread",
    "--threads",
    "4",
    "--keep-alive",
    "5",
    "--log-level",
    "warning",
    f"{__name__}:answer_again",
)
CONNECTIONS, AT_ONCE = 4, 1 << 20
STARTS_WITHIN = 60


# Gunicorn writes these itself.
OF_THE_SERVER = {"Server", "Date", "Connection"}
BARE_ANSWER = "BARE_ANSWER"


@dataclass(frozen=True)
class Answer:
    status: str
    headers: dict[str, str]
    body: bytes


@contextmanager
def portal_served() -> Iterator[int]:
    with TemporaryDirectory() as folder, served(PORTAL, environment_for(Path(folder))) as port:
        yield port


@contextmanager
def bare_served(content: bytes) -> Iterator[int]:
    """A server that does nothing but send this."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "answer"
        file.write_bytes(content)
        with served(BARE, environment_for(Path(folder)) | {BARE_ANSWER: str(file)}) as port:
            yield port


@contextmanager
def served(arguments: tuple[str, ...], environment: Mapping[str, str]) -> Iterator[int]:
    """The port on which it answers."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers", "1", "--bind", f"127.0.0.1:{port}", *arguments]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) as server:
        try:
            wait_for(port)
            yield port
        finally:
            server.terminate()


def environment_for(folder: Path) -> dict[str, str]:
    values = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    values |= {"DJANGO_SETTINGS_MODULE": "cica_portal.settings", "WEB_THREADS": "4"}
    return values | {"PORTAL_ENV": "embedded", "PORTAL_VAR": str(folder), "DATABASE_URL": database_url()}


def database_url() -> str:
    """The database of this run, as another process names it."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    for _try in range(STARTS_WITHIN * 10):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("gunicorn does not start")


def fetch_often(port: int, path: str, *, times: int, headers: Mapping[str, str] | None = None) -> bytes:
    """The answer to the last of so many requests over a few connections that stay open."""
    lines = {"Host": f"127.0.0.1:{port}", "Accept": "*/*", **(headers or {})}
    told = (f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in lines.items()), "", "")
    request = "\r\n".join(told).encode()
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        for _number in range(min(CONNECTIONS, times)):
            place = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            selector.register(place, selectors.EVENT_READ, bytearray())
            place.sendall(request)
        return collected(selector, request, times - len(selector.get_map()))


def collected(selector: selectors.BaseSelector, request: bytes, left: int) -> bytes:
    last = b""
    while selector.get_map():
        for key, _events in selector.select():
            place: Any = key.fileobj
            key.data.extend(place.recv(AT_ONCE))
            if not is_whole(key.data):
                continue
            last = bytes(key.data)
            key.data.clear()
            if left:
                left -= 1
                place.sendall(request)
            else:
                selector.unregister(place)
    return last


def is_whole(content: bytearray) -> bool:
    head, found, _ = content[:4096].partition(b"\r\n\r\n")
    return bool(found) and len(content) >= len(head) + 4 + length_in(bytes(head))


def length_in(head: bytes) -> int:
    _, found, rest = head.partition(b"\r\nContent-Length: ")
    return int(rest.partition(b"\r\n")[0]) if found else 0


def read(content: bytes) -> Answer:
    head, _, body = content.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return Answer(status.partition(" ")[2], headers, body)


@cache
def bare_answer() -> Answer:
    return read(Path(os.environ[BARE_ANSWER]).read_bytes())


def answer_again(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    answer = bare_answer()
    start_response(answer.status, [item for item in answer.headers.items() if item[0] not in OF_THE_SERVER])
    return [answer.body]
