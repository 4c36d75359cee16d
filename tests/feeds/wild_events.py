"""Events as no form would let them through, and the file of some of them."""

from datetime import date

from hypothesis import strategies as st

from cbm_events.feeds.calendars import Zones, write_calendar
from cbm_events.feeds.vevent import Stamp, write_event
from cbm_events.models import Event, EventRole
from tests.factories import NOW

NASTY = [
    "Кыргызстан",
    "🕊️",
    "مؤتمر",
    "שלום",
    "a;b,c\\n",
    "\\",
    "\x00",
    "\x07",
    "\r",
    "\r\n",
    "\n",
    "\t",
    '"',
    ":",
    " ",
    "x" * 60,
]
TEXTS = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=8)), max_size=30).map("".join)
LONG = st.integers(4000, 10_000).map(lambda length: ("Длинный текст; " * 1000)[:length])
ZONES = st.sampled_from(["Asia/Almaty", "Asia/Kathmandu", "Africa/Cairo", "Europe/Istanbul", "UTC"])
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 30))


@st.composite
def events(draw: st.DrawFn) -> Event:
    """The last door must hold alone."""
    number, day = draw(st.integers(1, 10**9)), draw(DAYS)
    event = Event(
        pk=number, uid=f"{number}@events.cica", sequence=number % 7, kind="forum", status="planned", precision="day",
        title_en=draw(TEXTS), city_en=draw(TEXTS), summary_en=draw(st.one_of(TEXTS, LONG)), earliest=day, latest=day,
        visibility="public",
    )  # fmt: skip
    if draw(st.booleans()):
        event.start_time, event.zone = draw(st.times().map(lambda at: at.replace(microsecond=0))), draw(ZONES)
    event._prefetched_objects_cache = {"roles": EventRole.objects.none()}  # type: ignore[attr-defined]
    return event


def file_of(found: list[Event]) -> bytes:
    zones = Zones()
    for event in found:
        assert event.earliest
        zones.need(event.zone, event.earliest, event.earliest)
    return write_calendar([write_event(event, Stamp(NOW, NOW), "en") for event in found], zones).encode()
