"""Days and clock times as people type them."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from cbm_events.forms.days import ClockField, DayField, parse_day

DAY = date(2026, 9, 8)


@pytest.mark.parametrize(
    "text",
    [
        "08.09.2026", "8.9.2026", " 8.9.2026 ", "8/9/2026", "08-09-2026", "8, 9, 2026", "8 9 2026", "08092026",
        "2026-09-08", "2026.9.8", "8 September 2026", "8 sep 2026", "8 Sept. 2026", "8-SEP-2026",
        "8 сентября 2026", "8 сентября 2026 г.", "8 сентября 2026 года", "8 сент. 2026", "8 СЕН 2026",
    ],
)  # fmt: skip
def test_day_is_read(text):
    assert parse_day(text) == DAY


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_month_is_known_by_its_first_three_letters(month, language):
    names = {
        "en": "jan feb mar apr may jun jul aug sep oct nov dec",
        "ru": "янв фев мар апр мая июн июл авг сен окт ноя дек",
    }
    assert parse_day(f"3 {names[language].split()[month - 1]} 2026") == date(2026, month, 3)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026", "8.9.26", "8 se 2026", "8 xyz 2026", "8.9.2026.", "8.9.2026 10:00"]
)
def test_other_text_is_no_day(text):
    assert parse_day(text) is None


@pytest.mark.parametrize(
    "text", ["31.02.2026", "29 February 2026", "0.9.2026", "8.13.2026", "2026-09-31", "32 мая 2026"]
)
def test_day_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 (what date() says is not ours)
        parse_day(text)


def test_field_names_what_is_wrong():
    messages = {}
    for text in ("soon", "31.02.2026", "31.12.1991", "1.1.2100"):
        with pytest.raises(ValidationError) as caught:
            DayField().clean(text)
        messages[text] = caught.value.messages
    assert messages == {
        "soon": ["Enter the day like 18.09.2026."],
        "31.02.2026": ["There is no such day in the calendar."],
        "31.12.1991": ["Enter a year from 1992 to 2099."],
        "1.1.2100": ["Enter a year from 1992 to 2099."],
    }


def test_field_shows_the_day_before_the_month():
    assert DayField().widget.format_value(DAY) == "08.09.2026"


CLOCKS = {
    "10:00": time(10), "9:30": time(9, 30), "09.30": time(9, 30), "930": time(9, 30), "1030": time(10, 30),
    "10": time(10), "7": time(7),
}  # fmt: skip


@pytest.mark.parametrize(("text", "clock"), CLOCKS.items())
def test_clock_time_is_read(text, clock):
    assert ClockField().clean(text) == clock
