"""The start page of the Secretariat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cbm_events.models import Event
from cica_portal.common.viewer import Viewer
from cica_portal.home.boards.attention import Attention, attention
from cica_portal.home.boards.reminders import ReminderBoard, reminder_board
from cica_portal.home.boards.year import YearBoard, year_board

NEXT_DAYS = timedelta(days=30)


@dataclass(frozen=True)
class StaffBoard:
    attention: Attention
    next_events: list[Event]
    next_until: date
    year: YearBoard
    reminders: ReminderBoard


def staff_board(viewer: Viewer, today: date, at: datetime) -> StaffBoard:
    until = today + NEXT_DAYS
    seen = Event.objects.visible_to(viewer).with_parties()
    return StaffBoard(
        attention=attention(viewer, today, at),
        next_events=list(seen.overlapping(today, until).in_order()),
        next_until=until,
        year=year_board(viewer, today.year, today),
        reminders=reminder_board(today, at),
    )
