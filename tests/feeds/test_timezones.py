"""Zones as they stand in a file: what a program computes from the file alone is what the zone database says."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from icalendar import Timezone

from cbm_events.feeds.timezones import UTC_NAMES, offset_words, write_timezone

FIRST, LAST = 2023, 2028
ZONES = [
    "Asia/Almaty", "Asia/Baku", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran", "Asia/Gaza", "Asia/Jerusalem",
    "Africa/Cairo", "Africa/Casablanca", "Europe/Istanbul", "America/New_York", "Australia/Lord_Howe",
    "Pacific/Kiritimati", "Etc/GMT+12",
]  # fmt: skip


def offset_from_file(timezone: Any, local: datetime) -> timedelta:
    """The rule of RFC 5545: the observance that began last before this local time."""
    parts = [part for part in timezone.subcomponents if part["DTSTART"].dt <= local]
    found: timedelta = max(parts, key=lambda part: part["DTSTART"].dt)["TZOFFSETTO"].td
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_offsets_from_the_file_alone_are_those_of_the_zone(zone: str):
    text = write_timezone(zone, FIRST, LAST)
    timezone, info = Timezone.from_ical(text), ZoneInfo(zone)
    moment, hours = datetime(FIRST, 1, 1, tzinfo=UTC) - timedelta(hours=10), timedelta(hours=5)
    while moment < datetime(LAST + 1, 1, 1, tzinfo=UTC):
        local = moment.astimezone(info)
        if local.fold == 0:  # Of an hour that comes twice the file means the first.
            assert offset_from_file(timezone, local.replace(tzinfo=None)) == local.utcoffset(), local
        moment += hours


def test_change_of_a_country_stands_at_its_second():
    text = write_timezone("Asia/Almaty", 2023, 2025)
    assert "DTSTART:20240301T000000\r\nTZOFFSETFROM:+0600\r\nTZOFFSETTO:+0500\r\n" in text
    assert text.count("BEGIN:STANDARD") == 2
    assert "1970" not in text


def test_zone_without_changes_has_one_rule():
    assert write_timezone("Asia/Bangkok", 2026, 2030).count("BEGIN:") == 2


@pytest.mark.slow
def test_every_zone_can_be_written():
    for zone in available_timezones() - UTC_NAMES:
        assert Timezone.from_ical(write_timezone(zone, 2026, 2026))["TZID"] == zone


@pytest.mark.parametrize(
    ("seconds", "words"), [(18000, "+0500"), (-12600, "-0330"), (20220, "+0537"), (17762, "+045602")]
)
def test_offset_in_digits(seconds: int, words: str):
    assert offset_words(timedelta(seconds=seconds)) == words
