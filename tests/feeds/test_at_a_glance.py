"""The way of an event into calendars and out of them again, in short; the other files look at each step."""

from datetime import timedelta

import pytest
from django.test import Client

from cbm_events.feeds.renderings import keep_renderings
from cbm_events.feeds.subscriptions import revoke_feed
from cbm_events.models import Feed
from cbm_events.services import save_event
from members.models import User
from tests.cast import World
from tests.factories import NOW, make_act, make_timed_event
from tests.feeds.making import address_of, events_of_all_kinds
from tests.feeds.reading import ADDRESS, entries_in, entry_of, fetch

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_public_feed_follows_an_event_and_says_when_nothing_changed(client: Client):
    event = make_timed_event(visibility="public", title_en="Forum")
    keep_renderings(now=NOW)
    tag = client.get(ADDRESS)["ETag"]
    assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 304
    event.status = "cancelled"
    save_event(event=event, act=make_act(at=NOW + timedelta(hours=1)))
    assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 200
    entry = entry_of(client, event)
    assert (entry["STATUS"], entry["SUMMARY"], entry["SEQUENCE"]) == ("CANCELLED", "Cancelled: Forum", 1)
    event.visibility = "secretariat"
    save_event(event=event, act=make_act(at=NOW + timedelta(hours=2)))
    assert entries_in(fetch(client)) == {}


def test_private_feed_shows_what_its_person_sees_until_it_is_revoked(client: Client, liaison: User, world: World):
    events = events_of_all_kinds(world)
    address = address_of(liaison)
    assert entries_in(fetch(client, address)).keys() == set(events.values()) - {events["staff"]}
    assert entries_in(fetch(client)).keys() == {events["public"]}
    revoke_feed(feed=Feed.objects.get(), act=make_act(actor=liaison))
    assert client.get(address).status_code == 404
