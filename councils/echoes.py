"""Whose answers hold rows of this app."""

from collections.abc import Iterable, Sequence

from cica_portal.common.audiences import Audience
from cica_portal.common.echoes import Subject, to_owner
from cica_portal.common.models import Snapshot
from councils.models import SilenceProcedure


def procedures_by(snapshots: Sequence[Snapshot]) -> Iterable[tuple[Subject, frozenset[Audience]]]:
    """A silence procedure names its decision to those who see that too."""
    return told(decision__public_id__in={row.subject_id for row in snapshots})


def procedures_in_zone(snapshots: Sequence[Snapshot]) -> Iterable[tuple[Subject, frozenset[Audience]]]:
    """A silence procedure prints the label of its zone."""
    return told(zone__in={row.subject_id for row in snapshots})


def told(**chosen: set[str]) -> Iterable[tuple[Subject, frozenset[Audience]]]:
    found = SilenceProcedure.objects.filter(**chosen)
    return [(("silence_procedure", row.public_id), row.audiences()) for row in found]


ECHOES = {
    "seat": to_owner("council", "council"),
    "decision": procedures_by,
    "zone_label": procedures_in_zone,
}
