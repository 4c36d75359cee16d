"""Local wall time is the truth, also where the clocks jump."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError

from cica_portal.common.zones import to_utc, today_in, validate_zone


@pytest.mark.parametrize(
    ("day", "clock", "zone", "expected"),
    [
        (date(2026, 3, 16), time(14), "Asia/Almaty", "2026-03-16 09:00"),
        # Kazakhstan has had one zone since 1 March 2024.
        (date(2024, 2, 29), time(9), "Asia/Almaty", "2024-02-29 03:00"),
        (date(2024, 3, 1), time(9), "Asia/Almaty", "2024-03-01 04:00"),
        # At midnight the clocks in Cairo go forward to one: the time moves on by the skip.
        (date(2027, 4, 29), time(23, 59), "Africa/Cairo", "2027-04-29 21:59"),
        (date(2027, 4, 30), time(0, 0), "Africa/Cairo", "2027-04-29 22:00"),
        (date(2027, 4, 30), time(0, 30), "Africa/Cairo", "2027-04-29 22:30"),
        (date(2027, 4, 30), time(1, 0), "Africa/Cairo", "2027-04-29 22:00"),
        # This hour comes twice: the first one is meant.
        (date(2026, 10, 25), time(2, 30), "Europe/Berlin", "2026-10-25 00:30"),
        (date(2026, 10, 25), time(3, 30), "Europe/Berlin", "2026-10-25 02:30"),
        (date(2026, 7, 1), time(9), "Asia/Tehran", "2026-07-01 05:30"),
        (date(2026, 7, 1), time(9), "Asia/Kathmandu", "2026-07-01 03:15"),
    ],
    ids=str,
)
def test_instant_of_a_local_time(day: date, clock: time, zone: str, expected: str):
    instant = to_utc(day, clock, zone)
    assert instant.tzinfo is UTC
    assert f"{instant:%Y-%m-%d %H:%M}" == expected


def test_day_depends_on_the_zone():
    at = datetime(2026, 3, 16, 20, tzinfo=UTC)
    days = {zone: today_in(zone, at) for zone in ("UTC", "Asia/Almaty", "America/New_York")}
    assert days == {"UTC": date(2026, 3, 16), "Asia/Almaty": date(2026, 3, 17), "America/New_York": date(2026, 3, 16)}


@pytest.mark.parametrize("zone", ["Mars/Olympus", "GMT+5", "almaty", "../etc/passwd", ""])
def test_unknown_zone_is_refused(zone: str):
    with pytest.raises(ValidationError) as refused:
        validate_zone(zone)
    assert refused.value.messages == ["Choose a time zone from the list."]
