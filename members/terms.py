"""How the time of a role is said: a term with its days, or the times for which sources attest it."""

from __future__ import annotations

import calendar
import re
from datetime import date

from babel.dates import format_date
from django.utils.translation import gettext as _

from cica_portal.common.date_words import day_words, month_words, page_language
from cica_portal.common.fuzzy import Period, Precision, describe, year_period

MONTHS = list(calendar.month_name)
SAID = re.compile(
    r"(?:(?P<word>after|before|early|to) )?(?:(?:(?P<day>\d{1,2}) )?(?P<month>"
    + "|".join(MONTHS[1:])
    + r") )?(?P<year>\d{4})"
)
WRITTEN = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?")


def say_day(day: date) -> str:
    return day_words(day, page_language())


def say_term(starts_on: date | None, ends_on: date | None) -> str:
    """ "1 January 2024 – 31 December 2025", "since 17 December 2024", "until …"; nothing without a term."""
    if starts_on and ends_on:
        return describe(Period(starts_on, ends_on, Precision.DAY), page_language())
    if starts_on:
        return _("since %(day)s") % {"day": say_day(starts_on)}
    if ends_on:
        return _("until %(day)s") % {"day": say_day(ends_on)}
    return ""


def say_attested(text: str) -> str:
    """The time that a source speaks of, in the language of the page; what is not read as a time stays as it is."""
    found = SAID.fullmatch(text) or WRITTEN.fullmatch(text)
    if found is None:
        return text
    parts = found.groupdict()
    word, year, month, day = parts.get("word"), int(parts["year"]), parts["month"], int(parts["day"] or 0)
    number = MONTHS.index(month) if month in MONTHS else int(month or 0)
    if not _exists(year, number, day):
        return text
    said = _say_time(year, number, day, after_word=word is not None)
    return _patterns()[word] % {"time": said} if word else said


def _patterns() -> dict[str, str]:
    return {
        "after": _("after %(time)s"),
        "before": _("before %(time)s"),
        "early": _("early %(time)s"),
        "to": _("to %(time)s"),
    }


def _exists(year: int, month: int, day: int) -> bool:
    if not month:
        return not day
    return month <= 12 and day <= calendar.monthrange(year, month)[1]


def _say_time(year: int, month: int, day: int, *, after_word: bool) -> str:
    """A month alone is nominative, after a word genitive: "октябрь 2021 г.", "после октября 2021 г."."""
    if day:
        return say_day(date(year, month, day))
    whole_year = describe(year_period(year), page_language())
    if not month:
        return whole_year
    first = date(year, month, 1)
    if after_word:
        return f"{format_date(first, 'MMMM', locale=page_language())} {whole_year}"
    return month_words(first, page_language())
