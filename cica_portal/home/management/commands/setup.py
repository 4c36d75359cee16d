from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

STEPS = ("migrate", "load_reference_data", "load_holidays", "apply_zone_rules", "compile_catalogue")
TRIAL_STEPS = ("load_demo_users", "load_sample_events")


class Command(BaseCommand):
    help = "Brings database, reference data and translations up to date; an embedded portal also gets its trial data."
    requires_system_checks = []

    def handle(self, *, verbosity: int, **options: Any) -> None:
        for name in STEPS + (TRIAL_STEPS if settings.EMBEDDED else ()):
            call_command(name, verbosity=0 if verbosity == 1 else verbosity)
