"""Events that an edition holds and that its audience no longer sees: the edition is marked, and tells no more of them.

The frozen rows and figures stay as they are; what was withdrawn is found when the edition is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from django.db.models import Count, QuerySet

from cbm_events.models import Event, SummaryRow, YearlySummary
from cica_portal.common.audiences import Audience
from cica_portal.common.viewer import Viewer

EVENTS = (SummaryRow.Part.EVENT, SummaryRow.Part.EARLIER)


def withdrawn_from(edition: YearlySummary) -> frozenset[str]:
    """Identifiers of the events that were withdrawn from the audience of the edition."""
    rows = _withdrawn(Audience(edition.audience)).filter(summary=edition)
    return frozenset(rows.values_list("subject_id", flat=True))


def withdrawals_by_edition(editions: Iterable[YearlySummary]) -> Counter[int]:
    """How many, by the key of each edition."""
    found: Counter[int] = Counter()
    for audience, keys in _by_audience(editions).items():
        rows = _withdrawn(audience).filter(summary__in=keys).order_by()
        found.update(dict(rows.values_list("summary").annotate(Count("subject_id", distinct=True))))
    return found


def _withdrawn(audience: Audience) -> QuerySet[SummaryRow]:
    seen = Event.objects.visible_to(Viewer(audience)).values("public_id")
    return SummaryRow.objects.filter(part__in=EVENTS).exclude(subject_id__in=seen)


def _by_audience(editions: Iterable[YearlySummary]) -> dict[Audience, Collection[int]]:
    found: dict[Audience, list[int]] = {}
    for edition in editions:
        found.setdefault(Audience(edition.audience), []).append(edition.pk)
    return dict(found)
