"""Private addresses: what each shows, to whom it belongs, and how it ends."""

import json
import logging
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.serializers import serialize
from django.test import Client

from cbm_events.feeds.renderings import keep_renderings
from cbm_events.feeds.subscriptions import MOST, SPELLING, revoke_feed
from cbm_events.models import Feed
from cbm_events.services import save_event
from cica_portal.common import history
from cica_portal.common.models import Change
from members.models import User
from tests.cast import World
from tests.factories import NOW, make_act, make_event, make_timed_event, make_user, state_role
from tests.feeds.making import address_of, events_of_all_kinds
from tests.feeds.reading import entries_in, entry_of, fetch

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
HOUR = timedelta(hours=1)


@pytest.fixture
def events(world: World) -> dict[str, str]:
    return events_of_all_kinds(world)


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("liaison", {"public", "members", "own proposal"}),
        ("other_liaison", {"public", "members"}),
        ("reader", {"public", "members", "staff", "own proposal"}),
        ("editor", {"public", "members", "staff", "own proposal"}),
    ],
)
def test_it_shows_what_its_person_may_see(client: Client, cast, events, role: str, sees: set[str], kept: bool):
    if kept:
        keep_renderings(now=NOW)
    found = entries_in(fetch(client, address_of(cast[role])))
    assert found.keys() == {events[name] for name in sees}


def test_filter_alarm_and_language_are_its_own(client: Client, liaison: User, events):
    timed = make_timed_event(visibility="public", title_ru="Форум")
    off = make_event(visibility="public", status="cancelled")
    content = fetch(client, address_of(liaison, language="ru", alarm="P3D"))
    alarms = {str(entry["UID"]): entry.walk("VALARM") for entry in entries_in(content).values()}
    assert [str(alarm["TRIGGER"].to_ical().decode()) for alarm in alarms[timed.uid]] == ["-P3D"]
    assert [str(alarm["TRIGGER"].to_ical().decode()) for alarm in alarms[events["public"]]] == ["-P2DT15H"]
    assert alarms[off.uid] == []
    assert b"Content-Language" not in content
    own = fetch(client, address_of(liaison, filter={"state": ["KAZ"]}))
    assert entries_in(own).keys() == {events["members"], events["own proposal"]}


def test_query_changes_nothing(client: Client, liaison: User, events):
    address = address_of(liaison, filter={"state": ["KAZ"]})
    assert fetch(client, f"{address}?state=THA&lang=ru&dimension=X&token=1") == fetch(client, address)


@pytest.mark.parametrize("stored", [{"area": ["ECO-GONE"]}, {"a_filter_of_old": ["1"]}])
def test_filter_that_no_longer_holds_lets_nothing_through(client: Client, liaison: User, events, stored):
    assert client.get(address_of(liaison, filter=stored)).status_code == 404


@pytest.mark.both
def test_own_proposal_changes_its_tag_and_a_hidden_change_does_not(client: Client, world: World, liaison: User):
    own = make_event(visibility="secretariat", status="proposed", roles=[state_role(world.kaz)])
    hidden = make_event(visibility="secretariat")
    address = address_of(liaison)
    first = client.get(address)
    hidden.title_en, own.source_note = "Other", "Told by telephone"
    save_event(event=hidden, act=make_act(at=NOW + HOUR))
    save_event(event=own, act=make_act(at=NOW + HOUR))
    second = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 304
    own.title_en = "Another proposal"
    save_event(event=own, act=make_act(at=NOW + 2 * HOUR))
    third = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert third.status_code == 200
    entry = entry_of(client, own, address)
    assert (entry["SUMMARY"], entry["LAST-MODIFIED"].dt) == ("Proposed: Another proposal", NOW + 2 * HOUR)
    assert entry["CLASS"] == "PRIVATE"
    assert "Last-Modified" not in third


def end_by(way: str, feed: Feed, world: World) -> None:
    person = User.objects.get(pk=feed.user_id)
    match way:
        case "revoked":
            revoke_feed(feed=feed, act=make_act(actor=person))
            return
        case "account closed":
            person.is_active = False
        case "another state":
            person.state = world.tha
        case "another role":
            person.role, person.state = "reader", None
        case "second factor lacking":
            person.role, person.state, person.is_demo = "editor", None, False
            Feed.objects.filter(pk=feed.pk).update(role="editor", state=None)
    history.save(person, act=make_act())


@pytest.mark.both
@pytest.mark.parametrize("way", ["revoked", "account closed", "another state", "another role", "second factor lacking"])
def test_it_ends_with_the_next_fetch(client: Client, world: World, liaison: User, events, way: str):
    address = address_of(liaison)
    tag = client.get(address)["ETag"]
    end_by(way, Feed.objects.get(), world)
    response = client.get(address, headers={"If-None-Match": tag})
    unknown = client.get(f"/feed/aaaaaaaaaa-{'0' * 48}.ics")
    assert (response.status_code, response.content) == (404, b"There is no such calendar.\n")
    assert (unknown.status_code, unknown.content) == (response.status_code, response.content)
    assert same_headers(response) == same_headers(unknown)


