"""Clock times: where the event takes place, and where the reader is."""

from datetime import UTC, date, datetime, time

import pytest

from cbm_events.models import Event
from cbm_events.times import ShownTimes, offset_words, shown_times, with_times, zone_words
from cica_portal.common.viewer import ANONYMOUS
from tests.factories import make_event, make_timed_event, make_zone_label

LABELS = {"Asia/Almaty": "Astana", "Asia/Bangkok": "Bangkok", "Europe/Istanbul": "Ankara"}


def event(**values) -> Event:
    """Not stored."""
    defaults = {
        "earliest": date(2026, 5, 14), "latest": date(2026, 5, 14), "zone": "Asia/Almaty",
        "start_time": time(9, 30), "end_time": time(17),
    }  # fmt: skip
    made = Event(**defaults | values)
    made.derive()
    return made


@pytest.mark.parametrize(
    ("values", "own_zone", "shown"),
    [
        ({}, "Asia/Almaty", ShownTimes("09:30–17:00", "Astana")),
        ({}, "Asia/Tashkent", ShownTimes("09:30–17:00", "Astana")),
        ({}, "Asia/Bangkok", ShownTimes("09:30–17:00", "Astana", "11:30–19:00", "Bangkok")),
        ({}, "America/New_York", ShownTimes("09:30–17:00", "Astana", "00:30–08:00", "UTC−4")),
        ({"end_time": None}, "Asia/Kolkata", ShownTimes("09:30", "Astana", "10:00", "UTC+5:30")),
        ({"start_time": time(3)}, "America/New_York",
         ShownTimes("03:00–17:00", "Astana", "18:00 (13 May)–08:00", "UTC−4")),
        ({"latest": date(2026, 5, 16)}, "Asia/Bangkok",
         ShownTimes("opens 09:30, closes 17:00", "Astana", "opens 11:30, closes 19:00", "Bangkok")),
        ({"latest": date(2026, 5, 15), "end_time": time(3)}, "America/New_York",
         ShownTimes("opens 09:30, closes 03:00", "Astana", "opens 00:30, closes 18:00 (14 May)", "UTC−4")),
    ],
)  # fmt: skip
def test_shown_times(values, own_zone: str, shown: ShownTimes):
    assert shown_times(event(**values), own_zone, LABELS) == shown


def test_the_reader_s_own_clock_may_stand_first():
    made = event()
    assert shown_times(made, "Asia/Almaty", LABELS, first="Asia/Bangkok") == ShownTimes(
        "11:30–19:00", "Bangkok", "09:30–17:00", "Astana"
    )


@pytest.mark.parametrize(
    ("day", "zone", "utc"),
    [
        # Kazakhstan went from UTC+6 to UTC+5 on 1 March 2024.
        (date(2024, 2, 29), "Asia/Almaty", 3), (date(2024, 3, 1), "Asia/Almaty", 4),
        # Iran gave up summer time in September 2022, Jordan stayed on it in October 2022.
        (date(2022, 7, 1), "Asia/Tehran", 4.5), (date(2023, 7, 1), "Asia/Tehran", 5.5),
        (date(2022, 1, 10), "Asia/Amman", 7), (date(2023, 1, 10), "Asia/Amman", 6),
        # Egypt brought it back in 2023: from the last Friday of April to the last Thursday of October.
        (date(2022, 7, 1), "Africa/Cairo", 7), (date(2023, 7, 1), "Africa/Cairo", 6),
        (date(2023, 12, 1), "Africa/Cairo", 7),
    ],
)  # fmt: skip
def test_recent_changes_of_member_states_zones_are_known(day: date, zone: str, utc: float):
    made = event(earliest=day, latest=day, start_time=time(9), end_time=time(10), zone=zone)
    assert made.starts_at is not None
    assert made.starts_at.hour + made.starts_at.minute / 60 == utc


def test_without_clock_times_there_is_nothing_to_show():
    assert shown_times(event(start_time=None, end_time=None, zone=""), "Asia/Almaty", LABELS) is None


@pytest.mark.parametrize(
    ("hours", "words"), [(5, "UTC+5"), (5.5, "UTC+5:30"), (-3.5, "UTC−3:30"), (0, "UTC+0"), (5.75, "UTC+5:45")]
)
def test_offsets(hours: float, words: str):
    assert offset_words(hours) == words


def test_names_of_the_zone_database_are_never_shown():
    winter, summer = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    assert [zone_words("Africa/Cairo", {}, at=at) for at in (winter, summer)] == ["UTC+2", "UTC+3"]


@pytest.mark.django_db
def test_labels_are_asked_for_once_and_only_for_timed_events(django_assert_num_queries):
    make_zone_label(label_en="Astana")
    plain, timed, other = make_event(), make_timed_event(), make_timed_event()
    with django_assert_num_queries(0):
        assert shown_of(with_times([plain], ANONYMOUS)) == [None]
    with django_assert_num_queries(1):
        rows = with_times([plain, timed, other], ANONYMOUS)
    assert shown_of(rows) == [None, "Astana", "Astana"]


def shown_of(rows: list[Event]) -> list[str | None]:
    times = [vars(row)["shown_times"] for row in rows]
    return [one and one.place for one in times]
