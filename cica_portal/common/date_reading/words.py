"""A date in words, cut into tokens: numbers, "m5" for May, "q" and "h" for quarter and half, "-", "&"."""

from __future__ import annotations

import re
import unicodedata

from babel.dates import get_day_names, get_month_names

from cica_portal.common.date_reading.problems import DateProblem

DASHES = re.compile("[\u2010-\u2015\u2212]")
ORDINAL = re.compile(r"(\d)\s?-?\s?(?:st|nd|rd|th|го|ого|ое|ый|ой|ая|ей|е|й|я|м)\b")
HYPHENATED = re.compile(r"\b(mid|early|late)\s?-\s?|\bhalf-year\b")
JOINED = re.compile(r"\b(\d{1,2})([-/.])([^\W\d_]{3,})\2(\d{4}|\d{2})\b")
TOKEN = re.compile(r"\d+|[^\W\d_]+|\S")
SHORTEST_MONTH = 3

LANGUAGES = ("en", "ru")
QUARTERS = frozenset({"q", "quarter", "квартал", "квартала", "квартале", "кв"})
HALVES = frozenset({"h", "half", "полугодие", "полугодия", "полугодии", "половина", "половины", "половине"})
RANGES = frozenset({"-", "to", "till", "until", "through", "по", "до"})
LISTS = frozenset({"&", ",", "and", "и"})
# What may stand there without saying anything, or says a part of a month that is kept as the whole month.
FILLERS = frozenset({
    "of", "the", "in", "on", "from", "during", "year", "early", "mid", "late", "end", "beginning", "start", ".",
    "г", "гг", "год", "года", "году", "годы", "годов", "в", "во", "с", "со", "течение",
    "начало", "начале", "середина", "середине", "конец", "конце",
})  # fmt: skip
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
ENGLISH_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
RUSSIAN_ORDINALS = {"перв": 1, "втор": 2, "трет": 3, "четверт": 4}
UNKNOWN = frozenset({
    "tbc", "tbd", "tba", "to be confirmed", "to be determined", "to be decided", "to be announced", "date tbc",
    "dates tbc", "date to be confirmed", "dates to be confirmed", "not yet known",
    "уточняется", "уточняются", "будет уточнено", "подлежит уточнению", "требует уточнения", "дата уточняется",
    "даты уточняются", "дата будет уточнена", "сроки уточняются", "по согласованию", "не определено", "не определена",
})  # fmt: skip


def _month_names() -> dict[str, int]:
    names = {
        name.casefold(): number
        for language in LANGUAGES
        for context in ("format", "stand-alone")
        for number, name in get_month_names("wide", context=context, locale=language).items()
    }
    # "в октябре": Babel has no such case.
    standing_alone = get_month_names("wide", context="stand-alone", locale="ru").items()
    return names | {f"{name[:-1] if name[-1] in 'ьй' else name}е": number for number, name in standing_alone}


MONTH_NAMES = _month_names()
WEEKDAYS = frozenset(
    name.casefold().rstrip(".")
    for language in LANGUAGES
    for width in ("wide", "abbreviated")
    for name in get_day_names(width, locale=language).values()
)


def plain(text: str) -> str:
    """Lower case, one kind of dash and of space, no full stop at the end."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").replace("і", "i")
    return " ".join(DASHES.sub("-", folded).split()).strip(" .,;")


def month_number(word: str) -> int | None:
    """From the first three or more letters of an English or Russian name."""
    if len(word) < SHORTEST_MONTH:
        return None
    return next((number for name, number in MONTH_NAMES.items() if name.startswith(word)), None)


def tokens_of(text: str) -> list[str]:
    """Of a plain text. Raises DateProblem for a word that no date has."""
    text = JOINED.sub(_apart, ORDINAL.sub(r"\1 ", text))
    text = HYPHENATED.sub(lambda found: "half" if found[0].startswith("half") else "", text)
    found = [_token(word) for word in TOKEN.findall(text)]
    return [token for token in found if token]


def _apart(found: re.Match[str]) -> str:
    """ "12-May-26" is one day and no range."""
    century = "20" if len(found[4]) == 2 else ""
    return f"{found[1]} {found[3]} {century}{found[4]}"


def _token(word: str) -> str:
    if word.isdecimal():
        return str(int(word))
    if word in FILLERS or word in WEEKDAYS:
        return ""
    for token, words in (("q", QUARTERS), ("h", HALVES), ("-", RANGES), ("&", LISTS)):
        if word in words:
            return token
    if number := _ordinal(word):
        return str(number)
    if number := month_number(word):
        return f"m{number}"
    raise DateProblem(DateProblem.UNREAD, detail=word)


def _ordinal(word: str) -> int | None:
    exact = ROMAN.get(word) or ENGLISH_ORDINALS.get(word)
    return exact or next((number for stem, number in RUSSIAN_ORDINALS.items() if word.startswith(stem)), None)
