"""What the package `holidays` knows of a state; nothing of it is stored here."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

import holidays

from members.models import Holiday

ESTIMATED, ESTIMATED_RU = " (estimated)", " (приблизительная дата)"
# Offices of the government are closed on both.
CATEGORIES = ("public", "government")
ENGLISH, RUSSIAN = "en_US", "ru"


@dataclass(frozen=True)
class FoundHoliday:
    """One day as the package has it."""

    day: date
    kind: str
    name_en: str = ""
    name_ru: str = ""
    is_estimated: bool = False


def package_version() -> str:
    return version("holidays")


def find_holidays(iso2: str, years: Sequence[int]) -> list[FoundHoliday]:
    """In the order of the days; empty for a country or a year that the package does not know."""
    if iso2 not in holidays.list_supported_countries():
        return []
    english = _read(iso2, years, ENGLISH)
    russian = _read(iso2, years, RUSSIAN) if RUSSIAN in english.supported_languages else {}
    days_off = [_day_off(day, name, russian.get(day, "")) for day, name in english.items()]
    return sorted([*days_off, *_working_days(english, years)], key=lambda found: found.day)


def _read(iso2: str, years: Sequence[int], language: str) -> Any:
    """Some countries say on request only which of their days depend on the sight of the moon."""
    country: Any = type(holidays.country_holidays(iso2))
    says_on_request = "islamic_show_estimated" in inspect.signature(country.__init__).parameters
    estimates = {"islamic_show_estimated": True} if says_on_request else {}
    categories = [name for name in CATEGORIES if name in country.supported_categories]
    return country(years=years, language=language, categories=categories, **estimates)


def _day_off(day: date, name_en: str, name_ru: str) -> FoundHoliday:
    """A day is estimated only if nothing else falls on it: what is certain keeps the offices closed anyway."""
    return FoundHoliday(
        day=day,
        kind=Holiday.Kind.PUBLIC,
        name_en=name_en.replace(ESTIMATED, ""),
        name_ru=name_ru.replace(ESTIMATED_RU, ""),
        is_estimated=all(name.endswith(ESTIMATED) for name in name_en.split("; ")),
    )


def _working_days(country: Any, years: Sequence[int]) -> Iterator[FoundHoliday]:
    """Days of a weekend on which offices work, for a day off elsewhere."""
    for day in getattr(country, "weekend_workdays", ()):
        if day.year in years and day not in country:
            yield FoundHoliday(day=day, kind=Holiday.Kind.WORKING)