def same_headers(response) -> dict[str, str]:
    return dict(response.items())


def test_another_secret_of_the_same_subscription_opens_nothing(client: Client, liaison: User):
    address = address_of(liaison)
    key = address.partition("/feed/")[2].partition("-")[0]
    for wrong in (f"{key}-{'0' * 48}", key, f"{key}-", address[6:-4].upper(), "..", "%00"):
        assert client.get(f"/feed/{wrong}.ics").status_code == 404


def test_one_ends_and_the_others_stay(client: Client, liaison: User, events):
    lost, kept = address_of(liaison), address_of(liaison)
    revoke_feed(feed=Feed.objects.order_by("id")[0], act=make_act(actor=liaison))
    assert [client.get(address).status_code for address in (lost, kept)] == [404, 200]


def secret_in(address: str) -> str:
    found = SPELLING.fullmatch(address[6:-4])
    assert found
    return found["secret"]


def test_secret_is_long_and_in_no_table(liaison: User, client: Client):
    address = address_of(liaison)
    fetch(client, address)
    secret = secret_in(address)
    assert len(secret) * 4 >= 128
    rows = [serialize("json", model._base_manager.all()) for model in apps.get_models()]
    assert [row for row in rows if secret in row] == []
    assert Feed.objects.get().public_id in json.dumps(rows)


def test_secret_is_in_no_log(liaison: User, client: Client, caplog, settings):
    caplog.set_level(logging.DEBUG)
    address = address_of(liaison)
    secret = secret_in(address)
    fetch(client, address)
    client.get(address.replace(secret, secret[:40] + "00000000"))
    client.get(f"{address}?x=1", headers={"Referer": f"http://testserver{address}"})
    logged = "\n".join(record.getMessage() + str(record.__dict__) for record in caplog.records)
    assert "/feed/" in logged
    assert secret[:40] not in logged


def test_it_reads_only_and_names_itself_to_nobody(client: Client, liaison: User):
    address = address_of(liaison)
    assert {method: client.generic(method, address).status_code for method in ("POST", "PUT", "PATCH", "DELETE")} == {
        "POST": 405, "PUT": 405, "PATCH": 405, "DELETE": 405,
    }  # fmt: skip
    assert client.head(address).status_code == 200
    response = client.get(address, headers={"Origin": "https://ministry.example"})
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert "Access-Control-Allow-Origin" not in response
    assert response.cookies == {}
    assert address[6:-4].encode() not in response.content.replace(b"\r\n ", b"")
    assert client.get("/account/", headers={"Referer": address}).status_code == 302


def test_plain_http_is_refused_without_a_redirect(client: Client, liaison: User, settings):
    address = address_of(liaison)
    settings.SECURE_SSL_REDIRECT = True
    fresh = Client()
    assert fresh.get(address).status_code == 403
    assert fresh.get("/feeds/events.ics").status_code == 301


@pytest.mark.both
def test_use_is_noted_hourly_and_nothing_else_is_written(client: Client, liaison: User, at_now):
    address = address_of(liaison)
    changes = Change.objects.count()
    for minutes, noted in ((0, 0), (59, 0), (61, 61)):
        at_now.move_to(NOW + timedelta(minutes=minutes))
        fetch(client, address)
        assert Feed.objects.get().last_used_at == NOW + timedelta(minutes=noted)
    assert Change.objects.count() == changes


def test_making_and_revoking_are_in_the_log(liaison: User):
    address_of(liaison, name="Phone", filter={"state": ["KAZ"]})
    feed = Feed.objects.get()
    revoke_feed(feed=feed, act=make_act(actor=liaison, at=NOW + HOUR))
    revoked, made = Change.objects.of("feed", feed.public_id)
    assert (made.after["name"], made.after["filter"], made.visibility) == ("Phone", {"state": ["KAZ"]}, "secretariat")
    assert revoked.fields == ["revoked_at"]


def test_nobody_has_very_many(liaison: User):
    for _number in range(MOST):
        address_of(liaison)
    with pytest.raises(ValidationError, match="Revoke one first"):
        address_of(liaison)


def test_two_of_one_name_are_told_apart(liaison: User):
    address_of(liaison, name="Phone")
    with pytest.raises(ValidationError, match="subscription of this name"):
        address_of(liaison, name="Phone")


def test_calendar_of_one_is_not_remembered_for_another(client: Client, world: World, liaison: User, other_liaison):
    own = make_event(visibility="secretariat", status="proposed", roles=[state_role(world.kaz)])
    public = make_event(visibility="public", earliest=date(2026, 5, 1))
    answers = [entries_in(fetch(client, address)) for address in (
        address_of(liaison), address_of(other_liaison), "/feeds/events.ics", address_of(make_user(role="reader")),
    )]  # fmt: skip
    assert [own.uid in found for found in answers] == [True, False, False, True]
    assert all(public.uid in found for found in answers)
