from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from cica_portal.common.history import Act
from cica_portal.common.models import Door
from members.demo import DEMO_PASSWORD, load_demo_users


class Command(BaseCommand):
    help = "Enters the demo users of an embedded portal."

    def handle(self, *, verbosity: int, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("Demo users are for an embedded portal only.")
        users = load_demo_users(act=Act(door=Door.COMMAND, at=timezone.now(), reason="Demo user."))
        if verbosity:
            for user in users:
                self.stdout.write(f"{user.email}  {user.name}")
            self.stdout.write(f"Entered {len(users)} demo users. Password: {DEMO_PASSWORD}")
