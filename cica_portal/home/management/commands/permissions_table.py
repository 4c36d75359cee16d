from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from cica_portal.home.permission_tables import permissions_page

PATH = settings.BASE_DIR / "docs" / "permissions.md"


class Command(BaseCommand):
    help = "Writes docs/permissions.md from the tables of rules."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        PATH.write_text(permissions_page(), encoding="utf-8")
        self.stdout.write("Written: docs/permissions.md")
