"""What came of an event: figures as they were published, outcomes, and the report of those who held it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cbm_events.models import Event, Outcome, PublishedFigure
from cbm_events.services import EventToSave, write_events
from cica_portal.common import history
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

SAME_FIGURE = ("metric", "group", "value", "exactness", "source", "said_on")


def save_figure(*, figure: PublishedFigure, act: history.Act, version: int | None = None) -> PublishedFigure:
    """Store a figure as it was said; another one of the same thing stays beside it. Raises StaleVersion."""
    figure.full_clean()
    history.save(figure, act=act, version=version)
    return figure


def save_outcome(*, outcome: Outcome, act: history.Act, version: int | None = None) -> Outcome:
    """Store what an event adopted or took note of. Raises StaleVersion."""
    outcome.full_clean()
    document = outcome.document
    if document and (document.subject_kind, document.subject_key) != (Event.record_kind, outcome.event.public_id):
        raise ValidationError({"document": _("Choose a document of this event.")})
    history.save(outcome, act=act, version=version)
    return outcome


def remove_result(*, row: PublishedFigure | Outcome, act: history.Act, version: int | None = None) -> None:
    """Take a figure or an outcome away; it can be brought back from the log. Raises StaleVersion."""
    with history.batch(act) as batch:
        batch.edit(row, version=version)
        batch.remove(row)


def record_report(
    *, event: Event, received_on: date | None, figures: Sequence[PublishedFigure], act: history.Act, version: int
) -> None:
    """That the report came in, with the figures in it: one act. A figure that stands already is not entered twice.

    Raises ValidationError, and StaleVersion when somebody else has saved the event.
    """
    if received_on and received_on > today_in(SECRETARIAT_ZONE, act.at):
        raise ValidationError({"received_on": _("This day is still to come.")})
    for figure in figures:
        figure.full_clean()
    event.report_received = received_on
    known = set(PublishedFigure.objects.filter(event=event).values_list(*SAME_FIGURE))
    new = [figure for figure in figures if tuple(getattr(figure, name) for name in SAME_FIGURE) not in known]
    with history.batch(act) as batch:
        write_events(entries=[EventToSave(event=event, version=version)], batch=batch)
        batch.create(*new)
