from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext_noop

from cbm_events.samples import load_sample_plan, load_samples
from cica_portal.common.history import Act
from cica_portal.common.models import Door
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in
from councils.samples import load_sample_procedure

REASON = gettext_noop("Sample event.")


class Command(BaseCommand):
    help = "Enters sample events for the months to come, clearly marked; remove_sample_events takes them out again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--today", type=date.fromisoformat, help="the day from which the months are counted (2026-01-31)"
        )

    def handle(self, *, today: date | None, verbosity: int, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("Sample events are for an embedded portal only.")
        at = timezone.now()
        act = Act(door=Door.COMMAND, at=at, reason=REASON)
        day = today or today_in(SECRETARIAT_ZONE, at)
        outcome = load_samples(today=day, act=act)
        plans = load_sample_plan(today=day, act=act)
        texts = load_sample_procedure(today=day, act=act)
        if verbosity:
            entered = f"{outcome.created} sample events, {plans} sample plans and {texts} sample silence procedures"
            self.stdout.write(f"Entered {entered}.")
