"""The feed that everybody may fetch: its answer, its memory, its limits."""

import gzip
from datetime import date, timedelta

import brotli
import pytest
from django.test import Client, override_settings
from django.utils.translation import override

from cbm_events.feeds.renderings import keep_renderings
from cbm_events.feeds.selection import MOST_EVENTS, MOST_OCTETS
from cbm_events.models import Event
from cbm_events.services import save_event
from cica_portal.common import history
from cica_portal.common.memory import answers
from tests.cast import World
from tests.factories import NOW, event_values, make_act, make_event, make_timed_event, state_role
from tests.feeds.reading import ADDRESS, entries_in, entry_of, fetch, lines_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
HOUR = timedelta(hours=1)


def test_file_says_what_it_is(client: Client):
    make_timed_event(visibility="public")
    response = client.get(ADDRESS)
    lines = lines_in(response.content)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-2:] == ["END:VCALENDAR", ""]
    expected = {
        "PRODID:-//CICA Secretariat//CICA portal//EN", "CALSCALE:GREGORIAN", "NAME;LANGUAGE=en:CICA events",
        "X-WR-CALNAME:CICA events", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
        f"SOURCE;VALUE=URI:http://127.0.0.1:8000{ADDRESS}",
    }  # fmt: skip
    assert expected <= set(lines)
    assert not any(line.startswith(("METHOD", "ORGANIZER", "ATTENDEE")) for line in lines)
    assert b"Events from 1 March 2025 to 31 March 2028" in response.content
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Content-Disposition" not in response


