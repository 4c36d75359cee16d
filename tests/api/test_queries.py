"""How many queries an answer takes: as many for three rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cica_portal.common.memory import answers
from tests import factories
from tests.api.conftest import make_full_event, make_public_plan

pytestmark = pytest.mark.both


@pytest.fixture
def ask(ask):
    """Asked by somebody whose answer nothing is remembered of."""

    def get(*args, **query):
        answers.clear()
        return ask(*args, **query)

    return get


# The number of the audience, then the rows, then one query for each kind of related rows. Replies of states are not
# public, so nobody asks for them; summaries have no number.
OF_A_LIST = {
    "states/": 2,
    "observers/": 2,
    "dimensions/": 2,
    "areas/": 2,
    "coordinations/": 3,
    "chairmanships/": 2,
    "councils/": 3,
    "seats/": 2,
    "decisions/": 2,
    # Also what entries that were kept are written with, and which there are.
    "events/": 6,
    "documents/": 2,
    "outcomes/": 2,
    "plans/": 2,
    "plan-versions/": 4,
    "summaries/": 1,
}


def add(world, index):
    observer = factories.make_party()
    coordination = factories.make_coordination(area=factories.make_area())
    factories.make_attestation(coordination=coordination)
    factories.make_chairmanship(starts_on=f"20{index}0-01-01", ends_on=f"20{index}1-01-01")
    factories.make_seat()
    factories.make_decision(visibility="public")
    factories.make_summary(year=2020 + index)
    event = make_full_event(world, observer)
    factories.make_document(subject_key=event.public_id, visibility="public", public_basis="Declaration")
    factories.make_outcome(event=event, visibility="public")
    make_public_plan(event, year=2020 + index)
    return event


@pytest.mark.parametrize(("path", "queries"), OF_A_LIST.items())
def test_list_takes_as_many_queries_for_three_rows_as_for_one(
    ask, results, world, django_assert_num_queries, path, queries
):
    add(world, 1)
    ask(path)
    for index in (2, 3):
        with django_assert_num_queries(queries):
            ask(path)
        add(world, index)
    assert len(results(path)) >= 3


@pytest.mark.parametrize(("role", "queries"), [("visitor", 6), ("liaison", 4), ("editor", 5)])
def test_events_of_each_reader(ask, world, cast, django_assert_num_queries, role, queries):
    """Besides those that find out who is asking. A liaison's answer has no number; replies of states are read."""
    ask("", role)
    with CaptureQueriesContext(connection) as who_is_asking:
        ask("", role)
    for index in (1, 2, 3):
        add(world, index)
        with django_assert_num_queries(len(who_is_asking) + queries):
            ask("events/", role)


def test_one_event(ask, world, django_assert_num_queries):
    event = add(world, 1)
    with django_assert_num_queries(4):
        assert ask(f"events/{event.public_id}/").status_code == 200


def test_entry_that_is_not_there(ask, db, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert ask("events/nothingher/").status_code == 404


ADDED = {"planned", "documents", "outcomes", "part_of", "parts"}


def test_additions_take_one_query_each(ask, world, django_assert_num_queries):
    add(world, 1)
    ask("events/")
    for index in (2, 3):
        with django_assert_num_queries(4 + len(ADDED)):
            ask("events/", expand=",".join(ADDED))
        add(world, index)


def test_what_is_not_asked_for_is_not_read(ask, world, django_assert_num_queries):
    add(world, 1)
    with django_assert_num_queries(2):
        assert set(ask("events/", fields="id,title").json()["results"][0]) == {"id", "title"}
