from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from cica_portal.common.catalogue import find_messages, merge_messages, po_path, problems_of, read_catalogue, written


class Command(BaseCommand):
    help = "Brings the Russian catalogue up to date with the sources and lists what is not translated."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail where the file would change")

    def handle(self, *, check: bool, **options: Any) -> None:
        path = po_path(settings.BASE_DIR, "ru")
        catalogue = merge_messages(read_catalogue(path, "ru"), find_messages(settings.BASE_DIR))
        text = written(catalogue)
        changed = not path.exists() or path.read_text(encoding="utf-8") != text
        if changed and not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        problems = problems_of(catalogue)
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} of {len(catalogue)} messages need a translation in {path.name}.")
        if changed and check:
            raise CommandError("The catalogue does not match the sources: run make messages.")
        self.stdout.write(f"{len(catalogue)} messages, all translated.")
