"""The report of an event from the state that held it: its figures and its file, sent by the liaison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cbm_events.documents import add_document
from cbm_events.models import Event, EventRole, PublishedFigure, Status
from cbm_events.participation.results import record_report
from cica_portal.common import history
from cica_portal.common.models import Document
from cica_portal.common.viewer import Viewer
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in

TAKES_PLACE = frozenset({Status.PLANNED, Status.CONFIRMED, Status.HELD})


@dataclass(frozen=True)
class Reporter:
    """The state of a liaison, where that state reports on an event; else none."""

    state_id: int | None


def reporter_of(event: Event, viewer: Viewer, today: date) -> Reporter:
    """Of an event with its roles, once it has begun: the state that owes the report, else each that organises it."""
    has_begun = event.earliest is not None and event.earliest <= today and event.status in TAKES_PLACE
    reports = {event.report_by_id} if event.report_by_id else {
        role.state_id for role in event.roles.all() if role.role in EventRole.ORGANISING
    }  # fmt: skip
    own = viewer.state.pk if viewer.state else None
    return Reporter(own if has_begun and own in reports else None)


def send_report(
    *, event: Event, figures: Sequence[PublishedFigure], document: Document, file: Any, act: history.Act, version: int
) -> None:
    """Store what the report says; it came in today, unless an earlier one did. Raises what record_report raises."""
    received_on = event.report_received or today_in(SECRETARIAT_ZONE, act.at)
    record_report(event=event, received_on=received_on, figures=figures, act=act, version=version)
    if file:
        add_document(event=event, document=document, act=act, file=file)
