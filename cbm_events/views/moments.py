"""An hour as somebody elsewhere reads it on the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from cbm_events.times import zone_words
from cica_portal.common.date_words import clock_words, moment_words_short
from cica_portal.common.zones import SECRETARIAT_ZONE, today_in


def own_time(at: datetime, zone: str, labels: Mapping[str, str], language: str) -> str:
    """ "11:00 (Bangkok time)", with the day where it is another one; nothing where the clocks are Astana's."""
    local = at.astimezone(ZoneInfo(zone))
    if local.utcoffset() == at.astimezone(ZoneInfo(SECRETARIAT_ZONE)).utcoffset():
        return ""
    is_same_day = local.date() == today_in(SECRETARIAT_ZONE, at)
    words = clock_words(local) if is_same_day else moment_words_short(at, language, zone=zone)
    return f"{words} ({zone_words(zone, labels, at=at)})"
