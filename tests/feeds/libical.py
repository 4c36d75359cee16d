"""The C library that calendar programs of Linux read with, as far as the tests need it."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes.util import find_library
from dataclasses import dataclass
from typing import Any

import pytest

VEVENT = 4


class Time(ctypes.Structure):
    _fields_ = [
        *(
            (name, ctypes.c_int)
            for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_summer")
        ),
        ("zone", ctypes.c_void_p),
    ]


@dataclass(frozen=True)
class Entry:
    uid: str
    summary: str
    description: str
    location: str
    sequence: int
    begins: int
    is_date: bool


def load() -> Any:
    path = find_library("ical")
    if path is None:
        pytest.skip("no libical to be found (Debian: libical3)")
    library = ctypes.CDLL(path)
    for name in ("get_uid", "get_summary", "get_description", "get_location"):
        declare(library, f"icalcomponent_{name}", ctypes.c_char_p, ctypes.c_void_p)
    declare(library, "icalparser_parse_string", ctypes.c_void_p, ctypes.c_char_p)
    declare(library, "icalcomponent_get_first_component", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
    declare(library, "icalcomponent_get_next_component", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
    declare(library, "icalcomponent_get_sequence", ctypes.c_int, ctypes.c_void_p)
    declare(library, "icalcomponent_count_errors", ctypes.c_int, ctypes.c_void_p)
    declare(library, "icalcomponent_get_dtstart", Time, ctypes.c_void_p)
    declare(library, "icaltime_as_timet_with_zone", ctypes.c_long, Time, ctypes.c_void_p)
    declare(library, "icalcomponent_free", None, ctypes.c_void_p)
    return library


def declare(library: Any, name: str, result: Any, *arguments: Any) -> None:
    function = getattr(library, name)
    function.restype, function.argtypes = result, arguments


@contextmanager
def parsed(library: Any, content: bytes) -> Iterator[Any]:
    root = library.icalparser_parse_string(content)
    try:
        assert root
        yield root
    finally:
        library.icalcomponent_free(root)


def entries_in(library: Any, content: bytes) -> dict[str, Entry]:
    """Every VEVENT by UID; nothing in the file may be an error to the library."""
    found = {}
    with parsed(library, content) as root:
        assert library.icalcomponent_count_errors(root) == 0
        component = library.icalcomponent_get_first_component(root, VEVENT)
        while component:
            entry = entry_of(library, component)
            found[entry.uid] = entry
            component = library.icalcomponent_get_next_component(root, VEVENT)
    return found


def entry_of(library: Any, component: Any) -> Entry:
    texts = {
        name: (getattr(library, f"icalcomponent_get_{name}")(component) or b"").decode()
        for name in ("uid", "summary", "description", "location")
    }
    begins = library.icalcomponent_get_dtstart(component)
    return Entry(
        **texts,
        sequence=library.icalcomponent_get_sequence(component),
        begins=library.icaltime_as_timet_with_zone(begins, begins.zone),
        is_date=bool(begins.is_date),
    )
