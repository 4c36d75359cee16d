"""Another version of the zone database: the instants of deadlines to come follow anew from their local times."""

from __future__ import annotations

from datetime import datetime

from cica_portal.common import history
from cica_portal.common.zones import ZONE_RULES
from councils.models import SilenceProcedure, SilenceStage


def apply_zone_rules(*, at: datetime, act: history.Act) -> int:
    """The local deadline stays what was circulated; returns how many fall on another instant now."""
    coming = SilenceProcedure.objects.filter(
        stage__in=[SilenceStage.DRAFT, SilenceStage.CIRCULATED], deadline_at__gt=at
    )
    moved = 0
    with history.batch(act) as batch:
        for procedure in coming.exclude(zone_rules=ZONE_RULES):
            before = procedure.deadline_at
            batch.edit(procedure)
            procedure.derive()
            procedure.save(force_update=True)
            moved += procedure.deadline_at != before
    return moved
