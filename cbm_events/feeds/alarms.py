"""An alarm before each event, for a feed whose reader wants one (RFC 5545, section 3.6.6)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from cbm_events.feeds.content_lines import line, text_line
from cbm_events.feeds.vevent import BUSY, END, WHOLE_DAY

DAYS = {"P1D": 1, "P3D": 3, "P7D": 7, "P14D": 14}
# A whole day begins at midnight, when nobody wants to be woken: the alarm comes at nine in the morning.
MORNING = 9


class Alarms:
    """`alarm` is how long before, as the standard writes it, or nothing."""

    def __init__(self, alarm: str, language: str) -> None:
        self.hours = DAYS[alarm] * 24 if alarm else 0
        with override(language):
            self.words = _("CICA event")

    def added_to(self, text: str) -> str:
        if not self.hours or not has_line(text, BUSY):
            return text
        return text.removesuffix(END) + self.written(text) + END

    def written(self, text: str) -> str:
        hours = self.hours - MORNING if has_line(text, WHOLE_DAY) else self.hours
        return "".join(
            [
                line("BEGIN", "VALARM"),
                line("ACTION", "DISPLAY"),
                text_line("DESCRIPTION", self.words),
                line("TRIGGER", f"-PT{hours}H"),
                line("END", "VALARM"),
            ]
        )


def has_line(text: str, beginning: str) -> bool:
    return f"\r\n{beginning}" in text
