from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from cica_portal.common.catalogue import compile_outdated


class Command(BaseCommand):
    help = "Compiles the translations whose .po file is newer than its .mo file."
    requires_system_checks = []

    def handle(self, *, verbosity: int, **options: Any) -> None:
        try:
            done = compile_outdated(settings.BASE_DIR)
        except OSError as error:
            raise CommandError(f"Cannot write {error.filename}: {error.strerror}.") from None
        if verbosity:
            self.stdout.write(f"Compiled: {', '.join(path.parents[1].name for path in done) or 'nothing to do'}.")
