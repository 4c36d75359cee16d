"""What caches and clients of HTTP rely on: times of change, encodings, answers given again."""

import gzip
from datetime import timedelta

import brotli
import pytest
import time_machine
from django.utils.http import http_date

from cbm_events.services import save_event
from cica_portal.api_urls import RESOURCES
from cica_portal.common.encodings import encoding_for
from tests import factories
from tests.api.bearers import bearer, issue
from tests.wsgi import WsgiClient

pytestmark = pytest.mark.both
NUMBERED = [resource.path for resource in RESOURCES if resource.is_numbered]
LATER = factories.NOW + timedelta(hours=3)


def rename(event, *, at=LATER):
    event.refresh_from_db()
    event.title_en += "!"
    save_event(event=event, roles=list(event.roles.all()), act=factories.make_act(at=at))


def test_last_modified_is_the_last_change_that_the_audience_could_see(ask, filled, cast):
    first, later = http_date(factories.NOW.timestamp()), http_date(LATER.timestamp())
    assert {ask(path)["Last-Modified"] for path in NUMBERED} == {first}
    rename(filled.secret)
    assert {role: ask("events/", role)["Last-Modified"] for role in ("visitor", "partner", "editor")} == {
        "visitor": first, "partner": first, "editor": later,
    }  # fmt: skip
    rename(filled.public)
    assert ask("events/")["Last-Modified"] == later


def test_no_time_of_change_where_rows_have_no_number(ask, filled, cast):
    for path, role in (("events/", "liaison"), ("summaries/", "visitor"), ("", "visitor"), ("schema/", "visitor")):
        assert "Last-Modified" not in ask(path, role)


def test_if_modified_since_counts_only_for_a_client_without_a_tag(ask, filled):
    known = ask("events/")
    since = {"If-Modified-Since": known["Last-Modified"]}
    assert ask("events/", headers=since).status_code == 304
    assert ask("events/", headers=since | {"If-None-Match": '"other"'}).status_code == 200
    assert ask("events/", headers={"If-Modified-Since": "yesterday"}).status_code == 200
    rename(filled.public)
    assert ask("events/", headers=since).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", ""), ("identity", ""), ("gzip", "gzip"), ("gzip, deflate, br", "br"), ("br;q=0.5, gzip", "gzip"),
        ("gzip;q=0", ""), ("*", "br"), ("br;q=0, *", "gzip"), ("GZIP", "gzip"), ("br;q=x", ""),
        ("gzip;q=0.000, br;q=0", ""),
    ],
)  # fmt: skip
def test_encoding_is_the_one_that_the_client_likes_best(rf, accepted, chosen):
    assert encoding_for(rf.get("/", headers={"Accept-Encoding": accepted})) == chosen


@pytest.mark.parametrize(("encoding", "decode"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_encoded_answer_is_the_same_with_a_weak_tag_that_is_known_again(ask, filled, encoding, decode):
    plain, packed = ask("events/"), ask("events/", headers={"Accept-Encoding": encoding})
    assert (packed["Content-Encoding"], decode(packed.content)) == (encoding, plain.content)
    assert packed["ETag"] == f"W/{plain['ETag']}"
    assert len(packed.content) == int(packed["Content-Length"]) < len(plain.content)
    assert all("Accept-Encoding" in answer["Vary"] for answer in (plain, packed))
    for tag in (packed["ETag"], plain["ETag"]):
        again = ask("events/", headers={"Accept-Encoding": encoding, "If-None-Match": tag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)


def test_only_what_is_long_and_goes_to_nobody_with_a_cookie_is_encoded(ask, filled, cast):
    asked = {"Accept-Encoding": "gzip, br"}
    for path, role in (("events/", "editor"), ("seats/", "visitor"), (f"events/{filled.public.public_id}/", "visitor")):
        response = ask(path, role, headers=asked)
        assert "Content-Encoding" not in response
        assert response["ETag"].startswith('"')
    client = bearer(issue(cast["partner"], cast["administrator"]))
    with time_machine.travel(factories.NOW, tick=True):
        assert client.get("/api/v1/events/", headers=asked)["Content-Encoding"] == "br"


def test_head_says_what_get_says_in_every_encoding(client_as, filled):
    client = client_as("visitor")
    for encoding in ("", "gzip", "br"):
        head, get = (ask("/api/v1/events/", headers={"Accept-Encoding": encoding}) for ask in (client.head, client.get))
        assert (head.status_code, head.content) == (200, b"")
        assert {**head.headers, "Content-Length": ""} == {**get.headers, "Content-Length": ""}


@pytest.mark.usefixtures("at_now")
def test_public_answer_is_given_again_after_one_read(filled, django_assert_num_queries):
    client, address = WsgiClient(), "/api/v1/events/?state=KAZ"
    first = client.get(address)
    with django_assert_num_queries(1):
        again = client.get(address)
    assert (again.content, again.headers) == (first.content, first.headers)
    rename(filled.public)
    assert client.get(address).content != first.content


@pytest.mark.usefixtures("at_now")
def test_answer_that_was_kept_for_the_public_goes_to_nobody_else(client_as, filled, cast):
    token = issue(cast["partner"], cast["administrator"], grant="member_states")
    headers = {"partner": {"Authorization": f"Bearer {token}"}}

    def seen_by(role: str) -> int:
        client = WsgiClient()
        client.cookies = client_as(role).cookies
        return len(client.get("/api/v1/events/", headers=headers.get(role, {})).json()["results"])

    roles = ("visitor", "other_liaison", "editor", "partner", "visitor")
    assert [seen_by(role) for role in roles] == [1, 2, 4, 2, 1]
