from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from cbm_events.services import remove_samples
from cica_portal.common.history import Act
from cica_portal.common.models import Door
from councils.samples import remove_sample_procedures


class Command(BaseCommand):
    help = "Removes the sample events."

    def handle(self, *, verbosity: int, **options: Any) -> None:
        act = Act(door=Door.COMMAND, at=timezone.now(), reason="Sample event removed.")
        removed = remove_samples(act=act)
        remove_sample_procedures(act=act)
        if verbosity:
            self.stdout.write(f"Removed {removed} sample events.")
