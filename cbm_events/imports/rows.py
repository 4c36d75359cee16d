"""From the cells of a row to what the row says of an event."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from cbm_events.imports.dates import read_clock, read_dates, read_day
from cbm_events.imports.drafts import Context, Draft
from cbm_events.imports.names import ONLINE_PLACES, Lookup, name_key
from cbm_events.imports.parties import CYRILLIC, ROLES, read_parties
from cbm_events.imports.tables import Cell, is_blank, text_of
from cbm_events.models import Event, Mode
from members.models import Dimension

Cells = Mapping[str, Cell]
Read = Callable[[str, str, Draft, Context], None]
# As in the form: a space that does not break stays.
SPACES = re.compile(r"[ \t\r\n\u2028\u2029]+")
LINE_ENDS = re.compile(r"_x000D_\n|\r\n?")
CITY_WORD = re.compile(r"^(?:г|гор|город|city of)\b\.?\s*", re.IGNORECASE)
ADDRESS_END = re.compile(r"([^/?#]+)/?(?:[?#].*)?$")
LANGUAGES = ("en", "ru")
LONGEST_DATE_TEXT = Event._meta.get_field("date_text").max_length


def read_row(number: int, cells: Cells, context: Context, *, group: Dimension | None = None) -> Draft:
    """`group` is the dimension that a line above names for all rows under it."""
    draft = Draft(number)
    for target, cell in cells.items():
        if target in READERS:
            READERS[target](target, text_of(cell), draft, context)
        elif target in CLOCKS:
            read_clock(target, cell, draft)
        elif target in DAYS:
            read_day(target, cell, draft, context)
    read_dates(cells, draft, context)
    draft.date_text = draft.date_text[:LONGEST_DATE_TEXT]
    if group and not draft.values.get("dimension"):
        draft.values["dimension"] = group.code
        draft.note("by_heading", "dimension", meaning=group.short)
    return draft


def group_of(row: Sequence[Cell], context: Context) -> Dimension | None:
    """The dimension that a line of a single cell names as a heading."""
    filled = [text_of(cell) for cell in row if not is_blank(cell)]
    if len(set(filled)) != 1:
        return None
    found: Dimension | None = context.names.dimensions.exact(filled[0])
    return found


def one_line(text: str) -> str:
    return SPACES.sub(" ", text).strip()


def read_line(target: str, text: str, draft: Draft, context: Context) -> None:
    draft.values[target] = one_line(text)


def read_text(target: str, text: str, draft: Draft, context: Context) -> None:
    draft.values[target] = LINE_ENDS.sub("\n", text).strip()


def in_either_language(read: Read) -> Read:
    """Puts a text into the field of the language that it is written in; a line between may part the two."""

    def read_both(target: str, text: str, draft: Draft, context: Context) -> None:
        parts = [part for part in re.split(r"\n\s*/?\s*|\s+/\s+", text) if part.strip()]
        languages = [language_of(part) for part in parts]
        if sorted(languages) != list(LANGUAGES):
            parts, languages = [text], [language_of(text)]
        for part, language in zip(parts, languages, strict=True):
            if part.strip():
                read(f"{target}_{language}", part, draft, context)

    return read_both


def language_of(text: str) -> str:
    return "ru" if CYRILLIC.search(text) else "en"


def read_city(target: str, text: str, draft: Draft, context: Context) -> None:
    """A place of its day, the format where it says "online", and the country behind a comma."""
    text = CITY_WORD.sub("", one_line(text))
    if name_key(text) in ONLINE_PLACES:
        draft.values["mode"] = draft.values.get("mode") or Mode.ONLINE.value
        draft.values |= dict.fromkeys(("city_en", "city_ru"), "")
        draft.note("online_place", "mode", text)
        return
    city, comma, rest = text.rpartition(",")
    state = context.names.states.exact(rest) if comma else None
    if state and not draft.values.get("country"):
        text = city.strip()
        draft.values |= {"country": state.code, "country_other": ""}
        draft.note("country_in_city", "country", meaning=state.name)
    draft.values[target] = text


def read_country(target: str, text: str, draft: Draft, context: Context) -> None:
    text = one_line(text)
    if not text:
        draft.values = {"country": None, "country_other": ""} | draft.values
        return
    state = context.names.states.exact(text)
    if state:
        draft.values |= {"country": state.code, "country_other": ""}
        if not context.names.states.is_own(text):
            draft.note("read_as", target, text, meaning=state.name)
        return
    close = tuple(row.name for row in context.names.states.close_to(text))
    if close:
        draft.refuse("not_a_state", target, text, close)
        return
    draft.values |= {"country": None, "country_other": text}
    draft.note("other_country", target, text)


def named(lookup: str, *, offers: bool = True) -> Read:
    """A row or choice under any of its names."""

    def read(target: str, text: str, draft: Draft, context: Context) -> None:
        if not text:
            draft.values[target] = None
            return
        names: Lookup = getattr(context.names, lookup)
        found = names.find(text)
        if found is None:
            close = tuple(str(getattr(row, "name", row)) for row in names.close_to(text)) if offers else ()
            draft.refuse("unknown", target, one_line(text), close)
            return
        draft.values[target] = found if isinstance(found, str) else found.subject_id
        if not isinstance(found, str) and not names.is_own(text):
            draft.note("read_as", target, one_line(text), meaning=found.name)

    return read


def read_choice(lookup: str) -> Read:
    """A choice that has no empty value: where the cell is blank the row says nothing of it."""
    read = named(lookup, offers=False)

    def read_filled(target: str, text: str, draft: Draft, context: Context) -> None:
        if text:
            read(target, text, draft, context)

    return read_filled


def read_mode(target: str, text: str, draft: Draft, context: Context) -> None:
    if text:
        READ_MODE(target, text, draft, context)
    else:
        draft.values.setdefault(target, "")


def read_zone(target: str, text: str, draft: Draft, context: Context) -> None:
    READ_ZONE(target, text, draft, context)
    draft.values[target] = draft.values.get(target) or ""


def read_identifier(target: str, text: str, draft: Draft, context: Context) -> None:
    """An identifier, a UID, or the address of the event's page."""
    found = ADDRESS_END.search(text)
    draft.key = found[1] if found and "/" in text else text


def read_version(target: str, text: str, draft: Draft, context: Context) -> None:
    if text.isdecimal() and int(text):
        draft.version = int(text)
    elif text:
        draft.refuse("bad_version", target, text)


READ_MODE, READ_ZONE = named("modes", offers=False), named("zones")
CLOCKS = frozenset({"start_time", "end_time"})
DAYS = frozenset({"nomination_deadline", "report_due"})
READERS: dict[str, Read] = {
    "id": read_identifier,
    "version": read_version,
    "title_en": read_line,
    "title_ru": read_line,
    "title": in_either_language(read_line),
    "kind": read_choice("kinds"),
    "status": read_choice("statuses"),
    "visibility": read_choice("audiences"),
    "zone": read_zone,
    "country": read_country,
    "mode": read_mode,
    "city_en": read_city,
    "city_ru": read_city,
    "city": in_either_language(read_city),
    "venue_en": read_line,
    "venue_ru": read_line,
    "venue": in_either_language(read_line),
    "summary_en": read_text,
    "summary_ru": read_text,
    "summary": in_either_language(read_text),
    "dimension": named("dimensions"),
    "area": named("areas"),
    "council": named("councils"),
    "source": read_line,
} | dict.fromkeys(ROLES, read_parties)
