"""The parser of programs that run in a browser reads the feeds back as they were meant."""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cbm_events.feeds.content_lines import clean
from cbm_events.models import Event
from cbm_events.transitions import Action, apply_action
from cica_portal.common.zones import to_utc
from tests.factories import NOW, TODAY, make_act, make_event, make_timed_event
from tests.feeds.reading import fetch
from tests.feeds.wild_events import events, file_of

pytestmark = pytest.mark.slow
SCRIPT = Path(__file__).parent / "ical_js"
Read = Callable[[bytes], dict[str, Any]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """The events of a file by UID; the package comes from the registry, as its lock file names it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("no node with npm to be found")
    folder = tmp_path_factory.mktemp("ical") / "js"
    shutil.copytree(SCRIPT, folder)
    install = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)]
    done = subprocess.run(install, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        pytest.skip(f"npm installs nothing here: {done.stderr}")

    def by_ical_js(content: bytes) -> dict[str, Any]:
        script = [str(node), str(folder / "read.js")]
        written = subprocess.run(script, input=content, capture_output=True, timeout=60, check=True).stdout
        return {entry["uid"]: entry for entry in json.loads(written)}

    return by_ical_js


@given(st.lists(events(), min_size=20, max_size=20, unique_by=lambda event: event.pk))
@settings(max_examples=10, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_two_hundred_events_come_back_as_they_were(read: Read, found: list[Event]):
    entries = read(file_of(found))
    assert entries.keys() == {event.uid for event in found}
    for event in found:
        entry = entries[event.uid]
        assert (entry["summary"], entry["location"]) == (clean(event.title_en), clean(event.city_en))
        assert entry["sequence"] == event.sequence
        assert entry["is_date"] == (event.start_time is None)
        if event.start_time is None:
            assert entry["begins"] == f"{event.earliest}"
        else:
            assert entry["begins"].rstrip("Z") == f"{event.earliest}T{event.start_time}"


@pytest.mark.django_db
@pytest.mark.usefixtures("at_now")
def test_feed_of_a_moved_and_a_cancelled_event_says_so(read: Read, client: Client):
    timed = make_timed_event(
        visibility="public", earliest=date(2026, 5, 14), start_time=time(9, 30), zone="Asia/Bangkok"
    )
    event = make_event(visibility="public", title_ru="Форум", earliest=date(2026, 9, 1))
    apply_action(event=event, action=Action.CANCEL, act=make_act(at=NOW + timedelta(hours=1)), today=TODAY, version=1)
    entries = read(fetch(client, "/feeds/events.ics?lang=ru"))
    moment = to_utc(date(2026, 5, 14), time(9, 30), "Asia/Bangkok")
    assert entries[timed.uid]["moment"] == moment.timestamp()
    shown = entries[event.uid]
    assert (shown["status"], shown["summary"], shown["sequence"]) == ("CANCELLED", "Отменено: Форум", 1)