def test_other_sites_may_read_it(client: Client):
    response = client.get(ADDRESS, headers={"Origin": "https://ministry.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


def test_nothing_changed_is_the_same_octets_and_304(client: Client, at_now):
    make_event(visibility="public")
    first = client.get(ADDRESS)
    at_now.shift(HOUR)
    answers.clear()
    second = client.get(ADDRESS)
    assert (second.content, second["ETag"]) == (first.content, first["ETag"])
    third = client.get(ADDRESS, headers={"If-None-Match": f'"other", {first["ETag"]}'})
    assert (third.status_code, third.content, third["ETag"]) == (304, b"", first["ETag"])


def test_program_that_knows_no_tag_asks_by_time(client: Client, at_now):
    event = make_event(visibility="public")
    changed = client.get(ADDRESS)["Last-Modified"]
    assert client.get(ADDRESS, headers={"If-Modified-Since": changed}).status_code == 304
    assert client.get(ADDRESS, headers={"If-Modified-Since": "yesterday"}).status_code == 200
    asked_both = {"If-Modified-Since": changed, "If-None-Match": '"other"'}
    assert client.get(ADDRESS, headers=asked_both).status_code == 200
    event.title_en = "Other"
    save_event(event=event, act=make_act(at=NOW + HOUR))
    assert client.get(ADDRESS, headers={"If-Modified-Since": changed}).status_code == 200


def test_it_can_be_packed_and_asked_for_by_head(client: Client):
    make_event(visibility="public")
    plain, head = client.get(ADDRESS), client.head(ADDRESS)
    zipped, brotli_one = (client.get(ADDRESS, headers={"Accept-Encoding": name}) for name in ("br;q=0.5, gzip", "br"))
    assert (brotli_one["Content-Encoding"], brotli.decompress(brotli_one.content)) == ("br", plain.content)
    assert gzip.decompress(zipped.content) == plain.content
    assert (zipped["Content-Encoding"], zipped["ETag"]) == ("gzip", f"W/{plain['ETag']}")
    assert client.get(ADDRESS, headers={"If-None-Match": zipped["ETag"]}).status_code == 304
    assert "Content-Encoding" not in client.get(ADDRESS, headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert (head.status_code, head["ETag"], head["Content-Length"]) == (200, plain["ETag"], str(len(plain.content)))
    assert "Accept-Encoding" in plain["Vary"]
    assert client.post(ADDRESS).status_code == 405


def test_importer_of_google_gets_it(client: Client):
    response = client.get(ADDRESS, headers={"User-Agent": "Google-Calendar-Importer"})
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    robots = client.get("/robots.txt")
    assert robots.status_code == 404 or b"feed" not in robots.content


def test_no_cookie_is_read_or_set(client_as, editor):
    hidden = make_event(visibility="secretariat")
    client = client_as("editor")
    response = client.get(ADDRESS)
    assert response.cookies == {}
    assert hidden.uid not in response.content.decode()
    assert response["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("visibility", ["member_states", "secretariat"])
def test_what_is_not_public_is_not_in_it(client: Client, visibility: str, world: World):
    make_event(visibility=visibility)
    make_event(visibility="secretariat", status="proposed", roles=[state_role(world.kaz)])
    assert entries_in(fetch(client)) == {}


@pytest.mark.both
def test_hidden_change_changes_nothing(client: Client):
    event, hidden = make_event(visibility="public"), make_event(visibility="member_states")
    before = client.get(ADDRESS)
    event.source_note, hidden.title_en = "Known by telephone", "Other"
    save_events_at(NOW + HOUR, event, hidden)
    after = client.get(ADDRESS)
    assert (after.content, after["ETag"], after["Last-Modified"]) == (
        before.content, before["ETag"], before["Last-Modified"],
    )  # fmt: skip


def save_events_at(at, *events: Event) -> None:
    for event in events:
        save_event(event=event, act=make_act(at=at))


@pytest.mark.both
def test_event_that_is_withdrawn_is_gone_at_once_and_comes_back_as_itself(client: Client):
    event = make_event(visibility="public", title_en="Forum")
    keep_renderings(now=NOW)
    assert event.uid in entries_in(fetch(client))
    event.visibility = "member_states"
    save_events_at(NOW + HOUR, event)
    content = fetch(client)
    assert b"Forum" not in content
    assert event.uid.encode() not in content
    event.visibility = "public"
    save_events_at(NOW + 2 * HOUR, event)
    entry = entry_of(client, event)
    assert (entry["CREATED"].dt, entry["LAST-MODIFIED"].dt) == (NOW, NOW + 2 * HOUR)


def test_created_is_when_it_became_public(client: Client):
    event = make_event(visibility="secretariat")
    event.visibility = "public"
    save_events_at(NOW + HOUR, event)
    assert entry_of(client, event)["CREATED"].dt == NOW + HOUR


def test_cancelled_event_stays_for_a_month_and_then_goes(client: Client, at_now):
    event = make_event(visibility="public", title_en="Forum", earliest=date(2026, 3, 20))
    event.status = "cancelled"
    save_events_at(NOW, event)
    at_now.move_to(NOW + timedelta(days=33))
    entry = entry_of(client, event)
    assert (entry["STATUS"], entry["SUMMARY"], entry["SEQUENCE"]) == ("CANCELLED", "Cancelled: Forum", 1)
    at_now.move_to(NOW + timedelta(days=36))
    assert entries_in(fetch(client)) == {}
    assert client.get(f"/events/{event.public_id}/").status_code == 200


def test_event_cancelled_afterwards_is_told_too(client: Client, at_now):
    event = make_event(visibility="public", earliest=date(2025, 12, 1))
    event.status = "cancelled"
    save_events_at(NOW, event)
    at_now.move_to(NOW + timedelta(days=20))
    assert event.uid in entries_in(fetch(client))
    at_now.move_to(NOW + timedelta(days=40))
    assert entries_in(fetch(client)) == {}


def test_it_reaches_from_a_year_back_to_two_years_ahead(client: Client):
    shown = [make_event(visibility="public", earliest=day) for day in (date(2025, 3, 1), date(2028, 3, 31))]
    for day in (date(2025, 2, 28), date(2028, 4, 1)):
        make_event(visibility="public", earliest=day)
    assert entries_in(fetch(client)).keys() == {event.uid for event in shown}


def test_filter_of_the_list_is_the_filter_of_the_feed(client: Client, world: World):
    economic = make_event(visibility="public", dimension=world.dimensions["ECO"], roles=[state_role(world.kaz)])
    make_event(visibility="public", dimension=world.dimensions["ECO"])
    make_event(visibility="public", dimension=world.dimensions["HUM"], roles=[state_role(world.kaz)])
    content = fetch(client, f"{ADDRESS}?dimension=ECO&state=KAZ&status=")
    assert entries_in(content).keys() == {economic.uid}
    assert "NAME;LANGUAGE=en:CICA events: Economic\\, Kazakhstan" in lines_in(content)
    russian = fetch(client, f"{ADDRESS}?dimension=ECO&state=KAZ&lang=ru")
    assert "Экономическое\\, Казахстан" in next(line for line in lines_in(russian) if line.startswith("NAME"))


def test_filter_that_names_a_time_has_that_time(client: Client):
    event = make_event(visibility="public", earliest=date(2019, 5, 14))
    assert event.uid in entries_in(fetch(client, f"{ADDRESS}?year=2019"))
    content = fetch(client, f"{ADDRESS}?since=2019-01-01&until=2019-12-31")
    assert event.uid in entries_in(content)
    assert b"from 1 January 2019\\, until 31 December 2019" in content.replace(b"\r\n ", b"")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("dimensions=ECO", "There is no filter “dimensions”."),
        ("dimension=XXX", "dimension: “XXX” is not in the list."),
        ("since=05/06/2026", "since: "),
        ("lang=fr", "The language is en or ru."),
        ("token=1", "There is no filter “token”."),
    ],
)
def test_filter_that_is_not_understood_lets_nothing_through(client: Client, query: str, said: str):
    make_event(visibility="public")
    response = client.get(f"{ADDRESS}?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert response.content.decode().startswith(said)


def test_identifiers_depend_on_neither_host_nor_language(client: Client):
    event = make_event(visibility="public")
    contents = [fetch(client), fetch(client, f"{ADDRESS}?lang=ru")]
    with override_settings(PORTAL_URL="https://calendar.example.org", ALLOWED_HOSTS=["calendar.example.org"]):
        answers.clear()
        contents.append(client.get(ADDRESS, headers={"Host": "calendar.example.org"}).content)
    with override("ru"):
        contents.append(fetch(client))
    assert {tuple(entries_in(content)) for content in contents} == {(event.uid,)}
    assert b"URL:https://calendar.example.org/events/" in contents[2]


def test_five_thousand_events_are_cut_to_what_programs_take_and_it_says_so(client: Client):
    days = (NOW.date() + timedelta(days=number % 1000 - 300) for number in range(5000))
    rows = [Event(**event_values(earliest=day, visibility="public", summary_en="Long text. " * 20)) for day in days]
    for row in rows:
        row.derive()
    with history.batch(make_act()) as batch:
        batch.create(*rows)
    content = fetch(client)
    entries = entries_in(content)
    assert len(content) < MOST_OCTETS
    assert len(entries) <= MOST_EVENTS < 1000
    assert b"further away are left out" in content.replace(b"\r\n ", b"")
    days_shown = [entry["DTSTART"].dt for entry in entries.values()]
    assert min(days_shown) >= NOW.date()
    assert days_shown == sorted(days_shown)


def test_long_texts_are_cut_by_octets(client: Client):
    rows = [
        Event(**event_values(earliest=NOW.date(), visibility="public", title_ru="Ж" * 300, summary_ru="я" * 5000))
        for _number in range(600)
    ]
    for row in rows:
        row.derive()
    with history.batch(make_act()) as batch:
        batch.create(*rows)
    content = fetch(client, f"{ADDRESS}?lang=ru")
    assert 900_000 < len(content) < MOST_OCTETS
