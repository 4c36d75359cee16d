"""How long before its first possible day a planned event is to be confirmed."""

from __future__ import annotations

from cbm_events.models import ConfirmationTerm, Event, Status
from cica_portal.common import history

CHUNK = 500


def save_term(*, term: ConfirmationTerm, act: history.Act, version: int | None = None) -> ConfirmationTerm:
    """Store the term, and for every planned event the day that follows from it. Raises StaleVersion."""
    term.full_clean()
    with history.batch(act) as batch:
        if term._state.adding:
            batch.create(term)
        else:
            batch.edit(term, version=version)
            term.save(force_update=True)
        planned = list(Event.objects.filter(status=Status.PLANNED).exclude(earliest=None))
        for event in planned:
            event.derive_confirmation(term.months)
        # A derived column: no change of the events themselves.
        Event.objects.bulk_update(planned, ["confirmation_due"], batch_size=CHUNK)
    return term
