"""Dates as precise as known, in the words of both languages."""

from datetime import date

import pytest

from cica_portal.common.fuzzy import (
    Period,
    Precision,
    describe,
    half_year_period,
    month_period,
    quarter_period,
    year_period,
)


def days(first: date, last: date | None = None) -> Period:
    return Period(first, last or first, Precision.DAY)


# An ordinary space stands here for the one that does not break.
CASES = [
    (days(date(2024, 8, 27)), "27 August 2024", "27 августа 2024 г."),
    (days(date(2024, 8, 27), date(2024, 8, 28)), "27–28 August 2024", "27–28 августа 2024 г."),
    (days(date(2024, 4, 30), date(2024, 5, 2)), "30 April – 2 May 2024", "30 апреля – 2 мая 2024 г."),
    (
        days(date(2024, 12, 30), date(2025, 1, 2)),
        "30 December 2024 – 2 January 2025",
        "30 декабря 2024 г. – 2 января 2025 г.",
    ),
    (month_period(2023, 10), "October 2023", "октябрь 2023 г."),
    (
        Period(date(2023, 10, 1), date(2023, 11, 30), Precision.MONTH),
        "October – November 2023",
        "октябрь – ноябрь 2023 г.",
    ),
    (
        Period(date(2023, 12, 1), date(2024, 1, 31), Precision.MONTH),
        "December 2023 – January 2024",
        "декабрь 2023 г. – январь 2024 г.",
    ),
    (quarter_period(2026, 3), "Q3 2026", "III квартал 2026 г."),
    (quarter_period(2026, 4), "Q4 2026", "IV квартал 2026 г."),
    (half_year_period(2021, 1), "first half of 2021", "первое полугодие 2021 г."),
    (half_year_period(2021, 2), "second half of 2021", "второе полугодие 2021 г."),
    (year_period(2022), "2022", "2022 г."),
    (Period(date(2021, 1, 1), date(2022, 12, 31), Precision.YEAR), "2021–2022", "2021–2022 гг."),
    (Period(None, None, Precision.UNKNOWN), "To be confirmed", "Уточняется"),
]


@pytest.mark.parametrize(
    ("period", "english", "russian"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_period_is_described(period: Period, english: str, russian: str):
    assert describe(period, "en") == english
    if period.earliest:
        assert describe(period, "ru").replace("\u00a0", " ") == russian


def test_year_and_its_word_do_not_part():
    assert describe(month_period(2023, 10), "ru") == "октябрь 2023\u00a0г."


@pytest.mark.parametrize(
    ("period", "english", "russian"),
    [
        (days(date(2024, 8, 27), date(2024, 8, 28)), "27–28 Aug", "27–28 авг"),
        (days(date(2024, 4, 30), date(2024, 5, 2)), "30 Apr – 2 May", "30 апр – 2 мая"),
    ],
)
def test_short_form_without_year(period: Period, english: str, russian: str):
    assert describe(period, "en", with_year=False, short=True) == english
    assert describe(period, "ru", with_year=False, short=True) == russian


def test_short_form_keeps_years_that_differ():
    period = days(date(2024, 12, 30), date(2025, 1, 2))
    assert describe(period, "en", with_year=False) == "30 December 2024 – 2 January 2025"


def test_known_days_that_are_not_confirmed_say_so():
    period = Period(date(2026, 5, 14), date(2026, 5, 15), Precision.UNKNOWN)
    assert describe(period, "en") == "14–15 May 2026 (to be confirmed)"


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (month_period(2024, 2), date(2024, 2, 1), date(2024, 2, 29)),
        (month_period(2023, 12), date(2023, 12, 1), date(2023, 12, 31)),
        (quarter_period(2026, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (quarter_period(2026, 4), date(2026, 10, 1), date(2026, 12, 31)),
        (half_year_period(2026, 1), date(2026, 1, 1), date(2026, 6, 30)),
        (half_year_period(2026, 2), date(2026, 7, 1), date(2026, 12, 31)),
        (year_period(2026), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_period_has_its_possible_days(period: Period, first: date, last: date):
    assert (period.earliest, period.latest) == (first, last)
