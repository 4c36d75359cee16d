"""Runs the benchmarks that are named, or all, each on an empty database."""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests import benchmarks  # noqa: E402
from tests.benchmarks.harness import Bench  # noqa: E402

NO_BENCHMARKS = {"__main__", "harness", "peer_database", "plain_api", "plain_settings", "serving"}


def main() -> int:
    known = sorted({module.name for module in iter_modules(benchmarks.__path__)} - NO_BENCHMARKS)
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*known, []], metavar="NAME", help=", ".join(known))
    names = parser.parse_args().names or known
    # As in the processes of the portal.
    gc.set_threshold(*settings.GC_THRESHOLDS)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        print(about_the_machine())
        bench = Bench()
        for name in names:
            run(name, bench)
    finally:
        connection.creation.destroy_test_db(str(connection.settings_dict["NAME"]), verbosity=0)
    for words in bench.broken:
        print(f"Not held: {words}")
    return 1 if bench.broken else 0


def run(name: str, bench: Bench) -> None:
    module = import_module(f"{benchmarks.__name__}.{name}")
    print(f"\n{name}: {(module.__doc__ or '').strip()}", flush=True)
    try:
        module.measure(bench)
    finally:
        call_command("flush", verbosity=0, interactive=False)


def about_the_machine() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0]
    load, _, _ = os.getloadavg()
    database = f"{'SQLite' if connection.vendor == 'sqlite' else 'PostgreSQL'} {version}"
    return (
        f"{database}; Python {platform.python_version()}; {processor()}, {os.cpu_count()} cores, "
        f"load {load:.1f} before. Ratios carry over to another machine, absolute figures do not."
    )


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    sys.exit(main())
