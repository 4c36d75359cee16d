"""Taking sample plans away. A real plan is never removed: what was adopted stays."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from cbm_events.models import Event, Plan, PlanItem, PlanLink, PlanOutcome, PlanVersion
from cica_portal.common import history


def remove_sample_plans(events: Collection[Event], batch: history.Batch) -> None:
    """With everything that hangs on them, and every tie of these events."""
    plans = Plan.objects.filter(is_sample=True)
    items = PlanItem.objects.filter(plan__in=plans)
    batch.remove(*PlanOutcome.objects.filter(item__in=items))
    batch.remove(*PlanLink.objects.filter(Q(item__in=items) | Q(event__in=events)))
    batch.remove(*PlanVersion.objects.filter(plan__in=plans))
    batch.remove(*items)
    batch.remove(*plans)
