"""What must hold before the portal starts, each with one line to say when it does not."""

import errno
import fcntl
import ipaddress
import os
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError


class CannotStart(Exception):
    """Carries the one line for the person who started the portal."""


@contextmanager
def only_copy(lock: Path) -> Iterator[None]:
    """Holds the lock file; the system lets go of it when this process ends, however it ends."""
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CannotStart(f"Cannot write in {lock.parent}: {error.strerror}.") from None
    with os.fdopen(descriptor, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = file.read().strip() or "unknown"
            raise CannotStart(f"The portal already runs from {lock.parent} (process {owner}).") from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def refuse_outside_address(host: str) -> None:
    """Demo users and an outbox on the disk are for this machine only."""
    if not is_loopback(host):
        raise CannotStart(f"An embedded portal answers on this machine only: {host} is not a loopback address.")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_impossible_port(port: int) -> None:
    if not 1 <= port <= 65535:
        raise CannotStart(f"There is no port {port}: ports are numbered from 1 to 65535.")


def refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(explain_bind_error(error, host, port)) from None


def explain_bind_error(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} is taken by another program. Choose another: make run PORT={port + 1}"
        case errno.EACCES:
            return f"Port {port} is not allowed to this user. Choose one above 1023: make run PORT=8000"
        case _:
            return f"Cannot listen on {host}:{port}: {error.strerror}."


def refuse_unwritable(*folders: Path) -> None:
    for folder in folders:
        if not os.access(folder, os.W_OK | os.X_OK):
            raise CannotStart(f"Cannot write in {folder}: Permission denied.")


def wait_until_answers(address: str, *, goes_on: Callable[[], bool], seconds: float = 60) -> bool:
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # http_proxy is for other machines.
    deadline = time.monotonic() + seconds
    while goes_on() and time.monotonic() < deadline:
        try:
            with straight.open(f"{address}/healthz", timeout=2) as answer:
                return answer.status == 200
        except (URLError, OSError):
            time.sleep(0.1)
    return False
