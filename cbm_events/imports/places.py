"""Names of places: the one of the day on which the event is, in both languages where they are known."""

from __future__ import annotations

from typing import Any

from cbm_events.imports.drafts import Context, Draft
from cbm_events.imports.names import name_key
from cica_portal.common.fuzzy import Period
from members.models import OtherName

CITY = ("city_en", "city_ru")


def name_place(values: dict[str, Any], period: Period | None, draft: Draft, context: Context) -> None:
    """A former name stays for an event of its time, and becomes today's name for a later one."""
    said = {name_key(values[name]) for name in CITY if values.get(name)}
    for row in context.names.places if said else ():
        is_used = period is not None and row.is_used_in(period.earliest, period.latest)
        if said & keys_of(row.name_en, row.name_ru):
            if not is_used:
                draft.note("read_as", "city", values.get("city_en") or values["city_ru"], meaning=str(place_today(row)))
            _set(values, (row.name_en, row.name_ru) if is_used else (row.place_en, row.place_ru))
        elif said & keys_of(row.place_en, row.place_ru):
            if is_used:
                draft.note("place_then", "city", meaning=str(row))
            _set(values, (row.place_en, row.place_ru))


def keys_of(*names: str) -> set[str]:
    return {name_key(name) for name in names if name}


def place_today(row: OtherName) -> str:
    return row.place_en or row.place_ru


def _set(values: dict[str, Any], names: tuple[str, str]) -> None:
    values |= {field: name for field, name in zip(CITY, names, strict=True) if name}
