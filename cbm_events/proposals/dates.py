"""What else is on in the weeks of a proposal: facts beside it, not a judgement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cbm_events.models import Event, Proposal, Status
from cica_portal.common.fuzzy import Precision
from cica_portal.common.viewer import Viewer

COMPARED = (Precision.DAY, Precision.MONTH, Precision.UNKNOWN)
CALLED_OFF = (Status.CANCELLED, Status.POSTPONED)


@dataclass(frozen=True)
class DateFacts:
    """Monday to Sunday. Events whose days are not known may fall into these weeks: they are only counted."""

    first: date
    last: date
    events: list[Event]
    vague: int
    proposals: list[Proposal]


def date_facts(proposal: Proposal, viewer: Viewer) -> DateFacts | None:
    """As far as the viewer sees; None when the dates are too vague to compare."""
    if proposal.earliest is None or proposal.latest is None or proposal.precision not in COMPARED:
        return None
    first = proposal.earliest - timedelta(days=proposal.earliest.weekday())
    last = proposal.latest + timedelta(days=6 - proposal.latest.weekday())
    near = Event.objects.visible_to(viewer).overlapping(first, last).exclude(status__in=CALLED_OFF)
    others = near.exclude(pk=proposal.event_id) if proposal.event_id else near
    offered = Proposal.objects.visible_to(viewer).open().filter(earliest__lte=last, latest__gte=first)
    return DateFacts(
        first=first,
        last=last,
        events=list(others.filter(precision=Precision.DAY).with_parties().in_order()),
        vague=others.exclude(precision=Precision.DAY).count(),
        proposals=list(offered.exclude(pk=proposal.pk).with_subjects().order_by("earliest", "id")),
    )
