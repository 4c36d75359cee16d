"""Writes of councils that have effects."""

from __future__ import annotations

from cica_portal.common import history
from councils.models import Decision
from councils.signals import decision_adopted


def adopt_decision(*, decision: Decision, act: history.Act) -> Decision:
    """Store a new decision and tell the apps above, in one transaction.

    Raises ValidationError when the decision is not complete.
    """
    with history.batch(act) as batch:
        return write_decision(decision=decision, batch=batch)


def write_decision(*, decision: Decision, batch: history.Batch) -> Decision:
    """As a part of a larger act."""
    decision.full_clean()
    decision.save(force_insert=True)
    batch.created(decision)
    decision_adopted.send(sender=Decision, decision=decision, act=batch.act, batch=batch)
    return decision
