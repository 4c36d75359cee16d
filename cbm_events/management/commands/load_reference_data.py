from collections.abc import Sequence
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext_noop, override

from cbm_events.reference import load_events
from cica_portal.common.history import Act
from cica_portal.common.models import Door
from cica_portal.common.reference import Outcome
from councils.reference import load_councils
from members.reference import load_members

REASON = gettext_noop("Loaded from published sources.")
LINE = "{:<32}{:>9}{:>9}{:>11}{:>7}"


class Command(BaseCommand):
    help = "Brings the reference data of the project's files into the database; leaves what people edited since."

    def handle(self, *, verbosity: int, **options: Any) -> None:
        act = Act(door=Door.COMMAND, at=timezone.now(), reason=REASON)
        with override("en"):
            outcomes = [*load_members(act=act), *load_councils(act=act), *load_events(act=act)]
        if verbosity:
            self.report(outcomes)

    def report(self, outcomes: Sequence[Outcome]) -> None:
        for line in table(outcomes):
            self.stdout.write(line)
        for label in [label for outcome in outcomes for label in outcome.kept]:
            self.stdout.write(f"Left as people edited it: {label}")
        if not any(outcome.changed_something for outcome in outcomes):
            records = sum(outcome.total for outcome in outcomes)
            self.stdout.write(f"Nothing to do: all {records} records were loaded before.")


def table(outcomes: Sequence[Outcome]) -> list[str]:
    head = LINE.format("", "entered", "changed", "unchanged", "left")
    body = [
        LINE.format(outcome.label, outcome.created, outcome.updated, outcome.unchanged, len(outcome.kept))
        for outcome in outcomes
    ]
    return [head, *body]
