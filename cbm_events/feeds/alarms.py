"""An alarm before each event, for a feed whose reader wants one (RFC 5545, section 3.6.6)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from cbm_events.feeds.content_lines import line, text_line
from cbm_events.feeds.selection import Entry, Row
from cbm_events.feeds.vevent import END, has_hours, takes_time

DAYS = {"P1D": 1, "P3D": 3, "P7D": 7, "P14D": 14}
# A whole day begins at midnight, when nobody wants to be woken: the alarm comes at nine in the morning.
MORNING = 9


class Alarms:
    """`alarm` is how long before, as the standard writes it, or nothing."""

    def __init__(self, alarm: str, language: str) -> None:
        self.hours = DAYS[alarm] * 24 if alarm else 0
        with override(language):
            self.words = _("CICA event")

    def added_to(self, entry: Entry) -> str:
        if not self.hours or not takes_time(entry.row):
            return entry.text
        return entry.text.removesuffix(END) + self.written(entry.row) + END

    def written(self, row: Row) -> str:
        hours = self.hours if has_hours(row) else self.hours - MORNING
        return "".join(
            [
                line("BEGIN", "VALARM"),
                line("ACTION", "DISPLAY"),
                text_line("DESCRIPTION", self.words),
                line("TRIGGER", f"-PT{hours}H"),
                line("END", "VALARM"),
            ]
        )
