"""Dates as people write them: read as precisely as they are said, and refused with a reason."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cica_portal.common.date_reading import DateProblem, DayOrder, day_of_serial, read_period
from cica_portal.common.fuzzy import (
    Period,
    Precision,
    describe,
    half_year_period,
    month_period,
    quarter_period,
    year_period,
)

MAY_12, MAY_14 = date(2026, 5, 12), date(2026, 5, 14)
UNKNOWN = Period(None, None, Precision.UNKNOWN)


def days(first: date, last: date | None = None, precision: Precision = Precision.DAY) -> Period:
    return Period(first, last or first, precision)


def months(first: date, last: date) -> Period:
    return Period(first, last, Precision.MONTH)


READ = {
    days(MAY_12): (
        "2026-05-12", "2026-05-12T09:00:00", "2026-05-12 09:00", "2026.05.12", "12.05.2026", "12.05.2026 г.", "12.5.26",
        "12 May 2026", "May 12, 2026", "Tuesday, 12 May 2026", "12th of May 2026", "12 мая 2026 года", "12-е мая 2026",
        " 12\u00a0мая\u00a02026\u00a0г. ", "12-May-2026", "12/may/26", "12.мая.2026",
    ),
    days(date(2026, 4, 13)): ("13/04/2026", "04/13/2026", "13-04-2026"),
    days(date(2026, 5, 5)): ("05/05/2026",),
    days(MAY_12, MAY_14): (
        "12–14 May 2026", "12-14 мая 2026 г.", "с 12 по 14 мая 2026 года", "from 12 to 14 May 2026", "May 12–14, 2026",
        "12.05.2026-14.05.2026", "12.05–14.05.2026", "12–14.05.2026", "2026-05-12/2026-05-14", "12, 13 and 14 May 2026",
        "12, 13 и 14 мая 2026", "2026-05-12 – 2026-05-14", "12 May – 14 May 2026", "12—14 МАЯ 2026",
    ),
    days(date(2026, 5, 30), date(2026, 6, 1)): ("30 May – 1 June 2026", "30.05-01.06.2026", "30 мая - 1 июня 2026 г."),
    days(date(2026, 12, 30), date(2027, 1, 2)): ("30 December 2026 – 2 January 2027", "30.12.2026–02.01.2027"),
    days(MAY_12, MAY_14, Precision.UNKNOWN): ("12–14 May 2026 (to be confirmed)", "12–14 мая 2026 г. (уточняется)"),
    month_period(2026, 5): (
        "May 2026", "в мае 2026 г.", "mid-May 2026", "end of May 2026", "начало мая 2026", "05.2026", "2026-05",
        "5/2026", "first half of May 2026", "May 2026 (TBC)",
    ),
    months(date(2026, 10, 1), date(2026, 11, 30)): ("October – November 2026", "октябрь–ноябрь 2026 г."),
    months(date(2026, 12, 1), date(2027, 1, 31)): ("December 2026 – January 2027",),
    months(date(2026, 4, 1), date(2026, 9, 30)): ("Q2–Q3 2026", "II–III квартал 2026"),
    quarter_period(2026, 2): (
        "Q2 2026", "2Q 2026", "2026 Q2", "second quarter of 2026", "2nd quarter 2026", "II квартал 2026 г.",
        "2 кв. 2026", "2-й квартал 2026 года", "второй квартал 2026",
    ),
    half_year_period(2026, 2): (
        "second half of 2026", "H2 2026", "2nd half-year 2026", "второе полугодие 2026 г.", "II полугодие 2026",
        "2-е полугодие 2026", "вторая половина 2026 года", "во втором полугодии 2026",
    ),
    year_period(2026): ("2026", "2026 г.", "2026 год", "during 2026", "в течение 2026 года"),
    Period(date(2025, 1, 1), date(2026, 12, 31), Precision.YEAR): ("2025–2026", "2025-26", "2025–2026 гг."),
    UNKNOWN: ("TBC", "date TBC", "To be confirmed", "уточняется", "Даты уточняются."),
}  # fmt: skip


@pytest.mark.parametrize(("text", "period"), [(text, period) for period, texts in READ.items() for text in texts])
def test_date_is_read_as_precisely_as_it_is_said(text: str, period: Period):
    assert read_period(text) == period


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31–32 May 2025", "no_such_day"),
        ("31.02.2026", "no_such_day"),
        ("30 февраля 2026", "no_such_day"),
        ("2026-13-01", "no_such_day"),
        ("13.2026", "no_such_day"),
        ("05.14.2026", "no_such_day"),
        ("14–12 May 2026", "order"),
        ("14.05.2026-12.05.2026", "order"),
        ("November – October 2026", "order"),
        ("12 May", "no_year"),
        ("май", "no_year"),
        ("второе полугодие", "no_year"),
        ("12 and 14 May 2026", "unread"),
        ("spring 2026", "unread"),
        ("soon", "unread"),
        ("", "unread"),
        ("-", "unread"),
        ("46154", "unread"),
        ("Q5 2026", "unread"),
        ("5 2026", "unread"),
        ("12 May 2026, 10:00", "unread"),
        ("12 May 2026 or 3 June 2026", "unread"),
        ("12 – 14 – 16 May 2026", "unread"),
    ],
)
def test_what_is_no_date_is_refused_with_its_reason(text: str, code: str):
    with pytest.raises(DateProblem) as refused:
        read_period(text)
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["03/04/2026", "03-04-2026", "3/4/26"])
def test_two_readings_are_named_and_the_order_settles_them(text: str):
    with pytest.raises(DateProblem) as refused:
        read_period(text)
    assert (refused.value.code, refused.value.readings) == (
        "ambiguous", (days(date(2026, 4, 3)), days(date(2026, 3, 4))),
    )  # fmt: skip
    assert read_period(text, order=DayOrder.DAY_FIRST) == days(date(2026, 4, 3))
    assert read_period(text, order=DayOrder.MONTH_FIRST) == days(date(2026, 3, 4))


def test_order_is_kept_even_where_only_the_other_one_makes_a_day():
    with pytest.raises(DateProblem, match="no_such_day"):
        read_period("05/14/2026", order=DayOrder.DAY_FIRST)


def test_range_that_only_one_order_can_mean_is_read():
    assert read_period("05/12/2026 - 05/14/2026") == days(MAY_12, MAY_14)


def test_year_of_the_file_serves_dates_that_name_none():
    assert read_period("12–14 May", year=2026) == days(MAY_12, MAY_14)
    assert read_period("второе полугодие", year=2026) == half_year_period(2026, 2)
    assert read_period("12 May 2025", year=2026) == days(date(2025, 5, 12))


def test_day_numbers_of_spreadsheets():
    assert (day_of_serial(46154), day_of_serial(46154.75)) == (date(2026, 5, 12), date(2026, 5, 12))
    assert (day_of_serial(2026), day_of_serial(12), day_of_serial(1e12)) == (None, None, None)


some_day = st.dates(date(1992, 1, 1), date(2099, 11, 30))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    day, other = draw(some_day), draw(some_day)
    first, last = min(day, other), max(day, other)
    whole = month_period(last.year, last.month).latest
    return draw(
        st.sampled_from(
            [
                days(day),
                days(first, last),
                days(day, day + timedelta(days=2)),
                days(first, last, Precision.UNKNOWN),
                month_period(day.year, day.month),
                Period(first.replace(day=1), whole, Precision.MONTH),
                quarter_period(day.year, (day.month + 2) // 3),
                half_year_period(day.year, 1 if day.month <= 6 else 2),
                year_period(day.year),
                Period(date(first.year, 1, 1), date(last.year, 12, 31), Precision.YEAR),
                UNKNOWN,
            ]
        )
    )


@given(periods(), st.sampled_from(["en", "ru"]))
@example(days(date(2026, 12, 30), date(2027, 1, 2)), "ru")
def test_what_the_portal_writes_is_read_as_the_same_period(period: Period, language: str):
    assert read_period(describe(period, language)) == period
    assert read_period(describe(period, language, short=True)) == period


PIECES = ["12", "14", "2026", "may", "мая", "q", "2", "half", "-", "–", ".", "/", ",", " ", "г.", "tbc", "(", "ii", "½"]


@given(st.one_of(st.text(max_size=30), st.lists(st.sampled_from(PIECES), max_size=9).map("".join)))
def test_any_text_is_read_or_refused(text: str):
    try:
        period = read_period(text)
    except DateProblem:
        return
    assert (period.earliest is None) == (period.latest is None)
    assert period.earliest is None or period.latest is None or period.earliest <= period.latest
