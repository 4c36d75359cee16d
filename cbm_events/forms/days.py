"""Days, years and clock times as people type them, whatever the language of the page."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cbm_events.models.contents import FIRST_YEAR, LAST_YEAR
from cica_portal.common.date_reading.words import month_number

YEAR_RANGE = _("Enter a year from 1992 to 2099.")
DAY_FORMAT, CLOCK_FORMAT = "%d.%m.%Y", "%H:%M"
# "930" is half past nine; "10" is ten o'clock, so the hour alone is tried before digits without a colon.
CLOCK_FORMATS = (CLOCK_FORMAT, "%H.%M", "%H", "%H%M")
GAP = r"[\s.,/-]+"
YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}}){GAP}(?P<month>\d{{1,2}}){GAP}(?P<day>\d{{1,2}})")
DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}}){GAP}(?P<month>\d{{1,2}}){GAP}(?P<year>\d{{4}})")
DIGITS_ONLY = re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})")
IN_WORDS = re.compile(rf"(?P<day>\d{{1,2}}){GAP}(?P<month>[^\W\d_]{{3,}}){GAP}(?P<year>\d{{4}})(\s*(г|год|года)\.?)?")


def parse_day(text: str) -> date | None:
    """The day that is written, day before month; None when it is not written as one.

    Raises ValueError for a day that does not exist, such as 31 February.
    """
    for pattern in (YEAR_FIRST, DAY_FIRST, DIGITS_ONLY, IN_WORDS):
        found = pattern.fullmatch(text.strip())
        if found is None:
            continue
        month = _month_number(found["month"])
        return date(int(found["year"]), month, int(found["day"])) if month else None
    return None


def _month_number(text: str) -> int | None:
    """From digits, or from the first three or more letters of an English or Russian name."""
    return int(text) if text.isdigit() else month_number(text.casefold())


class DayField(forms.DateField):
    """A day in a text field: 18.09.2026, 2026-09-18, 18 Sep 2026, 18 сентября 2026."""

    default_error_messages = {
        "invalid": _("Enter the day like 18.09.2026."),
        "no_such_day": _("There is no such day in the calendar."),
        "year_range": YEAR_RANGE,
        "null_characters_not_allowed": _("Enter the day like 18.09.2026."),
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(
            format=DAY_FORMAT, attrs={"inputmode": "decimal", "autocomplete": "off", "data-day": True, "maxlength": 40}
        )
        defaults: dict[str, Any] = {"required": False, "widget": widget}
        super().__init__(**defaults | kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, date):
            return value
        try:
            day = parse_day(str(value))
        except ValueError as error:
            raise self._error("no_such_day") from error
        if day is None:
            raise self._error("invalid")
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise self._error("year_range")
        return day

    def _error(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)


class ClockField(forms.TimeField):
    """A time of the 24-hour clock: 9:30, 09.30, 930."""

    default_error_messages = {"invalid": _("Enter the time like 10:00, by the 24-hour clock.")}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(
            format=CLOCK_FORMAT, attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 8}
        )
        defaults: dict[str, Any] = {"required": False, "widget": widget, "input_formats": CLOCK_FORMATS}
        super().__init__(**defaults | kwargs)


class YearField(forms.IntegerField):
    """A year in four digits."""

    default_error_messages = {
        "invalid": _("Enter the year in four digits."),
        "min_value": YEAR_RANGE,
        "max_value": YEAR_RANGE,
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4})
        bounds = {"min_value": FIRST_YEAR, "max_value": LAST_YEAR}
        defaults: dict[str, Any] = {"required": False, "widget": widget, **bounds}
        super().__init__(**defaults | kwargs)
