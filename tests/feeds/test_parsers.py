"""Whatever stands in an event, three parsers that know nothing of each other read it back alike."""

from datetime import UTC, datetime
from typing import Any

import pytest
import vobject
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from cbm_events.feeds.content_lines import clean
from cbm_events.models import Event
from cica_portal.common.zones import to_utc
from tests.feeds import libical
from tests.feeds.wild_events import events, file_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def library() -> Any:
    return libical.load()


@given(st.lists(events(), min_size=10, max_size=10, unique_by=lambda event: event.pk))
@settings(max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_two_hundred_events_come_back_as_they_were(library: Any, found: list[Event]):
    content = file_of(found)
    assert_clean(content)
    in_c, in_python, in_vobject = libical.entries_in(library, content), by_icalendar(content), by_vobject(content)
    for event in found:
        title, place = clean(event.title_en), clean(event.city_en)
        texts = [
            (in_c[event.uid].summary, in_c[event.uid].location),
            (str(in_python[event.uid].get("SUMMARY", "")), str(in_python[event.uid].get("LOCATION", ""))),
            (value_of(in_vobject[event.uid], "summary"), value_of(in_vobject[event.uid], "location")),
        ]
        assert texts == [(title, place)] * 3
        assert in_c[event.uid].description == str(in_python[event.uid]["DESCRIPTION"])
        assert in_c[event.uid].sequence == in_python[event.uid]["SEQUENCE"] == event.sequence
        assert_same_moment(event, in_c[event.uid], in_python[event.uid])


def assert_clean(content: bytes) -> None:
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    for part in content.split(b"\r\n"):
        assert len(part) <= 75
        assert not [char for char in part.decode() if ord(char) < 32 and char != "\t"]


def by_icalendar(content: bytes) -> dict[str, Any]:
    return {str(entry["UID"]): entry for entry in Calendar.from_ical(content).walk("VEVENT")}


def by_vobject(content: bytes) -> dict[str, Any]:
    return {entry.uid.value: entry for entry in vobject.readOne(content.decode()).vevent_list}


def value_of(entry: Any, name: str) -> str:
    return getattr(entry, name).value if hasattr(entry, name) else ""


def assert_same_moment(event: Event, in_c: libical.Entry, in_python: Any) -> None:
    assert event.earliest
    if event.start_time is None:
        assert in_c.is_date
        assert in_python["DTSTART"].dt == event.earliest
        return
    moment = to_utc(event.earliest, event.start_time, event.zone)
    assert in_python["DTSTART"].dt.astimezone(UTC) == moment
    # Of an hour that the clocks skip or repeat libraries make what they want.
    if in_python["DTSTART"].dt.astimezone(UTC).astimezone(in_python["DTSTART"].dt.tzinfo).time() == event.start_time:
        assert datetime.fromtimestamp(in_c.begins, UTC) == moment


def test_empty_calendar_is_one_to_all(library: Any):
    content = file_of([])
    assert libical.entries_in(library, content) == by_icalendar(content) == {}
