from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError, connection


class Command(BaseCommand):
    help = "Writes a consistent copy of the SQLite database into a new file, while the portal runs."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path)

    def handle(self, *, target: Path, **options: Any) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("This database is PostgreSQL: use pg_dump, see docs/operations.md.")
        if target.exists():
            raise CommandError(f"{target} exists already: a backup never replaces another.")
        try:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(target)])
        except DatabaseError as error:
            raise CommandError(f"Cannot write {target}: {error}.") from None
        target.chmod(0o600)
        self.stdout.write(f"Written: {target} ({target.stat().st_size // 1024} kB), without {settings.MEDIA_ROOT}.")
