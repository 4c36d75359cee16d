"""Besieges the portal on one database or on both, and says what it has held."""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from tests.chaos.house import EmbeddedHouse, House, ServerHouse, free_port, redis_server
from tests.services import NotAvailable, postgres

DATABASES = ("sqlite", "postgres")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=4, help="how long everything goes on at once (4)")
    parser.add_argument("--database", choices=DATABASES, help="one of the two; else both, one after the other")
    parser.add_argument("--seed", type=int, help="of an earlier siege: the same faults, other moments")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else secrets.randbelow(1_000_000)
    if options.database:
        return besiege(options.database, options.minutes, seed)
    arguments = ["--minutes", str(options.minutes), "--seed", str(seed)]
    codes = [
        subprocess.run([sys.executable, "-m", "tests.chaos", "--database", name, *arguments], check=False).returncode
        for name in DATABASES
    ]
    return max(codes)


def besiege(database: str, minutes: float, seed: int) -> int:
    print(f"\n{database}: {minutes:g} minutes, seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="cica-portal-chaos-") as name:
        folder = Path(name)
        try:
            with house(database, folder) as home:
                os.environ |= home.environment
                # Django may be asked for its settings only now that they are in the environment.
                run = import_module("tests.chaos.run").run
                return int(run(home, minutes=timedelta(minutes=minutes), random=Random(seed)))
        except NotAvailable as error:
            print(f"not run: {error}", file=sys.stderr)
            return 1


@contextmanager
def house(database: str, folder: Path) -> Iterator[House]:
    ports: dict[str, Any] = {"name": database, "folder": folder, "mail_port": free_port(), "web_port": free_port()}
    if database == "sqlite":
        yield EmbeddedHouse(**ports)
        return
    with ExitStack() as stack:
        url = stack.enter_context(new_database(stack.enter_context(postgres(folder / "postgres"))))
        broker, port = stack.enter_context(redis_server(folder / "redis"))
        yield ServerHouse(**ports, database=url, broker=broker, broker_port=port)


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """Of a name that no other process has, by which its connections are found."""
    name = f"portal_chaos_{os.getpid()}"
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


if __name__ == "__main__":
    sys.exit(main())
