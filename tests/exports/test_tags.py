"""A program that has a file already is told so, and what it may not see changes no tag."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cbm_events.api.exports import FORMATS
from cbm_events.services import save_event
from tests.api.bearers import bearer, issue
from tests.factories import NOW, make_act, make_event

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("at_now", "world")]
TAGGED = ("visitor", "partner", "reader", "editor", "administrator")


@pytest.fixture
def ask(client_as):
    """ask("csv?year=2026", "editor") is the answer; a file that is written in portions has been read."""

    def get(file: str, role: str = "visitor", tag: str = "", method: str = "get", **headers: str):
        headers |= {"If-None-Match": tag} if tag else {}
        answer = getattr(client_as(role), method)(f"/api/v1/events.{file}", headers=headers)
        answer.octets = b"".join(answer) if answer.streaming else answer.content
        return answer

    return get


def rename(event) -> None:
    event.refresh_from_db()
    event.title_en += " anew"
    save_event(event=event, act=make_act())


@pytest.mark.parametrize("extension", FORMATS)
def test_file_that_has_not_changed_is_not_made_again(ask, extension):
    event = make_event(visibility="public")
    first = ask(extension)
    assert (first.status_code, first["ETag"][:3]) == (200, 'W/"')
    later = ask(extension, tag=first["ETag"])
    assert (later.status_code, later.octets, later["ETag"]) == (304, b"", first["ETag"])
    assert (later["Cache-Control"], later["Content-Language"]) == ("private, no-store", "en")
    rename(event)
    renewed = ask(extension, tag=first["ETag"])
    assert (renewed.status_code, renewed["ETag"] == first["ETag"]) == (200, False)


@pytest.mark.parametrize("role", TAGGED)
def test_each_reader_has_a_tag_that_hangs_on_what_that_reader_may_see(ask, cast, role):
    make_event(visibility="public")
    secret = make_event(visibility="secretariat")
    tag = ask("csv", role)["ETag"]
    assert ask("csv", role, tag).status_code == 304
    rename(secret)
    assert ask("csv", role, tag).status_code == (304 if role in {"visitor", "partner"} else 200)


def test_one_readers_tag_is_not_anothers(ask, cast):
    make_event(visibility="public")
    tags = {ask(file, role)["ETag"] for file in ("csv", "jsonl") for role in ("visitor", "editor")}
    assert len(tags) == 4
    assert ask("csv", "editor", ask("csv")["ETag"]).status_code == 200


def test_filters_and_language_have_tags_of_their_own(ask):
    make_event(visibility="public")
    tags = [ask(f"csv{query}")["ETag"] for query in ("", "?year=2026", "?lang=ru", "?year=2026&state=KAZ")]
    assert len(set(tags)) == 4
    assert ask("csv", **{"Accept-Language": "ru"})["ETag"] == tags[2]
    assert ask("csv?state=KAZ&year=2026")["ETag"] == tags[3]


def test_a_token_that_names_the_member_states_has_the_tag_of_their_number(cast):
    members = make_event(visibility="member_states")
    client = bearer(issue(cast["partner"], cast["administrator"], grant="member_states"))
    tag = client.get("/api/v1/events.csv")["ETag"]
    assert client.get("/api/v1/events.csv", headers={"If-None-Match": tag}).status_code == 304
    rename(members)
    assert client.get("/api/v1/events.csv", headers={"If-None-Match": tag}).status_code == 200


def test_a_liaisons_file_has_no_tag(ask, cast):
    """Proposals of its state may stand in it, which have no number."""
    make_event(visibility="public")
    answer = ask("csv", "liaison")
    assert (answer.status_code, "ETag" in answer.headers, "Last-Modified" in answer.headers) == (200, False, False)
    assert ask("csv", "liaison", **{"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}).status_code == 200


def test_time_of_the_last_change_is_told_and_taken(ask):
    event = make_event(visibility="public")
    told = ask("csv")["Last-Modified"]
    assert told == "Mon, 16 Mar 2026 09:00:00 GMT"
    assert ask("csv", **{"If-Modified-Since": told}).status_code == 304
    event.title_en = "Another"
    save_event(event=event, act=make_act(at=NOW + timedelta(hours=1)))
    assert ask("csv", **{"If-Modified-Since": told}).status_code == 200


def test_tag_lasts_as_long_as_nothing_changes(ask):
    """The file names the day on which it was made; what it says is the same."""
    make_event(visibility="public")
    tag = ask("docx")["ETag"]
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        assert ask("docx", tag=tag).status_code == 304


def test_304_reads_no_events(ask):
    make_event(visibility="public")
    tag = ask("csv")["ETag"]
    with CaptureQueriesContext(connection) as taken:
        assert ask("csv", tag=tag).status_code == 304
    assert [query["sql"] for query in taken.captured_queries if "cbm_events_event" in query["sql"]] == []


def test_only_whether_there_is_a_file(ask):
    make_event(visibility="public")
    assert ask("csv", tag="*").status_code == 304
    assert ask("exe", tag="*").status_code == 404
    assert ask("csv?state=XXX", tag="*").status_code == 400


def test_head_gives_the_same_headers(ask):
    make_event(visibility="public")
    got, asked = ask("csv"), ask("csv", method="head")
    assert {name: asked[name] for name in ("ETag", "Last-Modified", "Content-Type", "Content-Disposition")} == {
        name: got[name] for name in ("ETag", "Last-Modified", "Content-Type", "Content-Disposition")
    }
    assert ask("csv", tag=got["ETag"], method="head").status_code == 304


@pytest.mark.parametrize("extension", ["csv", "jsonl", "ics"])
def test_file_with_a_tag_is_still_written_in_portions(ask, extension):
    make_event(visibility="public")
    answer = ask(extension)
    assert (answer.streaming, "Content-Length" in answer.headers, answer.octets != b"") == (True, False, True)
