from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from cbm_events.zone_rules import NEW_RULES, apply_zone_rules
from cica_portal.common.history import Act
from cica_portal.common.models import Door
from cica_portal.common.zones import SECRETARIAT_ZONE, ZONE_RULES, today_in
from councils.zone_rules import apply_zone_rules as apply_to_deadlines


class Command(BaseCommand):
    help = "Derives the moments of events to come anew if the zone database is another version than before."

    def handle(self, *, verbosity: int, **options: Any) -> None:
        at = timezone.now()
        act = Act(door=Door.COMMAND, at=at, reason=NEW_RULES)
        moved = apply_zone_rules(today=today_in(SECRETARIAT_ZONE, at), act=act)
        deadlines = apply_to_deadlines(at=at, act=act)
        if verbosity or moved or deadlines:
            self.stdout.write(f"Zone database {ZONE_RULES}: {moved} events take place at another moment now.")
