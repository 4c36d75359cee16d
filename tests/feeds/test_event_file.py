"""One event, or a list, as a file for the reader's own calendar."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from cbm_events.feeds.files import write_file
from cbm_events.models import Event
from cica_portal.common.viewer import ANONYMOUS
from tests.cast import World
from tests.factories import make_event, make_timed_event, state_role
from tests.feeds.reading import entries_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_event_goes_into_a_calendar_in_the_language_of_the_page(client: Client):
    event = make_timed_event(visibility="public", title_en="Forum", title_ru="Форум")
    response = client.get(f"/ru/events/{event.public_id}.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == f'inline; filename="cica-{event.public_id}.ics"'
    assert entries_in(response.content)[event.uid]["SUMMARY"] == "Форум"
    assert b"BEGIN:VTIMEZONE\r\nTZID:Asia/Almaty" in response.content
    assert f'href="/events/{event.public_id}.ics"' in client.get(f"/events/{event.public_id}/").content.decode()


def test_it_is_the_entry_of_the_feed(client: Client):
    event = make_event(visibility="public")
    alone, feed = client.get(f"/events/{event.public_id}.ics"), client.get("/feeds/events.ics")
    entry = alone.content[alone.content.index(b"BEGIN:VEVENT") : alone.content.index(b"END:VCALENDAR")]
    assert entry in feed.content


def test_event_of_a_known_year_has_a_file_and_one_without_any_date_has_none(client: Client):
    year = make_event(visibility="public", precision="year", earliest=date(2027, 1, 1), latest=date(2027, 12, 31))
    unknown = make_event(visibility="public", precision="tbc", earliest=None, latest=None)
    entry = entries_in(client.get(f"/events/{year.public_id}.ics").content)[year.uid]
    assert entry["SUMMARY"].endswith(" (2027, days not known)")
    assert client.get(f"/events/{unknown.public_id}.ics").status_code == 404
    assert ".ics" not in client.get(f"/events/{unknown.public_id}/").content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [("visitor", 404), ("other_liaison", 404), ("liaison", 200), ("editor", 200)]
)
def test_unseen_event_has_no_file(client_as: Callable[..., Client], world: World, cast, role: str, status: int):
    event = make_event(visibility="secretariat", status="proposed", roles=[state_role(world.kaz)])
    response = client_as(role).get(f"/events/{event.public_id}.ics")
    assert response.status_code == status
    if role != "visitor":
        assert "no-store" in response["Cache-Control"]


def test_list_becomes_one_file_in_the_order_of_days():
    later, sooner = make_timed_event(visibility="public", zone="Asia/Baku"), make_event(
        visibility="public", earliest=date(2026, 4, 1)
    )  # fmt: skip
    make_event(visibility="public", precision="tbc", earliest=None, latest=None)
    content = write_file(Event.objects.visible_to(ANONYMOUS), ANONYMOUS, "en")
    assert list(entries_in(content)) == [sooner.uid, later.uid]
    assert content.count(b"BEGIN:VTIMEZONE") == 1
