"""Local wall time is the truth; UTC is derived from it and from the pinned zone database."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

import tzdata
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SECRETARIAT_ZONE = "Asia/Almaty"
# The version of the zone database, such as "2026f".
ZONE_RULES: str = tzdata.IANA_VERSION


def validate_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("Choose a time zone from the list."), code="zone")


def to_utc(day: date, clock: time, zone: str) -> datetime:
    """The instant of a local wall time, in UTC.

    A time that the clocks skip moves forward by the skip; one that comes twice means the first.
    """
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def utc_offset(day: date, clock: time, zone: str) -> str:
    """How far the local clock is from UTC then: "+05:00"."""
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).isoformat()[-len("+05:00") :]


def today_in(zone: str, at: datetime) -> date:
    """The calendar day at this instant in this zone."""
    return at.astimezone(ZoneInfo(zone)).date()
