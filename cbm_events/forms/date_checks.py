"""Reads from an unfinished form what advice on its dates needs; what is missing or wrong is passed over."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from cbm_events.adviser.gathering import Entry
from cbm_events.forms.days import DAY_FORMAT
from cbm_events.forms.entries import sent_parties
from cbm_events.forms.periods import CLOCK_FIELDS, PeriodForm
from cbm_events.models import EventRole, Mode
from cica_portal.common.fuzzy import Period, Precision

UNKNOWN = Period(None, None, Precision.UNKNOWN)
ORGANISING_STATE = f"{EventRole.Party.STATE}:"
CODE_LENGTH, CITY_LENGTH = 20, 100


def _text(length: int = CODE_LENGTH) -> forms.CharField:
    return forms.CharField(required=False, max_length=length)


class DateCheckForm(PeriodForm):
    """The inputs of the event form and of the proposal form that bear on dates."""

    mode = forms.ChoiceField(required=False, choices=Mode.choices)
    country = _text()
    city_en = _text(CITY_LENGTH)
    city_ru = _text(CITY_LENGTH)
    dimension = _text()
    area = _text()
    council = _text()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CLOCK_FIELDS:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.clean_period()
        return self.cleaned_data

    def entry(self, base: Entry | None = None) -> Entry:
        """What was sent; for an input that the page does not have, what `base` says."""
        self.full_clean()
        base = base or Entry(period=UNKNOWN)
        return Entry(
            period=self.period or UNKNOWN,
            mode=self._sent("mode", base.mode),
            cities=self._cities() if "city_en" in self.data else base.cities,
            country=self._sent("country", base.country),
            organisers=self._organisers(base),
            dimension=self._sent("dimension", base.dimension),
            area=self._sent("area", base.area),
            council=self._sent("council", base.council),
        )

    def _organisers(self, base: Entry) -> frozenset[str]:
        if isinstance(self.data, QueryDict) and "parties-TOTAL_FORMS" in self.data:
            return organisers_sent(self.data)
        return base.organisers

    def _sent(self, name: str, otherwise: str) -> str:
        return str(self.cleaned_data.get(name) or "") if name in self.data else otherwise

    def _cities(self) -> tuple[str, ...]:
        return tuple(str(self.cleaned_data.get(name) or "") for name in ("city_en", "city_ru"))


def organisers_sent(data: QueryDict) -> frozenset[str]:
    """Codes of the states that the rows of parties name as organisers and co-organisers."""
    return frozenset(
        row["party"].removeprefix(ORGANISING_STATE)
        for row in sent_parties(data)
        if row["role"] in EventRole.ORGANISING and row["party"].startswith(ORGANISING_STATE)
    )


def with_days_taken_up(data: QueryDict) -> QueryDict:
    """The sent values, with the days of the advice if those were taken up ("2026-09-15/2026-09-17")."""
    first, _slash, last = data.get("use", "").partition("/")
    try:
        days = [date.fromisoformat(text).strftime(DAY_FORMAT) for text in (first, last)]
    except ValueError:
        return data
    changed = data.copy()
    changed["precision"], changed["first_day"], changed["last_day"] = Precision.DAY.value, *days
    return changed
