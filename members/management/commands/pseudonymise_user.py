from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from cica_portal.common.history import Act
from cica_portal.common.models import Door
from members.accounts.pseudonyms import pseudonymise_user
from members.models import User


class Command(BaseCommand):
    help = "Replaces the name and address of a person everywhere, also in the history, and closes the account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="do it; it cannot be taken back")

    def handle(self, *, email: str, yes: bool, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError("There is no account with this address.")
        if not yes:
            raise CommandError(f"{user.name} <{user.email}> would be pseudonymised. Say --yes; there is no way back.")
        act = Act(door=Door.COMMAND, at=timezone.now(), reason="Pseudonymised on request.")
        try:
            pseudonymise_user(user=user, act=act)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"Done: {user.name}.")
