from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from cica_portal.common.history import Act
from cica_portal.common.models import Door
from members.accounts.factors import remove_all
from members.models import User


class Command(BaseCommand):
    help = "Removes the second factor of a person who has lost it, when no administrator can do so in the browser."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("reason", help="kept in the history, for the Secretariat only")

    def handle(self, *, email: str, reason: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody has the address {email}.")
        remove_all(user=user, act=Act(door=Door.COMMAND, at=timezone.now(), note=reason))
        self.stdout.write(f"{user.email} has no second factor any more, is signed out everywhere and is told by mail.")
