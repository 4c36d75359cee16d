import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from cica_portal.common.history import Act
from cica_portal.common.models import Door
from members.models import User
from members.services import save_user


class Command(BaseCommand):
    help = "Enters an administrator, the first one of a new portal; asks for the password."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *, email: str, name: str, password_stdin: bool, **options: Any) -> None:
        password = sys.stdin.readline().rstrip("\n") if password_stdin else getpass.getpass("Password: ")
        user = User(email=email, name=name, role=User.Role.ADMINISTRATOR)
        act = Act(door=Door.COMMAND, at=timezone.now(), reason="Entered at the command line.")
        try:
            validate_password(password, user)
            save_user(user=user, act=act, password=password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{user.email} may sign in now.")
