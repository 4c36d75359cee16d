"""Dates as they stand in lists, headings and tables."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from cica_portal.common.date_words import listed, moment_words, moment_words_short, month_words, weekdays
from cica_portal.common.fuzzy import Period, Precision, half_year_period, month_period

MAY = month_period(2026, 5)


def exact(first: date, last: date | None = None) -> Period:
    return Period(first, last or first, Precision.DAY)


@pytest.mark.parametrize(
    ("period", "under", "english", "russian"),
    [
        (exact(date(2026, 5, 14), date(2026, 5, 15)), MAY, ("14–15", "Thu–Fri"), ("14–15", "чт–пт")),
        (exact(date(2026, 5, 14)), MAY, ("14", "Thu"), ("14", "чт")),
        (exact(date(2026, 5, 30), date(2026, 6, 2)), MAY, ("30 May – 2 Jun", "Sat–Tue"), ("30 мая – 2 июн", "сб–вт")),
        (exact(date(2026, 5, 14)), None, ("14 May", "Thu"), ("14 мая", "чт")),
        (MAY, MAY, ("", "days not known"), None),
        (MAY, None, ("May 2026", ""), ("май 2026\u00a0г.", "")),
        (half_year_period(2026, 1), MAY, ("first half of 2026", ""), ("первое полугодие 2026\u00a0г.", "")),
        (Period(None, None, Precision.UNKNOWN), None, ("To be confirmed", ""), None),
    ],
)
def test_listed(period: Period, under: Period | None, english, russian):
    with override("en"):
        found = listed(period, "en", under=under)
    assert (found.days, found.weekdays) == english
    if russian:
        with override("ru"):
            found = listed(period, "ru", under=under)
        assert (found.days, found.weekdays) == russian


@pytest.mark.parametrize(
    ("period", "is_exact", "is_long"),
    [(exact(date(2026, 5, 14), date(2026, 5, 15)), True, False), (MAY, False, True)],
)
def test_listed_knows_its_size(period: Period, is_exact: bool, is_long: bool):
    found = listed(period, "en")
    assert (found.is_exact, found.is_long) == (is_exact, is_long)


def test_one_weekday_stands_alone():
    assert weekdays(date(2026, 5, 14), date(2026, 5, 14), "en") == "Thu"


def test_month_of_a_day():
    assert (month_words(date(2026, 5, 14), "en"), month_words(date(2026, 5, 14), "ru")) == (
        "May 2026",
        "май 2026\u00a0г.",
    )


def test_moments_are_told_in_astana():
    late = datetime(2026, 5, 14, 20, 30, tzinfo=UTC)
    assert moment_words(late, "en") == "15 May 2026, 01:30"
    assert moment_words_short(late, "ru") == "15 мая 2026\u00a0г., 01:30"
    assert moment_words(late, "en", zone="Asia/Bangkok") == "15 May 2026, 03:30"
