"""One event as calendar programs are told of it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from cbm_events.models import Event, EventRole
from cbm_events.services import save_event
from cbm_events.transitions import Action, apply_action
from cica_portal.common.fuzzy import Period, Precision
from tests.cast import World
from tests.factories import (
    NOW,
    TODAY,
    make_act,
    make_event,
    make_party,
    make_timed_event,
    secretariat_role,
    state_role,
)
from tests.feeds.reading import ADDRESS, entries_in, entry_of, fetch, lines_in, texts_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
LATER = NOW + timedelta(hours=1)
RUSSIAN = f"{ADDRESS}?lang=ru"


def do(event: Event, action: Action, **values) -> Event:
    act = make_act(at=LATER)
    return apply_action(event=event, action=action, act=act, today=TODAY, version=event.version, **values)


def test_clock_times_stand_in_their_own_zone(client: Client, world: World):
    event = make_timed_event(visibility="public", earliest=date(2026, 5, 14), latest=date(2026, 5, 15))
    entry = entry_of(client, event)
    assert entry["DTSTART"].dt == datetime(2026, 5, 14, 9, tzinfo=ZoneInfo("Asia/Almaty"))
    assert entry["DTEND"].dt == datetime(2026, 5, 15, 17, tzinfo=ZoneInfo("Asia/Almaty"))
    assert entry["DTSTART"].params["TZID"] == "Asia/Almaty"


@pytest.mark.parametrize("own_zone", ["Pacific/Honolulu", "UTC", "Asia/Almaty", "Pacific/Kiritimati"])
def test_whole_days_are_days_wherever_one_is(client: Client, own_zone: str, settings):
    settings.TIME_ZONE = own_zone
    event = make_event(visibility="public", earliest=date(2026, 8, 14), latest=date(2026, 8, 16))
    lines = lines_in(fetch(client))
    assert "DTSTART;VALUE=DATE:20260814" in lines
    assert "DTEND;VALUE=DATE:20260817" in lines
    assert entry_of(client, event)["DTEND"].dt - timedelta(days=1) == date(2026, 8, 16)


def test_only_an_opening_hour_ends_nothing(client: Client):
    one = make_timed_event(visibility="public", earliest=date(2026, 5, 14), end_time=None)
    several = make_timed_event(visibility="public", earliest=date(2026, 5, 14), latest=date(2026, 5, 15), end_time=None)
    entries = entries_in(fetch(client))
    assert entries[one.uid]["DTSTART"].dt.hour == 9
    assert "DTEND" not in entries[one.uid]
    assert entries[several.uid]["DTSTART"].dt == date(2026, 5, 14)
    assert "opens at 09:00" in entries[several.uid]["DESCRIPTION"]


def test_utc_needs_no_time_zone(client: Client):
    make_timed_event(visibility="public", zone="UTC")
    content = fetch(client)
    assert b"DTSTART:20260514T090000Z" in content
    assert b"VTIMEZONE" not in content


def test_each_zone_stands_once_before_the_events(client: Client):
    zones = ["Asia/Almaty", "Asia/Baku", "Asia/Bangkok", "Europe/Istanbul", "Asia/Tehran"]
    for zone in [*zones, *zones]:
        make_timed_event(visibility="public", zone=zone)
    lines = lines_in(fetch(client))
    assert sorted(line for line in lines if line.startswith("TZID:")) == sorted(f"TZID:{zone}" for zone in zones)
    last = max(place for place, line in enumerate(lines) if line == "END:VTIMEZONE")
    assert last < lines.index("BEGIN:VEVENT")


@pytest.mark.parametrize(
    ("status", "said", "transparent", "title"),
    [
        ("planned", "TENTATIVE", "OPAQUE", "Forum"),
        ("confirmed", "CONFIRMED", "OPAQUE", "Forum"),
        ("held", "CONFIRMED", "OPAQUE", "Forum"),
        ("postponed", "TENTATIVE", "TRANSPARENT", "Postponed: Forum"),
        ("cancelled", "CANCELLED", "TRANSPARENT", "Cancelled: Forum"),
    ],
)
def test_status_is_said_in_the_field_and_in_the_title(client: Client, status, said, transparent, title):
    event = make_event(visibility="public", status=status, title_en="Forum")
    entry = entry_of(client, event)
    assert (entry["STATUS"], entry["TRANSP"], entry["SUMMARY"]) == (said, transparent, title)


@pytest.mark.parametrize(
    ("values", "days", "title"),
    [
        (
            {"precision": "month", "earliest": date(2026, 10, 1), "latest": date(2026, 10, 31)},
            (date(2026, 10, 1), date(2026, 11, 1)),
            "Forum (October 2026, days not known)",
        ),
        (
            {"precision": "quarter", "earliest": date(2026, 7, 1), "latest": date(2026, 9, 30)},
            (date(2026, 7, 1), date(2026, 10, 1)),
            "Forum (Q3 2026, days not known)",
        ),
        (
            {"precision": "tbc", "earliest": date(2026, 5, 14), "latest": date(2026, 5, 15)},
            (date(2026, 5, 14), date(2026, 5, 16)),
            "Forum (days to be confirmed)",
        ),
    ],
)
def test_days_that_are_not_known_are_a_span_that_takes_no_time(client: Client, values, days, title):
    entry = entry_of(client, make_event(visibility="public", title_en="Forum", **values))
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == days
    assert (entry["STATUS"], entry["TRANSP"], entry["SUMMARY"]) == ("TENTATIVE", "TRANSPARENT", title)


def test_what_is_known_too_roughly_is_counted_in_the_description(client: Client):
    make_event(visibility="public", precision="year", earliest=date(2027, 1, 1), latest=date(2027, 12, 31))
    make_event(visibility="public", precision="tbc", earliest=None, latest=None)
    make_event(visibility="member_states", precision="tbc", earliest=None, latest=None)
    content = fetch(client)
    assert entries_in(content) == {}
    said = next(line for line in lines_in(content) if line.startswith("DESCRIPTION"))
    assert "2 events are not in it" in said


def test_event_says_who_what_and_where_and_names_no_person(client: Client, world: World):
    event = make_event(
        visibility="public", title_en="Forum", kind="forum", mode="in_person", venue_en="Palace", city_en="Baku",
        country=world.states["AZE"], dimension=world.dimensions["ECO"], area=world.areas["ECO-SME"],
        council=world.councils["BC"], summary_en="Long\nwords", is_sample=True,
        roles=[state_role(world.tur), state_role(world.kaz), secretariat_role("assisting")],
    )  # fmt: skip
    entry = entry_of(client, event)
    assert entry["LOCATION"] == "Palace, Baku, Azerbaijan"
    assert entry["CATEGORIES"].cats == ["Economic", "Development of SMEs", "Business Council", "Forum"]
    assert entry["URL"] == f"http://127.0.0.1:8000/events/{event.public_id}/"
    assert entry["COLOR"] == "darkgoldenrod"
    assert "Organisers: Kazakhstan, Türkiye\n" in entry["DESCRIPTION"]
    assert "Long\nwords" in entry["DESCRIPTION"]
    assert "This is a sample event." in entry["DESCRIPTION"]
    assert not {"ATTENDEE", "ORGANIZER", "CONTACT", "GEO", "COMMENT"} & set(entry)


def test_russian_feed_is_russian_and_marks_what_is_not(client: Client, world: World):
    both = make_event(visibility="public", title_en="Forum", title_ru="Форум", status="cancelled")
    english = make_event(visibility="public", title_en="Only English")
    entries = entries_in(fetch(client, RUSSIAN))
    assert entries[both.uid]["SUMMARY"].endswith("Форум")
    assert entries[both.uid]["SUMMARY"].params["LANGUAGE"] == "ru"
    assert entries[both.uid]["URL"].startswith("http://127.0.0.1:8000/ru/events/")
    assert entries[english.uid]["SUMMARY"] == "Only English (in English)"
    assert entries[english.uid]["SUMMARY"].params["LANGUAGE"] == "en"


def test_long_description_is_shortened_at_a_word(client: Client):
    event = make_event(visibility="public", summary_en="word " * 900)
    said = str(entry_of(client, event)["DESCRIPTION"])
    assert "word…\n" in said
    assert len(said) < 1200


def test_organisations_and_institutions_are_named(client: Client, world: World):
    party = make_party(name_en="An Organisation")
    roles = [
        EventRole(party="organisation", organisation=party, role="co_organiser"),
        EventRole(party="institution", institution_en="An Institute", role="co_organiser"),
        EventRole(party="council", council=world.councils["BC"], role="organiser"),
    ]
    said = entry_of(client, make_event(visibility="public", roles=roles))["DESCRIPTION"]
    assert "Organisers: Business Council\nCo-organisers: An Institute, An Organisation\n" in said


@pytest.mark.both
@pytest.mark.parametrize(
    "values",
    [
        {"title_en": "Another title"},
        {"city_en": "Astana"},
        {"start_time": time(11), "end_time": time(12), "zone": "Asia/Almaty"},
        {"earliest": date(2026, 6, 1), "latest": date(2026, 6, 2)},
    ],
)
def test_change_keeps_the_uid_and_raises_the_number_of_this_event_alone(client: Client, values):
    event, other = make_event(visibility="public"), make_event(visibility="public")
    before = fetch(client)
    for name, value in values.items():
        setattr(event, name, value)
    save_event(event=event, act=make_act(at=LATER))
    after = fetch(client)
    old, new = (entries_in(content)[event.uid] for content in (before, after))
    assert new["SEQUENCE"] > old["SEQUENCE"]
    assert new["CREATED"].dt == old["CREATED"].dt == NOW
    assert (old["DTSTAMP"].dt, old["LAST-MODIFIED"].dt) == (NOW, NOW)
    assert (new["DTSTAMP"].dt, new["LAST-MODIFIED"].dt) == (LATER, LATER)
    assert texts_in(after)[other.uid] == texts_in(before)[other.uid]
    assert (b"DTSTAMP:%s\r\n" % LATER.strftime("%Y%m%dT%H%M%SZ").encode()) in after


def test_change_of_nothing_that_matters_raises_no_number(client: Client):
    event = make_event(visibility="public")
    event.summary_en = "More words"
    save_event(event=event, act=make_act(at=LATER))
    assert (entry_of(client, event)["SEQUENCE"], entry_of(client, event)["LAST-MODIFIED"].dt) == (0, LATER)


@pytest.mark.both
def test_moved_cancelled_and_reinstated_it_stays_one_event(client: Client):
    event = make_event(visibility="public", title_en="Forum")
    numbers = [entry_of(client, event)["SEQUENCE"]]
    moved = Period(date(2026, 9, 1), date(2026, 9, 2), Precision.DAY)
    for action, values in ((Action.MOVE, {"dates": moved}), (Action.CANCEL, {}), (Action.REINSTATE, {})):
        do(event, action, **values)
        entries = entries_in(fetch(client))
        assert list(entries) == [event.uid]
        numbers.append(entries[event.uid]["SEQUENCE"])
    assert numbers == [0, 1, 2, 3]
    assert entries[event.uid]["SUMMARY"] == "Forum"
    assert entries[event.uid]["DTSTART"].dt == date(2026, 9, 1)
