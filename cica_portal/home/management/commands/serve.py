import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from cica_portal.home.starting import (
    CannotStart,
    only_copy,
    refuse_impossible_port,
    refuse_outside_address,
    refuse_taken_port,
    refuse_unwritable,
    wait_until_answers,
)
from cica_portal.supervisor import Program, Supervisor
from members.demo import DEMO_PASSWORD, DEMO_USERS


class Command(BaseCommand):
    help = "Runs the portal in the foreground: web server, worker and scheduler. Ctrl-C stops all three."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--setup", action="store_true", help="first brings database, data and translations up to date"
        )

    def handle(self, *, host: str, port: int, setup: bool, **options: Any) -> None:
        try:
            if settings.EMBEDDED:
                refuse_outside_address(host)
            refuse_impossible_port(port)
            refuse_taken_port(host, port)
            refuse_unwritable(settings.VAR_DIR, settings.MEDIA_ROOT)
            with only_copy(settings.VAR_DIR / "serve.lock"):
                if setup:
                    call_command("setup", verbosity=options["verbosity"])
                code = self.supervise(host=f"[{host}]" if ":" in host else host, port=port)
        except CannotStart as error:
            self.stderr.write(f"Cannot start: {error}")
            sys.exit(2)
        except KeyboardInterrupt:
            self.stderr.write("Stopped during the set-up; the next start takes it up again.")
            sys.exit(130)
        sys.exit(code)

    def supervise(self, *, host: str, port: int) -> int:
        address = f"http://{host}:{port}"
        environment = os.environ | {"WEB_BIND": f"{host}:{port}", "PYTHONUNBUFFERED": "1", "C_FORCE_ROOT": "1"}
        if settings.EMBEDDED:
            environment.setdefault("PORTAL_URL", address)
        supervisor = Supervisor(
            programs=programs(), environment=environment, folder=str(settings.BASE_DIR), say=self.stdout.write
        )

        def announce(goes_on: Callable[[], bool]) -> None:
            if wait_until_answers(address, goes_on=goes_on):
                self.stdout.write(welcome(address))
                self.stdout.flush()

        return supervisor.run(when_started=announce)


def programs() -> list[Program]:
    celery = (sys.executable, "-m", "celery", "--quiet", "--app", "cica_portal.celery")
    # One child process, not the solo pool: only a child can be stopped at a time limit. It costs some 60 MB.
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return [
        Program("web", (sys.executable, "-m", "gunicorn", "--config", "python:cica_portal.gunicorn")),
        Program("worker", (*celery, "worker", "--pool=prefork", "--concurrency=1", "--loglevel=WARNING", *quiet)),
        Program("beat", (*celery, "beat", "--loglevel=WARNING", "--pidfile=")),
    ]


def welcome(address: str) -> str:
    lines = [f"The portal answers at {address}/ (Ctrl-C stops it)."]
    if settings.EMBEDDED:
        lines += [f"Demo users, all with the password {DEMO_PASSWORD}:"]
        lines += [f"  {user.email:<22}{user.name}" for user in DEMO_USERS]
    return "\n".join(lines)
