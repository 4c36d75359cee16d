"""Walks from page to page: nothing twice, nothing lost, in a total order."""

import json
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from cbm_events.services import save_event
from tests import factories
from tests.api.conftest import LISTS, PORTAL, problem_of

pytestmark = pytest.mark.both


@pytest.fixture
def many(world):
    """Twelve public events, most of them on the same day, two without any date."""
    days = [date(2026, 5, 14)] * 8 + [date(2026, 5, 1), date(2027, 1, 1)]
    dated = [factories.make_event(visibility="public", earliest=day) for day in days]
    undated = [
        factories.make_event(visibility="public", earliest=None, latest=None, precision="tbc") for _index in range(2)
    ]
    return dated + undated


def walk(ask, address, between=lambda page: None):
    """All entries by their address, with something done after each page."""
    found = []
    while address:
        page = json.loads(ask(address).content)
        found += page["results"]
        address = page["next"] and page["next"].removeprefix(PORTAL)
        between(page)
    return found


def ids(rows):
    return [row["id"] for row in rows]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 11, 12, 13])
def test_walk_meets_everything_once_and_in_order(ask, many, limit):
    found = walk(ask, f"/api/v1/events/?limit={limit}")
    expected = sorted(many, key=lambda event: (event.sort_on, event.public_id))
    assert ids(found) == [event.public_id for event in expected]


def test_every_list_can_be_walked(ask, filled):
    for path in LISTS:
        whole = json.loads(ask(path).content)
        assert whole["next"] is None
        assert walk(ask, f"{path}?limit=1") == whole["results"]


def test_page_that_is_exactly_full_is_the_last(ask, many):
    assert json.loads(ask("events/", limit=12).content)["next"] is None
    assert json.loads(ask("events/", limit=11).content)["next"] is not None


def test_next_keeps_the_filters_and_comes_from_the_portal_not_from_the_request(ask, many):
    response = ask("events/", limit=2, year=2026, headers={"Host": "localhost"})
    address = urlsplit(json.loads(response.content)["next"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{PORTAL}/api/v1/events/"
    query = parse_qs(address.query)
    assert sorted(query) == ["cursor", "limit", "year"]
    assert (query["limit"], query["year"]) == (["2"], ["2026"])


def test_rows_that_come_in_while_walking_repeat_and_lose_nothing(ask, many):
    def enter_before_and_after(page):
        for day in (date(2026, 1, 1), date(2026, 5, 14), date(2028, 1, 1)):
            if not page["results"] or len(page["results"]) == 3:
                factories.make_event(visibility="secretariat", earliest=day)
                factories.make_event(visibility="public", title_en="New", earliest=day)

    found = walk(ask, "/api/v1/events/?limit=3&q=event", enter_before_and_after)
    assert sorted(ids(found)) == sorted(event.public_id for event in many)


def test_edits_while_walking_repeat_and_lose_nothing(ask, many):
    """Texts of any event change; those that move stay ahead of the walk, or behind it."""
    order = sorted(many, key=lambda event: (event.sort_on, event.public_id))

    def edit(page):
        first, last = order[0], order[-3]
        for event, day in ((first, first.earliest - timedelta(days=1)), (last, last.earliest + timedelta(days=1))):
            event.refresh_from_db()
            event.earliest = event.latest = day
            event.title_en += " changed"
            save_event(event=event, act=factories.make_act())

    found = walk(ask, "/api/v1/events/?limit=4", edit)
    assert sorted(ids(found)) == sorted(event.public_id for event in many)


def test_row_that_the_cursor_stands_on_may_go(ask, many):
    page = json.loads(ask("events/", limit=4).content)
    last = next(event for event in many if event.public_id == page["results"][-1]["id"])
    last.visibility = "secretariat"
    save_event(event=last, act=factories.make_act())
    rest = walk(ask, page["next"].removeprefix(PORTAL))
    assert len({*ids(page["results"]), *ids(rest)}) == len(many)


@pytest.mark.parametrize("place", [0, 3, -1, -10])
def test_changed_cursor_is_refused(ask, many, place):
    cursor = cursor_of(ask("events/", limit=1))
    changed = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place:][1:]
    assert refused(ask("events/", limit=1, cursor=changed))


@pytest.mark.parametrize("cursor", ["x", ".", "e30.e30", "0", "null", "a" * 499, "../../etc", "1.1.1"])
def test_made_up_cursor_is_refused(ask, db, cursor):
    assert refused(ask("events/", cursor=cursor))


def test_cursor_of_another_list_is_refused(ask, many):
    cursor = cursor_of(ask("events/", limit=1))
    assert refused(ask("decisions/", cursor=cursor))
    assert refused(ask("events/", cursor=cursor, year=2026))


def test_cursor_goes_with_another_size_of_page_and_language(ask, many):
    cursor = cursor_of(ask("events/", limit=1))
    assert len(json.loads(ask("events/", cursor=cursor, limit=200, lang="ru").content)["results"]) == 11


def cursor_of(response):
    return parse_qs(urlsplit(json.loads(response.content)["next"]).query)["cursor"][0]


def refused(response):
    problem = problem_of(response)
    return (problem["status"], [error["parameter"] for error in problem["errors"]]) == (400, ["cursor"])
