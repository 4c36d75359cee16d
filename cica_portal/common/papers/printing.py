"""Values, words and file names as a paper prints them, in its own language."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from django.utils.translation import gettext, override

from cica_portal.common.date_words import moment_words_short
from cica_portal.common.fuzzy import Period, Precision, describe
from cica_portal.common.papers.parts import Paper, Value
from cica_portal.common.zones import SECRETARIAT_ZONE

# Below it a number is printed without a separator, so that a year reads as one.
GROUPED_FROM = 10_000


def printed(value: Value, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, datetime):
        return moment_words_short(value, language)
    if isinstance(value, date):
        return describe(Period(value, value, Precision.DAY), language, short=True)
    return format_decimal(value, locale=language, group_separator=abs(value) >= GROUPED_FROM)


def clean(text: str) -> str:
    """Without the control characters that no file format of ours can hold; line breaks stay."""
    if text.isprintable():
        return text
    lines = "\n".join(text.splitlines()).replace("\t", " ")
    return "".join(char for char in lines if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Co", "Cn"})


def secretariat_clock(at: datetime) -> datetime:
    """The same moment on the wall clock in Astana, without a zone: spreadsheets know none."""
    return at.astimezone(ZoneInfo(SECRETARIAT_ZONE)).replace(tzinfo=None)


def page_words(paper: Paper) -> list[str]:
    """What stands before the page's number, between the two, and after the number of pages."""
    with override(paper.language):
        words = gettext("Page {page} of {pages}")
    before, rest = words.split("{page}")
    return [before, *rest.split("{pages}")]


def author(language: str) -> str:
    with override(language):
        return gettext("CICA Secretariat")
